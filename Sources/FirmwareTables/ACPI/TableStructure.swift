import FieldCoding

/// A structure of a table that begins as its ``StructureFamily`` says.
protocol TableStructure: ByteRecord {
  /// How it begins.
  static var family: StructureFamily { get }
  /// The number of its type.
  static var type: UInt16 { get }
  /// What its records are called.
  static var kind: RecordKind { get }
}

extension TableStructure {
  /// Names type and length.
  func describeStart<Coder: FieldCoder>(_ coder: inout Coder) {
    Self.family.describe(&coder, type: Self.type, length: byteCount)
  }
}

/// A type of structure whose contents are decoded.
struct StructureType: Sendable {
  /// Its number.
  let type: UInt16
  /// What its records are.
  let kind: RecordKind
  /// Bytes of a structure whose lists are empty: of every structure of the type, where it has no lists.
  private let length: Int
  /// Reads a structure with lists, and gives how many bytes it has; `nil` for a type without lists.
  private let measure: (@Sendable (inout ByteDecoder) -> Int)?

  /// A type whose structures are all of one length, or one whose fields say how long its lists are.
  init<Structure: TableStructure>(_: Structure.Type, hasLists: Bool = false) {
    type = Structure.type
    kind = Structure.kind
    length = Structure.byteCount
    guard hasLists else {
      measure = nil
      return
    }
    measure = { (decoder: inout ByteDecoder) -> Int in decoder.read(Structure.self).byteCount }
  }

  /// Bytes that a structure should have, whose fields say so where it has lists.
  func length(_ bytes: [UInt8], at offset: Int, length found: Int) -> Int {
    guard let measure, found >= length else { return length }
    // Where lists are cut off, zeros stand for what is missing of them.
    let padding = [UInt8](repeating: 0, count: Self.longestLists)
    var decoder = ByteDecoder(Array(bytes[offset..<min(offset + found, bytes.count)]) + padding)
    return measure(&decoder)
  }

  /// Bytes of the longest lists that a structure has: sixteen host bridges of a CXL window.
  private static let longestLists = 64
}

/// A structure of a table, of any of the types that the table has.
protocol AnyStructure: Sendable {
  /// Reads the structure of a record, which the decoder was moved to.
  init(_ record: TableRecord, from decoder: inout ByteDecoder)

  /// Bytes.
  var byteCount: Int { get }

  /// Writes the structure.
  func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin)
}

/// A structure that is kept as it is: of an unknown type, or of a length that its type does not have.
public struct OtherStructure: Hashable, Sendable {
  /// Its type.
  public let type: UInt16
  /// All its bytes, type and length among them.
  public let bytes: [UInt8]

  init(type: UInt16, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }

  /// The structure of a record.
  init(_ bytes: [UInt8], _ record: TableRecord, _ family: StructureFamily) {
    self.init(
      type: family.type(bytes, at: record.offset),
      bytes: Array(bytes[record.offset..<record.offset + record.length]))
  }
}
