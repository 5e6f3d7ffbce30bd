import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Tables in a text of acpidump")
struct AcpidumpTextTests {
  private static let slit = """
    SLIT @ 0x000000007FFE1200
        0000: 53 4C 49 54 30 00 00 00 01 E8 42 4F 43 48 53 20  SLIT0.....BOCHS\u{20}
        0010: 42 58 50 43 20 20 20 20 01 00 00 00 42 58 50 43  BXPC    ....BXPC
        0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 15 15 0A  ................


    """

  private func decode(_ text: String) -> (tables: [String], issues: [String]) {
    let decoded = AcpidumpText.decode(Array(text.utf8))
    return (
      decoded.value.tables.map { table in
        let address = table.address.map { String($0, radix: 16) } ?? "nil"
        return "\(table.name) @ \(address), line \(table.line): \(lines(decoded.value.bytes(of: table)))"
      }, decoded.issues.map(\.description)
    )
  }

  @Test("a table is its name, its address and its bytes")
  func whole() throws {
    let decoded = AcpidumpText.decode(Array(Self.slit.utf8))
    #expect(decoded.issues.isEmpty)
    let table = try #require(decoded.value.tables.first)
    #expect("\(table.name)" == "SLIT")
    #expect(table.address == 0x7FFE_1200)
    #expect(table.line == 1)
    #expect(try decoded.value.bytes(of: table) == Vector(machine: "pc-straddle").bytes("slit.bin"))
  }

  @Test(
    "the same in other forms",
    arguments: [
      slit.replacing("\n", with: "\r\n"), slit.lowercased().replacing("slit @", with: "SLIT @"),
      slit.replacing("    00", with: "  00"), slit.replacing("    00", with: "00"),
      "\u{FEFF}" + slit, String(slit.dropLast(2)), "Some words first\n\n" + slit,
      slit.replacing("\n    ", with: "\n\n    "),
      slit.replacing("0x000000007FFE1200", with: "0x7ffe1200"), slit + "# the end\n",
    ])
  func forms(text: String) {
    let decoded = AcpidumpText.decode(Array(text.utf8))
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.tables.map { decoded.value.bytes(of: $0).count } == [48])
    #expect(decoded.value.tables.map(\.address) == [0x7FFE_1200])
  }

  @Test("several tables, also of one signature, of unknown ones, and of no known address")
  func several() {
    let read = decode(
      """
      RSD PTR @ 0xf6cd0
          0000: 52 53 44 20 50 54 52 20                          RSD PTR\u{20}

      SSDT @ (nil)
          0000: 53 53 44 54 01                                   SSDT.
      SSDT @ 0x10
          0000: 53 53 44 54 02                                   SSDT.
      a!b_ @ 0xFFFFFFFFFFFFFFFF
          0000: 61 21 62 5F                                      a!b_
      """)
    #expect(
      read.tables == [
        "RSD PTR @ f6cd0, line 1: 52 53 44 20 50 54 52 20", "SSDT @ nil, line 4: 53 53 44 54 01",
        "SSDT @ 10, line 6: 53 53 44 54 02", "a!b_ @ ffffffffffffffff, line 8: 61 21 62 5f",
      ])
    #expect(read.issues == [])
  }

  @Test(
    "characters beside a row that is not full are no bytes",
    arguments: ["AB CD", "AB", "  ", "12 34 56 78"])
  func characters(text: String) {
    #expect(
      decode("ABCD @ 0x1\n    0000: 41 42 43 44        \(text)\n").tables == ["ABCD @ 1, line 1: 41 42 43 44"])
  }

  static let lies: [(String, [String], [String])] = [
    (
      "ABCD @ 0x1\n  0000: 41 42 43 44\n  0010: 45\n  0004: 46\n", ["ABCD @ 1, line 1: 41 42 43 44"],
      ["line 3: the row is of offset 0x10 in ABCD, but 0x4 bytes stand before it"]
    ),
    (
      "ABCD @ 0x1\n  0001: 41\n", [],
      [
        "line 2: the row is of offset 0x1 in ABCD, but 0x0 bytes stand before it",
        "line 1: no bytes follow the name of ABCD",
      ]
    ),
    (
      "ABCD @ 0x1\n  0000: 41 42 4G 44\n  0002: 45\n", ["ABCD @ 1, line 1: 41 42"],
      ["line 2: '4G' is not a byte in two hexadecimal digits"]
    ),
    (
      "ABCD @ 0x1\n  0000: 41 42 434 44\n", ["ABCD @ 1, line 1: 41 42"],
      ["line 2: '434' is not a byte in two hexadecimal digits"]
    ),
    (
      "ABCD @ 0x1\n  0000: 41 42 4\n", ["ABCD @ 1, line 1: 41 42"],
      ["line 2: '4' is not a byte in two hexadecimal digits"]
    ),
    (
      "ABCD @ 0x1\n  0000: 58 59 5A 5A\n", ["ABCD @ 1, line 1: 58 59 5a 5a"],
      ["line 1: the text calls the table ABCD, but its signature is \"XYZZ\""]
    ),
    ("ABCD @ 0x1\n", [], ["line 1: no bytes follow the name of ABCD"]),
    (
      "ABCD @ 0x1\nEFGH @ 0x2\n", [],
      ["line 1: no bytes follow the name of ABCD", "line 2: no bytes follow the name of EFGH"]
    ),
    (
      "ABCD @ 0x1\n  FFFFFFFFFFFFFFFF: 41\n", [],
      [
        "line 2: the row is of offset 0xffffffffffffffff in ABCD, but 0x0 bytes stand before it",
        "line 1: no bytes follow the name of ABCD",
      ]
    ),
    ("", [], ["no line names a table, as 'SRAT @ 0x7FFE1234' does"]),
    (
      "SRAT @ 0x\nSRAT @ 0xG\nSRAT @ 1\nSRATS @ 0x1\n SRAT @ 0x1\nSRAT @ 0x11112222333344445\n", [],
      ["no line names a table, as 'SRAT @ 0x7FFE1234' does"]
    ),
  ]

  @Test("a text that lies is told of, and read as far as it goes", arguments: lies)
  func lyingText(text: String, tables: [String], issues: [String]) {
    let read = decode(text)
    #expect(read.tables == tables)
    #expect(read.issues == issues)
  }

  @Test("bytes that are no UTF-8 are read like others")
  func otherBytes() {
    let text =
      Array("ABCD @ 0x1\n  0000: 41 42 43 44  ".utf8) + [0xff, 0xed, 0xa0, 0x80, 0, 0x0a] + Array("\u{1}".utf8)
    let decoded = AcpidumpText.decode(text)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.tables.count == 1)
    #expect(AcpidumpText.isSuchText(text))
    #expect(!AcpidumpText.isSuchText([0xff, 0x0a, 0xed, 0xa0]))
  }

  @Test("of very many mistakes some are told")
  func manyMistakes() {
    let read = decode(String(repeating: "ABCD @ 0x1\n", count: 5000))
    #expect(read.issues.count == 101)
    #expect(read.tables == [])
  }

  @Test("the kind of a table is that of its signature, whatever that is")
  func kinds() {
    #expect(TableKind(ofTable: Array("RSD PTR ".utf8)) == TableKind(RSDP.self))
    #expect(TableKind(ofTable: Array("SRAT".utf8)) == .srat)
    #expect(TableKind(ofTable: Array("a~~b".utf8)).name == "a~~b")
    #expect(TableKind(ofTable: []).name == "")
  }
}
