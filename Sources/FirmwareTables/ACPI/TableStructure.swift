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
  /// As those of most tables do.
  static var family: StructureFamily { .bytes }

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
  var kind: RecordKind { described() }
  // Asked for where records are shown: who reads or writes a table needs none.
  private let described: @Sendable () -> RecordKind
  /// Bytes of a structure whose lists are empty: of every structure of the type, where it has no lists.
  private let length: Int
  /// Counts the bytes of a structure with lists, without reading those; `nil` for a type without lists.
  private let count: (@Sendable (_ bytes: [UInt8], _ place: Range<Int>) -> Int?)?

  /// A type whose structures are all of one length, or one whose fields say how long its lists are.
  init<Structure: TableStructure>(_: Structure.Type, hasLists: Bool = false) {
    type = Structure.type
    described = { Structure.kind }
    length = Structure.byteCount
    guard hasLists else {
      count = nil
      return
    }
    count = { (bytes: [UInt8], place: Range<Int>) -> Int? in
      CountedLength(of: Structure.self, bytes, at: place).byteCount
    }
  }

  /// Whether a structure of the type may have a length, for a type without lists; `false` for one that has some.
  func hasNoLists(ofLength found: Int) -> Bool { count == nil && length == found }

  /// Bytes that a structure should have, whose fields say so where it has lists; `nil` for 2^63 or more.
  func length(_ bytes: [UInt8], at offset: Int, length found: Int) -> Int? {
    guard let count else { return length }
    return count(bytes, offset..<offset + found)
  }
}

/// A structure of a table, of any of the types that the table has.
protocol AnyStructure: Sendable {
  /// Reads the structure that lies in a place, which the decoder was moved to.
  init(_ place: StructurePlace, from decoder: inout ByteDecoder)

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

  /// The structure that lies in a place.
  init(_ bytes: [UInt8], _ place: StructurePlace) {
    self.init(type: place.type, bytes: Array(bytes[place.offset..<place.offset + place.length]))
  }
}
