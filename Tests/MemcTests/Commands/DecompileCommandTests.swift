import Foundation
import TestSupport
import Testing

@Suite("memc decompile") struct DecompileCommandTests {
  @Test(
    "says a machine that others made as a person would",
    arguments: [
      (
        ["q35-hmat/srat.bin", "q35-hmat/hmat.bin", "q35-hmat/apic.bin"],
        """
        memc: 1
        platform: qemu-q35
        nodes:
          - {memory: 1GiB, cpus: 0-1, hmat: {cache: {size: 16KiB}}}
          - memory: 1GiB
            cpus: 2-3
            hmat: {cache: {size: 32KiB, associativity: complex, policy: write-through}}
          - {memory: 1GiB, hmat: {initiator: 0}}
        hmat:
          latency: [[10ns, 20ns, 50ns], [20ns, 10ns, 60ns]]
          bandwidth: [[200MB/s, 100MB/s, 50MB/s], [100MB/s, 200MB/s, 50MB/s]]

        """
      ),
      (
        ["pc-straddle/srat.bin", "pc-straddle/slit.bin"],
        """
        memc: 1
        platform: qemu-pc
        nodes:
          - {memory: 2GiB}
          - {memory: 4GiB}
        cpus: 4
        distances: {remote: 21}

        """
      ),
    ])
  func tables(_ files: [String], _ text: String) throws {
    let result = try MemcProcess.run(
      ["decompile"] + files.map { "Tests/FirmwareTablesTests/Vectors/\($0)" })
    #expect(result.text == text, "\(result.errors)")
    #expect(result.status == 0)
  }

  @Test("tells what no topology can say, and writes nothing where that is an error")
  func lost() throws {
    let log = """
      BIOS-e820: [mem 0x0000000000000000-0x000000003fffffff] usable
      BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable
      ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x3fffffff]

      """
    let folder = try TemporaryFolder()
    let told = "compiled again, e820: 0x100000000-0x140000000 (1 GiB) is no longer usable [not-imported]\n"
    let warned = try MemcProcess.run(["decompile", "-"], input: log)
    #expect(warned.errors == "<stdin>: warning: \(told)")
    #expect(warned.text.contains("memory: 1GiB") && warned.status == 0)
    let refused = try MemcProcess.run(
      ["decompile", "-E", "not-imported", "-", "-o", "\(folder.path)/topo.yaml"], input: log)
    #expect(refused.errors == "<stdin>: error: \(told)")
    #expect(refused.status == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/topo.yaml"))
  }

  @Test("what it writes compiles to the same folder")
  func written() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/topo.yaml"
    let result = try MemcProcess.run(["decompile", "golden/cxl-tiers", "-o", file])
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("wrote \(file) ("))
    #expect(try MemcProcess.run(["diff", "golden/cxl-tiers", file]).status == 0)
  }

  @Test("of a folder without memslots.json, or with one that is none, that is told")
  func withoutSlots() throws {
    let folder = try TemporaryFolder()
    for file in try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/golden/two-socket")
    where file != "memslots.json" {
      try folder.copy("golden/two-socket/\(file)", to: file)
    }
    let absent = try MemcProcess.run(["decompile", folder.path])
    #expect(
      absent.text == """
        memc: 1
        name: two-socket
        nodes:
          - {name: left, memory: 2GiB}
          - {name: right, memory: 4GiB}
        cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
        distances: {remote: 21}

        """)
    let told = "nothing tells how the host provides memory: of a layout that is in memslots.json [not-imported]\n"
    #expect(absent.errors == "\(folder.path): warning: \(told)")
    #expect(absent.status == 0)
    try folder.write("garbage\n", to: "memslots.json")
    let damaged = try MemcProcess.run(["decompile", folder.path])
    #expect(
      damaged.errors
        == "memc: error: \(folder.path): memslots.json: the file is not JSON\n\(folder.path): warning: \(told)")
    #expect(damaged.text.isEmpty && damaged.status == 1)
  }

  @Test("a topology is none of its inputs, and none is overwritten")
  func refusals() throws {
    let topology = try MemcProcess.run(["decompile", "examples/two-socket.yaml"])
    #expect(topology.status == 1)
    #expect(topology.errors.contains("memc check"))
    let input = try MemcProcess.run(["decompile", "examples/firmware.acpidump", "-o", "examples/firmware.acpidump"])
    #expect(input.status == 64)
    #expect(input.errors.contains("is an input"))
  }
}
