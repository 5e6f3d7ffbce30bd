import Diagnostics
import FirmwareTables
import Lowering
import TestSupport
import Testing

@testable import Artifacts

/// Every rule of the ACPI image with the text that a user sees when it is broken.
@Suite("Rules of the ACPI image") struct ImageRuleTests {
  static let cases: [RuleCase<LayoutRule>] = [
    RuleCase(
      .acpiTableTwice,
      """
      memc: 1
      memory: 1GiB
      acpi: {tables: [srat, slit, srat]}
      """,
      """
      topo.yaml:3:29: error: the table 'srat' is named already [acpi-table-twice]
         3 | acpi: {tables: [srat, slit, srat]}
           |                             ^~~~
      topo.yaml:3:17: note: which stands here
         3 | acpi: {tables: [srat, slit, srat]}
           |                 ^~~~
      """),
    RuleCase(
      .acpiTableAbsent,
      """
      memc: 1
      memory: 1GiB
      acpi: {tables: [srat, cedt]}
      """,
      """
      topo.yaml:3:23: error: no node and no host bridge is of CXL; leave 'cedt' out [acpi-table-absent]
         3 | acpi: {tables: [srat, cedt]}
           |                       ^~~~
      """),
    RuleCase(
      .acpiNoPlace,
      """
      memc: 1
      memory: 512KiB
      acpi: {oem_id: EXAMPL}
      """,
      """
      topo.yaml:3:7: error: there is no place for the ACPI image of N: it lies in RAM at 0xe0000-0x100000 that is not usable, or in usable RAM from 1 MiB to 4 GiB, and the guest may write there; state 'address: 0x7f000', or leave 'acpi' out [acpi-no-place]
         3 | acpi: {oem_id: EXAMPL}
           |       ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .acpiNoPlace, "with all RAM above 4 GiB",
      """
      memc: 1
      nodes: [{ranges: [{start: 4GiB, end: 5GiB}]}]
      acpi: {oem_id: EXAMPL}
      """,
      """
      topo.yaml:3:7: error: there is no place for the ACPI image of N: it lies in RAM at 0xe0000-0x100000 that is not usable, or in usable RAM from 1 MiB to 4 GiB, and the guest may write there; have RAM below 4 GiB that the guest may write to, or leave 'acpi' out [acpi-no-place]
         3 | acpi: {oem_id: EXAMPL}
           |       ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .acpiNoPlace, "on Arm",
      """
      memc: 1
      arch: aarch64
      memory: 2MiB
      acpi: {oem_id: EXAMPL}
      """,
      """
      topo.yaml:4:7: error: there is no place for the ACPI image of N: it lies in usable RAM from 0x40200000 on, 2 MiB above the lowest; state 'address: 0x401ff000', or leave 'acpi' out [acpi-no-place]
         4 | acpi: {oem_id: EXAMPL}
           |       ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .acpiNotPlaced,
      """
      memc: 1
      memory: 512KiB
      """,
      """
      topo.yaml:2:9: note: there is no place for the ACPI image of N: it lies in RAM at 0xe0000-0x100000 that is not usable, or in usable RAM from 1 MiB to 4 GiB, and the guest may write there; none is written [acpi-not-placed]
         2 | memory: 512KiB
           |         ^~~~~~
      """),
    RuleCase(
      .acpiNotPlaced, "on Arm",
      """
      memc: 1
      arch: aarch64
      memory: 2MiB
      """,
      """
      topo.yaml:3:9: note: there is no place for the ACPI image of N: it lies in usable RAM from 0x40200000 on, 2 MiB above the lowest; none is written [acpi-not-placed]
         3 | memory: 2MiB
           |         ^~~~
      """),
  ]

  /// What is reported, the size of the image and other rules' findings left out: with each table it is another.
  private func reported(_ text: String) -> String {
    text.replacing(#/ACPI image of \d+ (bytes|KiB)/#, with: "ACPI image of N")
      .replacing(#/topo.yaml[^\n]*\[small-node\]\n[^\n]*\n[^\n]*\n/#, with: "")
  }

  @Test("A broken rule is reported in these words", arguments: cases)
  func report(_ example: RuleCase<LayoutRule>) {
    #expect(example.isAboutItsRule)
    #expect(reported(Self.compile(example.yaml + "\n").text) == example.expected)
  }

  private static func compile(_ text: String) -> Artifacts.Compilation {
    Compilation(text, overrides: SeverityOverrides())
  }

  private func messages(_ text: String) -> [String] {
    Self.compile(text).diagnostics.map {
      "\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0) \($0.identifier)"
    }
  }

  @Test("A name that is no table's is told with those that there are, and with what is meant")
  func unknownTable() throws {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\nacpi: {tables: [srta, e820]}\n")
    let found = compilation.diagnostics
    #expect(found.map(\.identifier) == ["acpi-table-unknown", "acpi-table-unknown"])
    #expect(found[0].message.hasPrefix("there is no table 'srta'; this version of memc makes 'dsdt', 'fadt', "))
    #expect(found[0].suggestion == "did you mean 'srat'?")
    #expect(found[0].fix != nil && found[1].fix == nil)
    #expect(found.allSatisfy { $0.range?.start.line == 3 })
  }

  @Test("Names that people know tables by are told with memc's, and what is absent in the same run")
  func knownTable() throws {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\nacpi: {tables: [MADT, APIC, gtdt, facp, srat, srat]}\n")
    let found = compilation.diagnostics
    let (unknown, absent, twice) = ("acpi-table-unknown", "acpi-table-absent", "acpi-table-twice")
    #expect(found.map(\.identifier) == [unknown, unknown, absent, unknown, twice])
    #expect(
      found.map(\.suggestion).map { $0 ?? "" } == [
        "did you mean 'madt'?", "did you mean 'madt'?", "leave 'gtdt' out", "did you mean 'fadt'?", "",
      ])
    #expect(found[2].message == "x86_64 has no generic timers, which GTDT is of")
  }

  @Test(
    "An address at which the image cannot lie is told of, with why and another one",
    arguments: [
      ("3GiB", "0xc0000000", "would lie where no RAM is, at 0xc0000000-"),
      ("5GiB", "0x140000000", "does not lie below 4 GiB, all that RSDT's addresses reach"),
      ("0xe0000", "0xe0000", "lies over its root pointer at 0xe0000"),
      ("0x20000000", "0x20000000", "would lie in memory of type 'unusable', at 0x20000000-0x20000100"),
      ("0xc8000", "0xc8000", "would lie where the guest may not write, at 0xc8000-"),
    ])
  func taken(address: String, start: String, why: String) throws {
    let compilation = Compilation(
      """
      memc: 1
      memory: 4GiB
      legacy_x86: on
      visibility: [{start: 0xc8000, size: 16KiB, mode: read-only}]
      platform: {reserved: [{start: 512MiB, size: 256, type: unusable}]}
      acpi: {address: \(address)}
      """)
    let found = try #require(compilation.diagnostics.first { $0.severity == .error })
    #expect(compilation.diagnostics.count == 1)
    #expect(found.identifier == "acpi-address-taken")
    #expect(found.message.hasPrefix("the ACPI image, \(start)-"))
    #expect(found.message.contains(why), "\(found.message)")
    #expect(found.suggestion == "leave 'address' out: then it lies at 0xe0030")
    #expect(found.range?.start == SourcePosition(line: 6, column: 17))
  }

  @Test(
    "An address that is told of for want of a place is one at which the image lies",
    arguments: [
      "memory: 512KiB\n", "arch: aarch64\nmemory: 2MiB\n",
      """
      memory: 512KiB
      platform:
        reserved: [{start: 0x7e000, size: 4KiB, type: unusable}, {start: 0x40000, size: 8KiB, type: acpi}]

      """,
      """
      memory: 1MiB
      legacy_x86: on
      visibility: [{start: 0xe0000, size: 16KiB, mode: read-only}]

      """,
    ])
  func suggestedAddress(machine: String) throws {
    let found = try #require(
      Self.compile("memc: 1\n\(machine)acpi: {oem_id: EXAMPL}\n").diagnostics.first { $0.severity == .error })
    let suggestion = try #require(found.suggestion?.wholeMatch(of: #/state '(address: 0x[0-9a-f]+)', or .*/#))
    let stated = Self.compile("memc: 1\n\(machine)acpi: {oem_id: EXAMPL, \(suggestion.1)}\n")
    #expect(!stated.diagnostics.contains { $0.severity == .error })
    #expect(stated.artifacts().contains { $0.kind.name == "acpi" })
  }

  @Test(
    "A map that the image alone makes too long is told of with what the image takes",
    arguments: [
      (2047, "aarch64", "the memory map has 4097 entries, 2 of them for the ACPI image; at most 4096 are allowed"),
      (63, "x86_64", "the e820 map has 129 entries, 2 of them for the ACPI image; Linux's zero page holds 128"),
    ])
  func entries(count: Int, architecture: String, message: String) {
    // The first megabyte of a PC is usable, so that the image is carved out of RAM.
    let isPC = architecture == "x86_64"
    let base = isPC ? 0x1000_0000 : 0x5000_0000
    let text = """
      memc: 1
      arch: \(architecture)
      memory: 1GiB
      \(isPC ? "platform: {reserved: {replace: true, list: [" : "platform: {reserved: [")
      \((1...count).map { "{start: 0x\(String(base + $0 * 0x2000, radix: 16)), size: 4KiB}, " }.joined())
      \(isPC ? "]}}" : "]}")

      """
    #expect(Self.compile(text).diagnostics.map(\.message).contains(message))
  }

  @Test("An address is on a page, and names are a list")
  func values() {
    #expect(messages("memc: 1\nmemory: 1GiB\nacpi: {address: 0x1001}\n") == ["3:17 unaligned-address"])
    #expect(messages("memc: 1\nmemory: 1GiB\nacpi: {tables: srat}\n") == ["3:16 wrong-type"])
    #expect(messages("memc: 1\nmemory: 1GiB\nacpi: {tables: [[]]}\n") == ["3:17 wrong-type"])
  }

  @Test("The image has the tables that are named, and FADT and DSDT with them")
  func chosen() throws {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\nacpi: {tables: [slit]}\n")
    let image = try #require(compilation.artifacts().first { $0.kind.name == "acpi" }).bytes
    let names = ACPIImage(bytes: image).tables.map { String(decoding: image[$0.range].prefix(4), as: UTF8.self) }
    #expect(names == ["DSDT", "FACP", "SLIT", "RSDT", "XSDT"])
    // Every table is a file of its own all the same.
    #expect(compilation.artifacts().contains { $0.kind == .srat })
  }

  @Test("What a machine has is written even where the image has no place")
  func withoutImage() {
    let kinds = Compilation("memc: 1\nmemory: 512KiB\n").artifacts().map(\.kind.name)
    #expect(!kinds.contains("acpi") && !kinds.contains("acpi-rsdp"))
    #expect(kinds.contains("fadt") && kinds.contains("srat"))
    #expect(messages("memc: 1\nmemory: 512KiB\n").contains("2:9 acpi-not-placed"))
  }

  @Test("Every ACPI table says who made it as the topology has it")
  func identity() throws {
    let compilation = Compilation(
      """
      memc: 1
      nodes: [{memory: 1GiB}, {memory: 1GiB, cxl: {bridges: [7]}}]
      cxl: {bridges: [{uid: 7, registers: 3GiB}]}
      hmat: derive
      acpi: {oem_id: EXAMPL}
      """)
    let tables = compilation.artifacts(Set(ArtifactKind.all)).filter { $0.kind.table?.imageRole.isTable == true }
    #expect(tables.map(\.kind.name) == ["dsdt", "fadt", "madt", "srat", "slit", "hmat", "pptt", "cedt"])
    for table in tables {
      #expect(String(decoding: table.bytes[10..<16], as: UTF8.self) == "EXAMPL", "\(table.kind.name)")
    }
  }

  @Test("No rule is without a test")
  func everyRule() {
    #expect(
      ImagePlacement.rules.map(\.identifier) == [
        "acpi-table-unknown", "acpi-table-twice", "acpi-table-absent", "acpi-address-taken", "acpi-no-place",
        "acpi-not-placed",
      ])
    #expect(Set(ImagePlacement.rules.map(\.identifier)).isSubset(of: Compiler.rules.map(\.identifier)))
  }
}
