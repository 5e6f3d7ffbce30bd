package import FieldCoding

/// What a file of bytes is.
public struct TableKind: Hashable, Sendable {
  /// What people call it: `e820`, `SRAT`, the signature.
  public let name: String
  /// What finds its records.
  package let format: any RecordFormat.Type

  /// Every table that memc makes.
  package static let made: [TableKind] = tableFormats.map { TableKind($0) }

  /// The kind of a format.
  package init(_ format: any RecordFormat.Type) {
    name = format.title
    self.format = format
  }

  /// An ACPI table whose contents this version does not decode.
  package init(undecoded signature: FixedText) {
    name = "\(signature)"
    format = UndecodedTable.self
  }

  /// The kind that a signature tells, one that is known or one that could be of an ACPI table; `nil` for another one.
  init?(signature: FixedText) {
    if let known = Self.readable.first(where: { $0.signature == signature }) {
      self.init(known)
    } else if signature.isOfACPI {
      self.init(undecoded: signature)
    } else {
      return nil
    }
  }

  /// The kind that the beginning of bytes tells: several tables behind each other, a signature that is known, or one that
  /// could be of an ACPI table; `nil` where they begin with none of these.
  package init?(signatureOf bytes: [UInt8]) {
    if ACPIImage.holdsSeveral(bytes) {
      self.init(ACPIImage.self)
    } else if let known = Self.readable.first(where: { $0.signature.map { bytes.starts(with: $0.bytes) } ?? false })
    {
      self.init(known)
    } else {
      self.init(signature: FixedText(bytes: Array(bytes.prefix(4))))
    }
  }

  private static let readable: [any RecordFormat.Type] = tableFormats.map { recordFormat($0) } + foreignTables

  /// A format as what only reads it: a cast of the list would look each conformance up in the whole program.
  private static func recordFormat<Table: TableFormat>(_ format: Table.Type) -> any RecordFormat.Type { format }

  /// What bytes decode to, written again, and what was wrong with them; `nil` for a table that is only read.
  package func rewritten(_ bytes: [UInt8]) -> (bytes: [UInt8], issues: [DecodingIssue])? {
    (format as? any TableFormat.Type)?.rewritten(bytes)
  }

  /// By name.
  public static func == (left: TableKind, right: TableKind) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension FixedText {
  /// Whether an ACPI table could have the signature: four capital letters, digits, underscores or exclamation marks, a
  /// letter among them. `ASF!` has a mark of its own; makers put one into the name of a table that theirs takes the place
  /// of.
  var isOfACPI: Bool {
    guard count == 4, let word else { return false }
    var hasLetter = false
    // Of every table this is asked several times: a list of the bytes would take longer than all else.
    for place in 0..<4 as Range<UInt64> {
      switch UInt8(truncatingIfNeeded: word >> (8 * place)) {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasLetter = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "!"): break
      default: return false
      }
    }
    return hasLetter
  }
}
