import Addresses
import Synchronization

/// The dirty pages of some memory that memc itself knows of: those that this process wrote, since KVM does not log them, those
/// that devices may have written, and those that KVM had logged when it was to forget them.
///
/// It belongs to the memory, not to a slot: slots come and go, and several of them show the same memory.
final class DirtyPageLog: Sendable {
  private struct State {
    /// The log, by its number among those of the machine, in which the pages are; 0 for none.
    var run: UInt64 = 0
    var pages = PageSet()
  }

  private let isOn = Atomic(false)
  private let state = Mutex(State())

  /// The log that the memory belongs to, by its number; 0 for none.
  var run: UInt64 { state.withLock { $0.run } }
  /// How many pages are dirty.
  var count: UInt64 { state.withLock { $0.pages.count } }

  /// Begins a log, with no page dirty.
  func begin(_ run: UInt64) {
    state.withLock {
      $0 = State(run: run)
      isOn.store(true, ordering: .sequentiallyConsistent)
    }
  }

  /// Ends the log, and forgets all pages.
  func end() {
    state.withLock {
      isOn.store(false, ordering: .sequentiallyConsistent)
      $0 = State()
    }
  }

  /// Notes that pages were written; nothing where there is no log. Comes behind the writing: a page that is noted before it is
  /// written may have been copied in between.
  ///
  /// - Parameter host: Addresses in this process.
  func mark(_ host: AddressRange) {
    // Whoever starts a log either finds what was written, or is seen here.
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    guard isOn.load(ordering: .relaxed), host.size > 0 else { return }
    let pages = Self.pages(host)
    state.withLock { if $0.run != 0 { $0.pages.insert(pages) } }
  }

  /// Notes the pages of a bitmap; nothing where there is no log.
  ///
  /// - Parameter hostAddress: The address of the page of the lowest bit.
  func mark(_ words: [UInt64], at hostAddress: UInt64) {
    let first = hostAddress / HostPages.own.size
    state.withLock { if $0.run != 0 { $0.pages.formUnion(words, at: first) } }
  }

  /// Forgets the pages of a bitmap.
  func clear(_ words: [UInt64], at hostAddress: UInt64) {
    let first = hostAddress / HostPages.own.size
    state.withLock { $0.pages.subtract(words, at: first) }
  }

  /// Adds what is dirty in a range to a bitmap of its pages.
  func add(to words: inout [UInt64], of host: AddressRange) {
    let pages = Self.pages(host)
    state.withLock { $0.pages.add(to: &words, pages) }
  }

  /// Numbers of the pages that a range touches.
  private static func pages(_ host: AddressRange) -> Range<UInt64> {
    let size = HostPages.own.size
    return host.start / size..<(host.end - 1) / size + 1
  }
}
