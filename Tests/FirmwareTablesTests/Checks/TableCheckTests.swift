import Diagnostics
import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("Checks of tables of others")
struct TableCheckTests {
  /// What is said of the tables of one machine, in one file.
  static func findings(_ tables: [EncodedTable], _ overrides: SeverityOverrides = SeverityOverrides())
    -> [Diagnostic]
  {
    var findings = TableFindings([SourceFile(name: "tables", bytes: [])], overrides: overrides)
    TableChecks.run(
      on: JudgedTables(tables.map { JudgedTable($0.bytes, as: $0.kind, file: 0) }), reportingTo: &findings)
    return findings.sinks[0].diagnostics
  }

  static func text(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.severity.rawValue): \($0.message) [\($0.identifier)]" }
  }

  @Test("a broken rule is reported in these words", arguments: cases)
  func report(_ example: TableCheckCase) {
    #expect(Self.text(Self.findings(example.tables)) == example.messages)
    #expect(example.messages.contains { $0.hasSuffix("[\(example.rule)]") })
  }

  @Test("of what is right nothing is said", arguments: fine)
  func nothing(_ example: TableCheckCase) {
    #expect(Self.text(Self.findings(example.tables)) == [])
  }

  @Test("no rule is without a case, and none has another's name")
  func everyRuleHasACase() {
    let identifiers = TableRule.allCases.map(\.identifier)
    #expect(Set(identifiers) == Set(Self.cases.map(\.rule)))
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test("every rule may be silenced, also one that is an error", arguments: cases)
  func overrides(_ example: TableCheckCase) throws {
    let overrides = try SeverityOverrides([.warning("no-\(example.rule)")], registry: TableRule.allCases)
    let left = Self.text(Self.findings(example.tables, overrides))
    #expect(left == example.messages.filter { !$0.hasSuffix("[\(example.rule)]") })
  }

  @Test("nothing is said of the tables of QEMU, which Linux takes", arguments: Vector.all)
  func vectors(vector: Vector) throws {
    var tables = try vector.files.filter { $0.hasSuffix(".bin") }.map { file in
      let bytes = try vector.bytes(file)
      return EncodedTable(TableKind(ofTable: bytes), bytes)
    }
    #expect(tables.count >= 3)
    let map = E820Map.decode(linuxText: try vector.text("e820.txt")).value
    tables.append(EncodedTable(.e820, map.encoded()))
    #expect(Self.text(Self.findings(tables)) == [])
  }

  @Test("a table of which a part is missing is not held against others")
  func cutOff() throws {
    let vector = Vector(machine: "q35-hmat")
    let srat = try vector.bytes("srat.bin")
    let cut = EncodedTable(.srat, Array(srat.prefix(60)))
    let hmat = EncodedTable(TableKind(HMAT.self), try vector.bytes("hmat.bin"))
    #expect(Set(Self.findings([cut, hmat]).map(\.identifier)) == ["table-damaged"])
  }

  @Test("any bytes are judged")
  func anyBytes() {
    for kind in TableKind.made {
      for byte in [0, 1, 10, 0x7f, 0xff] as [UInt8] {
        for count in [0, 1, 35, 36, 44, 48, 100, 300] {
          let diagnostics = Self.findings([EncodedTable(kind, [UInt8](repeating: byte, count: count))])
          #expect(diagnostics.count < 1000)
        }
      }
    }
  }
}
