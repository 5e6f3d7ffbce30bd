import FieldCoding

/// A structure of a table that begins as its ``StructureFamily`` says.
protocol TableStructure: ByteRecord {
  /// How it begins.
  static var family: StructureFamily { get }
  /// The number of its type.
  static var type: UInt16 { get }
  /// What its records are called.
  static var kind: RecordKind { get }
  /// Whether it has lists, so that each says for itself how long it is.
  static var hasLists: Bool { get }
}

extension TableStructure {
  static var hasLists: Bool { false }

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
  /// The bytes that a structure should have, of one whose fields are all there.
  let length: @Sendable (_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int

  init<Structure: TableStructure>(_: Structure.Type) {
    type = Structure.type
    kind = Structure.kind
    let shortest = Structure.byteCount
    guard Structure.hasLists else {
      length = { _, _, _ in shortest }
      return
    }
    length = { bytes, start, end in
      guard end - start >= shortest else { return shortest }
      var counter = ClaimedLength(bytes, from: start, to: end)
      var structure = Structure()
      structure.describe(&counter)
      return counter.count
    }
  }
}

/// A structure that is kept as it is: of an unknown type, or of a length that its type does not have.
public struct OtherStructure: Hashable, Sendable {
  /// Its type.
  public let type: UInt16
  /// All its bytes, type and length among them.
  public let bytes: [UInt8]
}
