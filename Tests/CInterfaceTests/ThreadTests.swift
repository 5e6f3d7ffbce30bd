import CMemc
import TestSupport
import Testing
import Threads

@Suite("Threads and C")
struct ThreadTests {
  private static let yaml = """
    {memc: 1, nodes: [{memory: 2GiB, cpus: "0-3"}, {memory: 4GiB, cpus: "4-7"}], distances: [[10, 21], [21, 10]]}
    """

  @Test("several compile at once, and have the same")
  func apart() {
    let results = ParallelMap(threads: 8).run(64) { _ in Self.everything(Machine(Self.yaml)) }
    #expect(Set(results).count == 1)
    #expect(results[0].count > 10)
  }

  @Test("several ask one handle at once, and are told the same")
  func together() {
    for _ in 0..<20 {
      let machine = Machine(Self.yaml)
      let results = ParallelMap(threads: 8).run(16) { _ in Self.everything(machine) }
      #expect(Set(results).count == 1)
    }
  }

  /// All that a handle tells.
  private static func everything(_ machine: Machine) -> [[UInt8]] {
    machine.defaults.map(\.content) + ["acpi-loader", "acpi-loader-tables"].map { machine.artifact($0).bytes }
      + [Array((machine.json ?? "").utf8), Array((machine.findings ?? "").utf8)]
      + machine.slots(of: 0).map { Array("\($0.guest_phys_addr) \($0.memory_size) \($0.object)".utf8) }
  }
}
