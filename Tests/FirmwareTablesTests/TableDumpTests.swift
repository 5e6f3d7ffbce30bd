import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Dumps")
struct TableDumpTests {
  @Test("SRAT")
  func srat() throws {
    let dump = try #require(TableDump(SRATTests.twoNodes))
    #expect(dump.kind == .srat)
    #expect(dump.issues.isEmpty)
    let text = dump.description
    #expect(
      text.hasPrefix(
        """
        SRAT header
          [0x0000  4] signature                : "SRAT"
          [0x0004  4] length                   : 200
          [0x0008  1] revision                 : 3
          [0x0009  1] checksum                 : 0x73
          [0x000a  6] OEM ID                   : "MEMC  "
          [0x0010  8] OEM table ID             : "MEMCSRAT"
          [0x0018  4] OEM revision             : 1
          [0x001c  4] creator ID               : "MEMC"
          [0x0020  4] creator revision         : 1
          [0x0024  4] table revision           : 1
          [0x0028  8] reserved                 : 0x0000000000000000
        SRAT processor affinity #1: APIC ID 0 proximity domain 0
          [0x0030  1] type                     : 0
          [0x0031  1] length                   : 16
          [0x0032  1] proximity domain [7:0]   : 0
          [0x0033  1] APIC ID                  : 0
          [0x0034  4] flags                    : 0x1 (enabled)
          [0x0038  1] local SAPIC EID          : 0
          [0x0039  3] proximity domain [31:8]  : 0
          [0x003c  4] clock domain             : 0

        """))
    #expect(
      text.hasSuffix(
        """
        SRAT memory affinity #3: [mem 0x0000000100000000-0x00000001bfffffff] proximity domain 1
          [0x00a0  1] type                     : 1
          [0x00a1  1] length                   : 40
          [0x00a2  4] proximity domain         : 1
          [0x00a6  2] reserved                 : 0x0000
          [0x00a8  8] base address             : 0x100000000
          [0x00b0  8] length                   : 3 GiB (0xc0000000)
          [0x00b8  4] reserved                 : 0x00000000
          [0x00bc  4] flags                    : 0x1 (enabled)
          [0x00c0  8] reserved                 : 0x0000000000000000

        """))
  }

  @Test("e820, which nothing in its bytes tells")
  func e820() {
    #expect(TableDump(E820Tests.twoNodes) == nil)
    let dump = TableDump(Array(E820Tests.twoNodes[20..<40]), as: .e820)
    #expect(
      dump.description == """
        e820 entry #1: [mem 0x000000000009fc00-0x00000000000fffff] reserved
          [0x0000  8] base                     : 0x9fc00
          [0x0008  8] length                   : 385 KiB (0x60400)
          [0x0010  4] type                     : 2 (reserved)

        """)
  }

  @Test("SLIT, a row a record")
  func slit() throws {
    let text = try #require(TableDump(SLITTests.twoNodes)).description
    #expect(
      text.hasSuffix(
        """
          [0x0024  8] localities               : 2
        SLIT distances from node 0
          [0x002c  2] distances                : 10 21
        SLIT distances from node 1
          [0x002e  2] distances                : 21 10

        """))
  }

  @Test("a table whose contents are not decoded says so")
  func undecoded() throws {
    let bytes = try Vector(machine: "q35-hmat").bytes("apic.bin").replacing(at: 0, with: Array("OEM1".utf8))
    let dump = try #require(TableDump(bytes.sealed()))
    #expect(dump.kind == TableKind(undecoded: FixedText("OEM1", width: 4)))
    #expect(
      dump.description.contains(
        """
        OEM1 contents
          the contents of OEM1 are not decoded by this version
          [0x0024 16] bytes                    : 00 00 e0 fe 01 00 00 00 00 08 00 00 01 00 00 00

        """))
  }

  @Test("a memory affinity of nothing is empty, not the whole address space")
  func emptyAffinity() throws {
    let table = SRAT(affinities: [.memory(.init(proximityDomain: 3, base: 0, length: 0))])
    let text = try #require(TableDump(table.encoded())).description
    #expect(
      text.contains("\nSRAT memory affinity #1: [empty at 0x0000000000000000] proximity domain 3\n"), "\(text)")
  }

  @Test("fields one by one are what the listing has", arguments: ["srat.bin", "hmat.bin"])
  func fields(file: String) throws {
    let dump = try #require(TableDump(try Vector(machine: "q35-hmat").bytes(file)))
    let text = dump.description
    var lines = 0
    for record in dump.records {
      #expect(text.contains(dump.title(of: record)))
      for field in dump.fields(of: record) {
        let end = " : \(field.text)\(field.detail.map { " (\($0))" } ?? "")"
        let place = "  [\(Hexadecimal.padded(UInt64(field.offset), digits: 4)) "
        #expect(text.split(separator: "\n").contains { $0.hasPrefix(place) && $0.hasSuffix(end) }, "\(place)\(end)")
        lines += 1
      }
    }
    #expect(text.split(separator: "\n").count { $0.hasPrefix("  [") } == lines)
  }

  @Test("a listing comes in pieces")
  func pieces() {
    let cpus = (0..<2000).map { SRAT.Affinity.x2APIC(.init(proximityDomain: 1, apicID: $0)) }
    let dump = TableDump(SRAT(affinities: cpus).encoded(), as: .srat)
    var pieces: [[UInt8]] = []
    dump.write { pieces.append($0) }
    #expect(pieces.count > 5)
    #expect(pieces.allSatisfy { $0.count < 100_000 })
    #expect(pieces.allSatisfy { $0.last == UInt8(ascii: "\n") })
    #expect(String(decoding: pieces.joined(), as: UTF8.self) == dump.description)
  }

  @Test("a structure of another type is shown as bytes")
  func otherStructure() throws {
    let table = SRAT(affinities: [.other(OtherStructure(type: 9, body: [1, 2, 3]))])
    #expect(
      try #require(TableDump(table.encoded())).description.hasSuffix(
        """
        SRAT structure of type 9 #1
          [0x0030  1] type                     : 9
          [0x0031  1] length                   : 5
          [0x0032  3] bytes                    : 01 02 03

        """))
  }

  @Test("a damaged table is shown as far as it goes, with what is wrong")
  func damaged() throws {
    let dump = try #require(TableDump(Array(SRATTests.twoNodes.prefix(60))))
    #expect(
      dump.issues.map(\.description) == [
        "byte 0x4: length is 200, but the table has 60 bytes",
        "byte 0x31: length of the SRAT structure of type 0 is 16, but 12 bytes are left",
      ])
    #expect(dump.records.map(\.kind.title) == ["SRAT header"])
    #expect(dump.description.contains("OEM table ID             : \"MEMCSRAT\""))
  }

  @Test("unnamed flags are shown by number")
  func flags() {
    #expect(SRAT.MemoryAffinity.Flags(rawValue: 0).text == "0x0")
    #expect(SRAT.MemoryAffinity.Flags(rawValue: 7).text == "0x7 (enabled, hot-pluggable, non-volatile)")
    #expect(SRAT.MemoryAffinity.Flags(rawValue: 0x8000_0001).text == "0x80000001 (enabled, 0x80000000)")
    #expect(SRAT.MemoryAffinity.Flags(rawValue: 16).text == "0x10")
  }

  @Test(
    "a kind is known by its signature",
    arguments: [
      ("SRAT", .srat), ("SLIT", .slit), ("APIC", TableKind(MADT.self)),
      ("FACS", .facs),
      ("ASF!", TableKind(undecoded: FixedText("ASF!", width: 4))),
      ("S!AT", TableKind(undecoded: FixedText("S!AT", width: 4))),
      ("_AT_", TableKind(undecoded: FixedText("_AT_", width: 4))), ("\u{1}ASF", nil), ("12!4", nil), ("!!!!", nil),
      ("RSD ", nil), ("SRA", nil), ("", nil), ("srat", nil),
      ("SSD1", TableKind(undecoded: FixedText("SSD1", width: 4))),
    ] as [(String, TableKind?)])
  func kinds(signature: String, kind: TableKind?) {
    #expect(TableKind(signatureOf: Array(signature.utf8)) == kind)
  }
}
