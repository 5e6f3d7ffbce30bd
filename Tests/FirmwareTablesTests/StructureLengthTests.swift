import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Lengths of structures")
struct StructureLengthTests {
  /// A structure with two lists and a matrix between them, and a number behind all.
  struct Matrix: TableStructure, Equatable {
    static let family = StructureFamily.words
    static let type: UInt16 = 1
    static let kind = RecordKind("TEST matrix", Self.self)
    var rows: [UInt32] = []
    var columns: [Column] = []
    var entries: [UInt16] = []
    var end: UInt8 = 0

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      var (rowCount, columnCount) = (UInt32(rows.count), UInt32(columns.count))
      describeStart(&coder)
      coder.field("row count", &rowCount)
      coder.field("column count", &columnCount)
      coder.list("rows", &rows, count: Int(rowCount))
      coder.list(&columns, count: Int(columnCount))
      coder.matrix("row", &entries, rows: Int(rowCount), columns: Int(columnCount))
      coder.field("end", &end)
    }
  }

  struct Column: ByteRecord, Equatable {
    var number: UInt8 = 0

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) { coder.field("column", &number) }
  }

  static let matrix = Matrix(
    rows: [7, 8], columns: [1, 2, 3].map { Column(number: $0) }, entries: [10, 20, 30, 40, 50, 0xffff], end: 9)
  static let matrixBytes = hex(
    """
    01 00 00 00 28 00 00 00  02 00 00 00 03 00 00 00  07 00 00 00 08 00 00 00
    01 02 03  0a 00 14 00 1e 00  28 00 32 00 ff ff  09
    """)

  private func walk<Known: TableStructure>(
    _ bytes: [UInt8], _: Known.Type
  ) -> (records: [TableRecord], issues: [String]) {
    let walker = StructureTable<ACPIHeader, HMAT.Structure>(
      "TEST", family: Known.family, types: [StructureType(Known.self, hasLists: true)])
    var issues = IssueList()
    var records: [TableRecord] = []
    walker.outline.forEachStructure(in: bytes, from: 0, to: bytes.count, &issues) { records.append($0) }
    return (records, issues.issues.map { "\($0)" })
  }

  private func written(_ record: some ByteRecord) -> [UInt8] {
    var encoder = ByteEncoder(capacity: 0)
    encoder.append(record)
    return encoder.bytes
  }

  private func listed(_ bytes: [UInt8], as kind: RecordKind) -> [String] {
    var lister = FieldLister(bytes)
    lister.list(TableRecord(kind: kind, index: 0, offset: 0, length: bytes.count))
    return lister.fields.map { "\($0.offset) \($0.length) \($0.name): \($0.text)" }
  }

  @Test("a structure with lists is as long as its counts say, and is written, read and listed by one description")
  func counted() {
    #expect(lines(written(Self.matrix)) == lines(Self.matrixBytes))
    var decoder = ByteDecoder(Self.matrixBytes)
    #expect(decoder.read(Matrix.self) == Self.matrix)
    #expect(decoder.issues.issues.isEmpty)
    let walk = walk(Self.matrixBytes + Self.matrixBytes, Matrix.self)
    #expect(walk.issues.isEmpty)
    #expect(walk.records.map { $0.kind === Matrix.kind } == [true, true])
    #expect(walk.records.map(\.offset) == [0, 40])
    #expect(
      listed(Self.matrixBytes, as: Matrix.kind) == [
        "0 2 type: 1", "2 2 reserved: 0x0000", "4 4 length: 40", "8 4 row count: 2", "12 4 column count: 3",
        "16 8 rows: 7 8", "24 1 column: 1", "25 1 column: 2", "26 1 column: 3", "27 6 row 0: 10 20 30",
        "33 6 row 1: 40 50 65535", "39 1 end: 9",
      ])
  }

  @Test(
    "a structure whose length and counts disagree is kept as bytes, and what follows is read",
    arguments: [
      (8, [1], "length of the TEST structure of type 1 is 40, should be 30"),
      (12, [4], "length of the TEST structure of type 1 is 40, should be 45"),
      (
        8, [0xff, 0xff, 0xff, 0xff],
        "length of the TEST structure of type 1 is 40, should be 42949672970"
      ),
      (
        8, [UInt8](repeating: 0xff, count: 8),
        "length of the TEST structure of type 1 is 40, should be 2^63 or more"
      ),
      (4, [15], "length of the TEST structure of type 1 is 15, should be 25"),
    ] as [(Int, [UInt8], String)])
  func disagreeing(offset: Int, bytes: [UInt8], message: String) {
    let wrong = Self.matrixBytes.replacing(at: offset, with: bytes)
    let length = Int(wrong[4])
    let walk = walk(Array(wrong.prefix(length)) + Self.matrixBytes, Matrix.self)
    #expect(walk.issues == ["byte 0x4: \(message)"])
    #expect(walk.records.map { $0.kind === Matrix.kind } == [false, true])
    #expect(walk.records.map(\.offset) == [0, length])
  }

  @Test("a list that claims 2^32 − 1 numbers takes no memory for them")
  func hostile() {
    let bytes = Self.matrixBytes.replacing(at: 8, with: [UInt8](repeating: 0xff, count: 8))
    var decoder = ByteDecoder(bytes)
    let matrix = decoder.read(Matrix.self)
    #expect(matrix.rows.count == 6)
    #expect(matrix.rows.capacity < 16)
    #expect(decoder.issues.issues.count == 1)
    #expect(listed(bytes, as: Matrix.kind).count == 6)
  }
}
