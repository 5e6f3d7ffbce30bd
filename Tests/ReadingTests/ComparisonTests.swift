import Addresses
import Artifacts
import Diagnostics
import SystemPackage
import TestSupport
import Testing

@testable import Reading

@Suite struct ComparisonTests {
  private func view(_ text: String) -> MachineView { MachineView(Compilation(text)) }

  private func text(_ old: MachineView, _ new: MachineView) throws -> String {
    ComparisonText(try MachineComparison(old, new), old, new).description
  }

  @Test("An example and its golden folder say the same", arguments: ExplainerTests.examples)
  func golden(_ stem: String) throws {
    let topology = MachineView(Compilation(bytes: try packageBytes("examples/\(stem).yaml")))
    let folder = try MachineView(FilePath("\(packageRoot)/golden/\(stem)"), name: stem)
    for (old, new) in [(topology, folder), (folder, topology), (topology, topology), (folder, folder)] {
      let comparison = try MachineComparison(old, new)
      #expect(comparison.count == 0, "\(ComparisonText(comparison, old, new))")
      #expect(comparison.compared.contains("nodes") && comparison.compared.contains("memslots"))
    }
  }

  /// Changes of a topology, each with what is told of it.
  static let changes: [(String, String, [String])] = [
    (
      "memory: 4GiB", "memory: 6GiB",
      ["node 1: 4 GiB → 6 GiB (topo.yaml:5)", "  slot 2: 3 GiB → 5 GiB (topo.yaml:5)"]
    ),
    ("memory: 4GiB", "memory: 1GiB", ["node 1: 4 GiB → 1 GiB (topo.yaml:5)", "  slot 2: removed, was"]),
    ("\"2-3\"", "\"2-5\"", ["node 1: CPUs 2-3 → 2-5 (topo.yaml:5)", "  MADT local APIC #5: added"]),
    ("[10, 21], [21, 10]", "[10, 31], [31, 10]", ["distance from 0 to 1 and back: 21 → 31 (topo.yaml:6)"]),
    (
      "distances", "visibility: [{start: 0, end: 2GiB, mode: read-only}]\ndistances",
      ["slot 0: visibility read-write → read-only"]
    ),
    (
      "distances", "platform: {reserved: [{start: 1GiB, size: 1MiB, type: acpi}]}\ndistances",
      ["e820: 0x40000000-0x40100000 (1 MiB) usable → ACPI data"]
    ),
    (
      "distances", "devices: [{name: frame, start: 3GiB, size: 16MiB}]\ndistances",
      ["device window frame: added, 0xc0000000-0xc1000000, 16 MiB (topo.yaml:6)", "  slot 3: added"]
    ),
  ]

  /// What only the hosts of slots see, and tables that only one machine has.
  static let others: [(String, String, [String])] = [
    (
      "memory: 4GiB", "memory: 4GiB, hugepages: 2MiB",
      ["slot 1: hugepages none → 2 MiB", "slot 2: hugepages none"]
    ),
    ("memory: 4GiB", "memory: 4GiB, host_nodes: [1]", ["slot 1: host nodes none → 1, policy none → bind"]),
    ("memory: 4GiB", "name: far, memory: 4GiB", ["node 1: name none → far"]),
    ("distances", "hmat: derive\ndistances", ["HMAT: added"]),
    (
      "memory: 4GiB", "memory: 4GiB, hotplug: {size: 8GiB, slots: 4}",
      ["hot-pluggable space of node 1: added", "memory affinity: 0x1c0000000"]
    ),
    ("distances", "acpi: {tables: [srat, slit]}\ndistances", ["acpi.bin: other bytes"]),
    ("name: both", "name: neither", ["layout.json: name: \"both\" → \"neither\""]),
    ("distances", "platform: {phys_bits: 40}\ndistances", ["layout.json: platform.phys_bits: absent → 40"]),
  ]

  @Test(arguments: ComparisonTests.changes + ComparisonTests.others)
  func change(_ old: String, _ new: String, _ told: [String]) throws {
    let source = """
      memc: 1
      name: both
      nodes:
        - {memory: 2GiB, cpus: "0-1"}
        - {memory: 4GiB, cpus: "2-3"}
      distances: [[10, 21], [21, 10]]
      """
    let changed = source.replacing(old, with: new)
    try #require(changed != source)
    let text = try text(view(source), view(changed))
    for line in told { #expect(text.contains("\(line)"), "\(text)") }
    let back = try MachineComparison(view(changed), view(source))
    #expect(back.count > 0)
  }

  @Test("Slots kept for memory to come, and where a window begins in its file, are compared")
  func keptSlots() throws {
    func hotplug(_ slots: Int) -> MachineView {
      view("{memc: 1, nodes: [{memory: 2GiB, hotplug: {size: 8GiB, slots: \(slots)}}]}")
    }
    #expect(try text(hotplug(4), hotplug(2)).contains("slots kept 1-4 → 1-2"))
    func window(_ offset: Int) -> MachineView {
      view("{memc: 1, memory: 1GiB, devices: [{name: f, start: 3GiB, size: 4KiB, file: /x, offset: \(offset)}]}")
    }
    #expect(try text(window(4096), window(8192)).contains("offset in the file 0x1000 → 0x2000"))
  }

  @Test("Of a log of several boots the last one is read")
  func severalBoots() throws {
    func boot(_ end: String) -> String {
      "Linux version 6.1\nACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x\(end)]\n"
    }
    func view(_ text: String) -> MachineView { MachineView(Array(text.utf8), name: "log", fileName: "log") }
    let both = view(boot("7fffffff") + boot("3fffffff"))
    #expect(try MachineComparison(both, view(boot("3fffffff"))).count == 0)
    #expect(both.warnings.count == 1 && both.issues.isEmpty)
    #expect(view(boot("3fffffff")).warnings.isEmpty)
  }

  @Test("A node that grows moves those above it, and is told as their cause")
  func moves() throws {
    let old = view("{memc: 1, nodes: [{memory: 1GiB, cpus: \"0\"}, {memory: 1GiB, cpus: \"1\"}]}")
    let new = view("{memc: 1, nodes: [{memory: 2GiB, cpus: \"0\"}, {memory: 1GiB, cpus: \"1\"}]}")
    let comparison = try MachineComparison(old, new)
    #expect(comparison.groups.count == 1)
    #expect(comparison.groups.first?.cause?.title == "node 0")
    #expect(comparison.groups.first?.consequences.contains { $0.title == "slot 1" } == true)
  }

  @Test("Entries are cut otherwise, but say the same")
  func mapsAreComparedByAddress() {
    func fact(_ start: UInt64, _ size: UInt64, _ meaning: String) -> Fact {
      Fact(.memoryMap, "entry", range: .init(start: start, size: size), meaning: meaning)
    }
    let whole = [fact(0, 0x3000, "usable")]
    let cut = [fact(0x1000, 0x2000, "usable"), fact(0, 0x1000, "usable")]
    #expect(RangeComparison(.memoryMap, from: whole, to: cut).differences.isEmpty)
    let other = [fact(0, 0x1000, "usable"), fact(0x1000, 0x1000, "reserved")]
    let changes = RangeComparison(.memoryMap, from: whole, to: other).differences.map(\.change)
    #expect(changes == ["0x1000-0x2000 (4 KiB) usable → reserved", "0x2000-0x3000 (4 KiB) is no longer usable"])
    let last = [fact(.max - 0xfff, 0x1000, "usable")]
    #expect(RangeComparison(.memoryMap, from: [], to: last).differences.count == 1)
  }

  @Test(
    "A kernel's log and the tables of its machine say the same",
    arguments: ["pc-smt", "pc-straddle", "q35-even", "q35-hmat"])
  func logAndTables(_ name: String) throws {
    let vectors = "\(packageRoot)/Tests/FirmwareTablesTests/Vectors/\(name)"
    let tables = try MachineView(FilePath("\(vectors)/srat.bin"), name: "srat.bin")
    let log = try MachineView(FilePath("\(vectors)/dmesg.txt"), name: "dmesg.txt")
    let comparison = try MachineComparison(tables, log)
    #expect(comparison.count == 0, "\(ComparisonText(comparison, tables, log))")
    #expect(comparison.compared == ["memory affinities", "CPUs"])
  }

  @Test("What a log says otherwise is found without a topology")
  func wrongLog() throws {
    let path = "Tests/FirmwareTablesTests/Vectors/q35-even"
    let log = try packageText("\(path)/dmesg.txt")
      .replacing("SRAT: PXM 1 -> APIC 0x02", with: "SRAT: PXM 0 -> APIC 0x02")
      .replacing("PXM 1 [mem 0x40000000-0x7fffffff]", with: "PXM 1 [mem 0x40000000-0x6fffffff]")
    let folder = try TemporaryFolder()
    let wrong = try MachineView(FilePath(try folder.write(log, to: "dmesg.txt")), name: "dmesg.txt")
    let tables = try MachineView(FilePath("\(packageRoot)/\(path)/srat.bin"), name: "srat.bin")
    let text = try text(tables, wrong)
    #expect(text.contains("proximity domain 1: 1 GiB → 768 MiB"), "\(text)")
    #expect(text.contains("memory affinity: 0x70000000-0x80000000 (256 MiB) is no longer in proximity domain 1"))
    #expect(text.contains("CPU of APIC ID 0x2: proximity domain 1 → proximity domain 0"))
  }

  @Test("Of several tables of a kind each is compared with its own")
  func severalOfAKind() throws {
    func text(_ names: [String]) throws -> MachineView {
      var bytes: [UInt8] = []
      for name in names {
        let table = try packageBytes("golden/\(name)/srat.bin")
        bytes += Array("SRAT @ 0x0\n".utf8)
        for (line, start) in stride(from: 0, to: table.count, by: 16).enumerated() {
          let part = table[start..<min(start + 16, table.count)]
          let digits = part.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: " ")
          let offset = String(line * 16, radix: 16)
          bytes += Array("    \(String(repeating: "0", count: 4 - offset.count))\(offset): \(digits)\n".utf8)
        }
      }
      return MachineView(bytes, name: "dump", fileName: "dump")
    }
    let both = try text(["gap-straddle", "two-socket"])
    #expect(both.tables.count == 2 && both.issues.isEmpty, "\(both.issues)")
    #expect(try MachineComparison(both, both).count == 0)
    #expect(try MachineComparison(both, try text(["gap-straddle"])).uncompared.old == ["SRAT"])
    #expect(try MachineComparison(both, try text(["two-socket", "gap-straddle"])).count > 0)
  }

  @Test("What has nothing in common is not the same")
  func nothingInCommon() throws {
    let folder = "\(packageRoot)/golden/gap-straddle"
    let slit = try MachineView(FilePath("\(folder)/slit.bin"), name: "slit.bin")
    let map = try MachineView(FilePath("\(folder)/e820.bin"), name: "e820.bin")
    #expect(try MachineComparison(slit, map).compared.isEmpty)
  }

  @Test("Tables that differ in bytes without a meaning are told to")
  func otherBytes() throws {
    var bytes = try packageBytes("golden/gap-straddle/srat.bin")
    bytes.append(contentsOf: [0, 0, 0, 0])
    let folder = try TemporaryFolder()
    let changed = try MachineView(FilePath(try folder.write(bytes, to: "srat.bin")), name: "changed")
    let old = try MachineView(FilePath("\(packageRoot)/golden/gap-straddle/srat.bin"), name: "old")
    #expect(try MachineComparison(old, changed).count > 0)
  }
}
