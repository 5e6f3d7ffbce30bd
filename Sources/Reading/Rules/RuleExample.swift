/// An input that breaks a rule, or does not.
package struct RuleExample: Sendable, ExpressibleByStringLiteral {
  /// What reads it.
  package enum Reader: Sendable {
    /// `memc check` of a topology.
    case topology
    /// `memc check` of tables, in a text of acpidump or a kernel's log.
    case tables
    /// `memc realize --existing SOCKET` of a topology.
    case takingOver
    /// `memc realize --share SOCKET` of a topology.
    case handingOver
  }

  /// What reads it.
  package let reader: Reader
  /// What is shown of it.
  package let text: String
  /// Its bytes, where they are more than can be shown.
  package let bytes: [UInt8]

  /// Creates an example.
  ///
  /// - Parameters:
  ///   - reader: What reads it.
  ///   - text: What is shown of it.
  ///   - bytes: Its bytes where they are not those of the text.
  package init(_ reader: Reader, _ text: String, bytes: [UInt8]? = nil) {
    self.reader = reader
    self.text = text
    self.bytes = bytes ?? Array("\(text)\n".utf8)
  }

  /// A topology.
  package init(stringLiteral text: String) {
    self.init(.topology, text)
  }
}
