import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Structures of tables")
struct StructureFamilyTests {
  /// A structure of each family, with one number in it.
  struct Structure<Family: FamilyOfStructures>: TableStructure, Equatable {
    static var family: StructureFamily { Family.family }
    static var type: UInt16 { Family.type }
    static var kind: RecordKind { Family.kind }
    var number: UInt16 = 0

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      describeStart(&coder)
      coder.field("number", &number)
    }
  }

  protocol FamilyOfStructures {
    static var family: StructureFamily { get }
    static var type: UInt16 { get }
    static var kind: RecordKind { get }
  }

  enum Bytes: FamilyOfStructures {
    static let family = StructureFamily.bytes
    static let type: UInt16 = 5
    static let kind = RecordKind("TEST number", Structure<Self>.self)
  }

  enum ByteAndWord: FamilyOfStructures {
    static let family = StructureFamily.byteAndWord
    static let type: UInt16 = 1
    static let kind = RecordKind("TEST number", Structure<Self>.self)
  }

  enum Words: FamilyOfStructures {
    static let family = StructureFamily.words
    static let type: UInt16 = 0x102
    static let kind = RecordKind("TEST number", Structure<Self>.self)
  }

  @Test("SRAT, MADT and PPTT begin with a byte each, CEDT with a byte and a word, HMAT with words")
  func beginnings() {
    check(Structure<Bytes>(number: 0x1234), [5, 4, 0x34, 0x12])
    check(Structure<ByteAndWord>(number: 0x1234), [1, 0, 6, 0, 0x34, 0x12])
    check(Structure<Words>(number: 0x1234), [2, 1, 0, 0, 10, 0, 0, 0, 0x34, 0x12])
  }

  /// Written, read back, and found by the walk: known, of another length than its type has, and cut off.
  private func check<Family>(_ structure: Structure<Family>, _ bytes: [UInt8]) {
    var encoder = ByteEncoder(capacity: 0)
    encoder.append(structure)
    #expect(encoder.bytes == bytes)
    var decoder = ByteDecoder(bytes)
    #expect(decoder.read(Structure<Family>.self) == structure)
    #expect(decoder.issues.issues.isEmpty)

    let longer = bytes + [0xee]
    let lengthOffset = Family.family.lengthOffset
    var other = longer
    other[lengthOffset] = UInt8(longer.count)
    let walk = walk(bytes + other + bytes.dropLast(), Structure<Family>.self)
    let length = "length of the TEST structure of type \(Family.type)"
    #expect(walk.records == ["0 known \(bytes.count)", "\(bytes.count) other \(longer.count)"])
    #expect(
      walk.issues == [
        "byte(\(bytes.count + lengthOffset)): \(length) is \(longer.count), should be \(bytes.count)",
        "byte(\(bytes.count + longer.count + lengthOffset)): \(length) is \(bytes.count), "
          + "but \(bytes.count - 1) bytes are left",
      ])
  }

  private func walk<Known: TableStructure>(
    _ bytes: [UInt8], _: Known.Type
  ) -> (records: [String], issues: [String]) {
    let walker = StructureTable<ACPIHeader, HMAT.Structure>(
      "TEST", family: Known.family, types: [StructureType(Known.self)])
    var issues = IssueList()
    var records: [String] = []
    walker.outline.forEachStructure(in: bytes, from: 0, to: bytes.count, &issues) { record in
      let isKnown = record.kind == Known.kind
      records.append("\(record.offset) \(isKnown ? "known" : "other") \(record.length)")
    }
    return (records, issues.issues.map { "\($0.place): \($0.message)" })
  }
}
