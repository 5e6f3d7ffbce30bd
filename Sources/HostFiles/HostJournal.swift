import Synchronization
package import SystemPackage

/// What was read of a host, for whoever copies it, and for whoever tells of what could not be read.
package final class HostJournal: Sendable {
  /// One thing that was read, or was to be.
  package enum Event: Sendable {
    /// A file, with what is in it as far as it was read.
    case read(String, [UInt8])
    /// A file or a folder that cannot be read.
    case failed(String, Errno)
    /// A file that is not what the kernel writes: what is in it, what of that is wrong, and what it should be, with its
    /// article.
    case misread(String, [UInt8], Range<Int>, String)
  }

  private let noted = Mutex<[Event]>([])

  /// Creates an empty journal.
  package init() {}

  /// Everything up to now, in its order.
  package var events: [Event] { noted.withLock { $0 } }

  func note(_ event: Event) { noted.withLock { $0.append(event) } }
}
