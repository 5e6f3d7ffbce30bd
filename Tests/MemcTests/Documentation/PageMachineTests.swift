import Addresses
import Foundation
import MachineModel
import Platforms
import TestSupport
import Testing

/// What the pages say of machines that are not memc's: of the preset, and of QEMU.
extension PageTests {
  @Test("the preset is what the table says", arguments: [Architecture.x8664, .aarch64])
  func preset(architecture: Architecture) throws {
    let generic = GenericPlatform.geography(of: MachineDeclaration(architecture, memory: 0))
    func ranges(_ ranges: [(UInt64, UInt64)]) -> String {
      ranges.isEmpty ? "–" : ranges.map { Units.range($0.0, $0.1) }.joined(separator: ", ")
    }
    let row = [
      "`\(architecture.rawValue)`", Units.address(generic.dramBase),
      ranges(generic.gaps.map { ($0.start, $0.end) }),
      ranges(generic.reserved.map { ($0.start, $0.end) }),
    ]
    let table = try Page.table("| `generic` on | RAM begins at | gaps without RAM | reserved in e820 |")
    #expect(table.contains(row))
  }

  @Test("the presets are those of the table")
  func presets() throws {
    let rows = try Page.table("| preset | architectures | machine |")
    #expect(
      rows.map { Array($0.prefix(2)) }
        == PlatformRegistry.presets.map { preset in
          ["`\(preset.name)`", preset.architectures.map { "`\($0.rawValue)`" }.joined(separator: ", ")]
        })
  }

  /// What Linux prints of tables depends on the tables alone, but for the addresses where firmware puts them.
  @Test("what Linux prints in QEMU is what the tables say")
  func linux() throws {
    let block = try #require(
      Page.all.flatMap { $0.blocks("") }.map(\.text).first { $0.hasPrefix("ACPI: SRAT 0x") })
    let dump = try MemcProcess.run(["dump", "golden/gap-straddle/srat.bin", "golden/gap-straddle/slit.bin"]).text
    var expected: [String] = []
    for table in dump.matches(of: #/\[0x0004  4\] length +: (\d+)/#) {
      expected.append(try String(format: "0x[] %06lX", #require(Int(table.1))))
    }
    #expect(expected.count == 2)
    for cpu in dump.matches(of: #/(?m)^SRAT processor affinity #\d+: APIC ID (\d+) proximity domain (\d+)$/#) {
      expected.append(
        try String(
          format: "SRAT: PXM %@ -> APIC 0x%02lx -> Node %@", String(cpu.2), #require(Int(cpu.1)), String(cpu.2)))
    }
    for memory in dump.matches(of: #/\[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\] proximity domain (\d+)/#) {
      let (start, end) = try (#require(UInt64(memory.1, radix: 16)), #require(UInt64(memory.2, radix: 16)))
      expected.append(
        String(
          format: "ACPI: SRAT: Node %@ PXM %@ [mem 0x%08lx-0x%08lx]", String(memory.3), String(memory.3), start, end
        ))
    }
    let printed = block.split(separator: "\n").map {
      $0.replacing(#/ACPI: S[RL][AI]T 0x[0-9A-F]+ ([0-9A-F]+) .*/#) { "0x[] \($0.1)" }
    }
    #expect(printed.dropLast().map(String.init) == expected)
    #expect(printed.last == "smp: Brought up 2 nodes, 4 CPUs")
  }

  @Test("the APIC IDs are those that -smp gives in QEMU")
  func apicIDs() throws {
    let folder = try TemporaryFolder()
    func identifiers(_ file: String) throws -> [Int] {
      let out = folder.path("out")
      _ = try MemcProcess.run(["compile", file, "-o", out])
      return try MemcProcess.run(["dump", "\(out)/srat.bin"]).text.matches(of: #/(?m)^SRAT .*: APIC ID (\d+) /#)
        .compactMap { Int($0.1) }
    }
    #expect(try identifiers("examples/two-socket.yaml") == Array(0..<8))
    let shape = "{memc: 1, memory: 1GiB, nodes: 2, cpus: {packages: 2, llcs: 2, cores_per_llc: 3}}"
    #expect(try identifiers(folder.write(shape, to: "three.yaml")) == [0, 1, 2, 4, 5, 6])
  }
}
