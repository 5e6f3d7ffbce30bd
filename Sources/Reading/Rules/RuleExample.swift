package import MachineModel

/// An input that breaks a rule, or does not.
package struct RuleExample: Sendable, ExpressibleByStringLiteral {
  /// Memory of 1 GiB that another process hands over for node 0.
  package enum TakenMemory: Sendable {
    /// A memfd of small pages.
    case small
    /// A memfd of pages of 2 MiB.
    case hugepages
    /// A file.
    case file
  }

  /// What reads it.
  package enum Reader: Sendable {
    /// `memc check` of a topology.
    case topology
    /// `memc check` of tables, in a text of acpidump or a kernel's log.
    case tables
    /// `memc check` of the tables of such a text, each in a file of its own, and of a kernel's log.
    case files
    /// A program that makes the topology itself: no file can say it.
    case program(@Sendable () -> Topology)
    /// `memc realize --existing SOCKET` of a topology; `nil` without the option.
    case takingOver(TakenMemory?)
    /// `memc realize --share SOCKET` of a topology.
    case handingOver
    /// `memc decompile` of a kernel's log.
    case decompiling
    /// `memc export` of a topology, in a format.
    case exporting(String)
    /// `memc capture`, by the command line that is the first line, of the host whose files the other lines are: each a line of
    /// a file behind its path, as `grep -r` writes them.
    case capturing
  }

  /// What reads it.
  package let reader: Reader
  /// What is shown of it.
  package let text: String
  private let makeBytes: (@Sendable () -> [UInt8])?

  /// Its bytes.
  package var bytes: [UInt8] { makeBytes?() ?? Array("\(text)\n".utf8) }

  /// Creates an example.
  ///
  /// - Parameters:
  ///   - reader: What reads it.
  ///   - text: What is shown of it.
  package init(_ reader: Reader, _ text: String) {
    self.reader = reader
    self.text = text
    makeBytes = nil
  }

  /// Creates an example that has more bytes than can be shown.
  package init(_ reader: Reader, _ text: String, bytes: @autoclosure @escaping @Sendable () -> [UInt8]) {
    self.reader = reader
    self.text = text
    makeBytes = bytes
  }

  /// A topology.
  package init(stringLiteral text: String) {
    self.init(.topology, text)
  }
}
