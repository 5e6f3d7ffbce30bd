import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Device tree of a machine")
struct MachineTreeTests {
  private static let kind = TableKind(DeviceTree.self)

  /// A line for each property: `/path name value`, and for each node without any `/path`.
  private func text(_ tree: DeviceTree) -> [String] {
    let dump = TableDump(tree.encodedBytes(), as: Self.kind)
    #expect(dump.issues.isEmpty, "\(dump.issues)")
    return dump.records.dropFirst().compactMap { record in
      let values = dump.fields(of: record).filter { $0.name != "node" }.map(\.text)
      let title = dump.title(of: record)
      if title.contains(" ") { return ([title] + values).joined(separator: " ") }
      return nil
    }
  }

  @Test("has memory and CPUs by node, PSCI and the distances")
  func twoNodes() throws {
    let tree = try #require(DeviceTree(try FirmwareTablesTests.twoNodes(.aarch64)))
    #expect(
      text(tree) == [
        "/ #address-cells <0x2>", "/ #size-cells <0x2>", "/ compatible \"linux,dummy-virt\"", "/ model \"memc\"",
        "/memory@40000000 device_type \"memory\"", "/memory@40000000 reg <0x0 0x40000000 0x0 0x80000000>",
        "/memory@40000000 numa-node-id <0x0>", "/memory@c0000000 device_type \"memory\"",
        "/memory@c0000000 reg <0x0 0xc0000000 0x1 0x0>", "/memory@c0000000 numa-node-id <0x1>",
        "/cpus #address-cells <0x1>", "/cpus #size-cells <0x0>",
        "/cpus/cpu-map/socket0/cluster0/core0 cpu <0x1>", "/cpus/cpu-map/socket0/cluster0/core1 cpu <0x2>",
        "/cpus/cpu@0 device_type \"cpu\"", "/cpus/cpu@0 compatible \"arm,armv8\"", "/cpus/cpu@0 reg <0x0>",
        "/cpus/cpu@0 enable-method \"psci\"", "/cpus/cpu@0 numa-node-id <0x0>", "/cpus/cpu@0 phandle <0x1>",
        "/cpus/cpu@1 device_type \"cpu\"", "/cpus/cpu@1 compatible \"arm,armv8\"", "/cpus/cpu@1 reg <0x1>",
        "/cpus/cpu@1 enable-method \"psci\"", "/cpus/cpu@1 numa-node-id <0x1>", "/cpus/cpu@1 phandle <0x2>",
        "/psci compatible \"arm,psci-1.0\", \"arm,psci-0.2\"", "/psci method \"hvc\"",
        "/distance-map compatible \"numa-distance-map-v1\"",
        "/distance-map distance-matrix <0x0 0x0 0xa> <0x0 0x1 0x15> <0x1 0x1 0xa>",
      ])
  }

  @Test("CPUs that may come later are in no part of the tree: Linux would start them")
  func present() throws {
    var topology = Topology(
      architecture: .aarch64, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<16).map { CPU(apicID: $0, node: 0) })
    topology.cpuShape = CPUShape(packages: 2, llcs: 4, coresPerLLC: 2, threadsPerCore: 2)
    topology.processors.present = Located(11)
    let layout = try lowered(topology)
    let tree = text(try #require(DeviceTree(layout)))
    #expect(tree.filter { $0.hasSuffix("device_type \"cpu\"") }.count == 11)
    let map = tree.filter { $0.contains("/cpu-map/") }.map { $0.replacing("/cpus/cpu-map/", with: "") }
    #expect(
      map.prefix(2) == ["socket0/cluster0/core0/thread0 cpu <0x1>", "socket0/cluster0/core0/thread1 cpu <0x2>"])
    #expect(
      map.suffix(3) == [
        "socket1/cluster0/core0/thread0 cpu <0x9>", "socket1/cluster0/core0/thread1 cpu <0xa>",
        "socket1/cluster0/core1 cpu <0xb>",
      ])
    let tables = EncodedTable.all(of: layout)
    #expect(TableInvariants.violations(of: tables, slots: layout.ramSlots, localities: 1) == [])
    topology.processors.present = Located(12)
    let other = try #require(DeviceTree(try lowered(topology))).encodedBytes()
    let mixed = tables.map { $0.kind == Self.kind ? EncodedTable(Self.kind, other) : $0 }
    #expect(
      TableInvariants.violations(of: mixed, slots: layout.ramSlots, localities: 1)
        == ["the device tree has 12 CPUs, but by MADT 11 are present"])
  }

  @Test("clusters have the cores that are listed for them, as far as they are there")
  func unevenCaches() throws {
    var topology = Topology(
      architecture: .aarch64, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<6).map { CPU(apicID: $0, node: 0) })
    var shape = CPUShape(packages: 2, llcs: 4)
    shape.coresOfLLCs = CoresOfCaches([1, 2, 1, 2])
    topology.cpuShape = shape
    topology.processors.present = Located(5)
    let tree = text(try #require(DeviceTree(try lowered(topology))))
    let map = tree.filter { $0.contains("/cpu-map/") }.map { $0.replacing("/cpus/cpu-map/", with: "") }
    #expect(
      map == [
        "socket0/cluster0/core0 cpu <0x1>", "socket0/cluster1/core0 cpu <0x2>", "socket0/cluster1/core1 cpu <0x3>",
        "socket1/cluster0/core0 cpu <0x4>", "socket1/cluster1/core0 cpu <0x5>",
      ])
  }

  @Test("distances that differ by direction are all there")
  func asymmetric() throws {
    var distances = DistanceMatrix(count: 2, remote: 21)
    distances[1, 0] = 31
    let layout = try layout(
      .aarch64, memory: [gib, gib], cpus: [CPU(apicID: 0, node: 0)], distances: distances)
    let tree = try #require(DeviceTree(layout))
    #expect(
      text(tree).last
        == "/distance-map distance-matrix <0x0 0x0 0xa> <0x0 0x1 0x15> <0x1 0x0 0x1f> <0x1 0x1 0xa>")
  }

  @Test(
    "CPUs have the affinities that KVM gives them",
    arguments: [(0, 0), (15, 15), (16, 0x100), (4095, 0xff0f), (4096, 0x1_0000)])
  func affinities(number: UInt32, affinity: UInt32) {
    #expect(MPIDR.affinity(ofCPU: number) == affinity)
  }

  @Test("a tree longer than Linux takes is not made, and why is said")
  func long() throws {
    let many = try layout(
      .aarch64, memory: [gib], cpus: (0..<30_000).map { CPU(apicID: $0, node: 0) })
    #expect(DeviceTree(many) == nil)
    #expect(DeviceTree.absence(in: many) == "the device tree would be longer than the 2 MiB that Linux takes")
    #expect(DeviceTree.absence(in: try FirmwareTablesTests.twoNodes()) == "x86_64 has no device tree")
    #expect(DeviceTree.absence(in: try FirmwareTablesTests.twoNodes(.aarch64)) == nil)
  }

  @Test(
    "what does not hold between the tree, SRAT, SLIT and the slots is told",
    arguments: [
      (
        "/memory@40000000 numa-node-id", 3, 1,
        "the device tree gives 0x40000000-0xc0000000 to node 1, but no RAM slot of node 1 is there"
      ),
      ("/memory@c0000000 reg", 4, 0x40, "the device tree has memory at 0x40000000 twice"),
      ("/cpus/cpu@1 numa-node-id", 3, 0, "the device tree gives CPU 1 to node 0, but SRAT to proximity domain 1"),
      (
        "/distance-map distance-matrix", 23, 22,
        "the device tree's distance from node 0 to node 1 is 22, but SLIT's is 21"
      ),
    ] as [(String, Int, UInt8, String)])
  func invariants(title: String, offset: Int, byte: UInt8, message: String) throws {
    let layout = try FirmwareTablesTests.twoNodes(.aarch64)
    let bytes = try #require(DeviceTree(layout)).encodedBytes()
    let dump = TableDump(bytes, as: Self.kind)
    let record = try #require(dump.records.first { dump.title(of: $0) == title })
    // The value stands behind token, length and name.
    let changed = bytes.replacing(at: record.offset + 12 + offset, with: [byte])
    let tables = EncodedTable.all(of: layout).map { $0.kind == Self.kind ? EncodedTable(Self.kind, changed) : $0 }
    let told = TableInvariants.violations(of: tables, slots: layout.ramSlots, localities: 2)
    #expect(told.contains(message), "\(told)")
  }

  @Test("nodes come from the lines of the topology")
  func origins() throws {
    let layout = try FirmwareTablesTests.twoNodes(.aarch64)
    let encoder = try #require(DeviceTree.encoder(of: layout, keepsOrigins: true))
    #expect(encoder.bytes == DeviceTree(layout)?.encodedBytes())
    let dump = TableDump(encoder.bytes, as: Self.kind)
    func node(_ title: String) -> Int? {
      dump.records.first { dump.title(of: $0) == title }.flatMap { encoder.origin(at: $0.offset).node }
    }
    #expect(node("/memory@40000000 reg") == 0)
    #expect(node("/memory@c0000000 reg") == 1)
    #expect(node("/cpus/cpu@1 reg") == 1)
    #expect(node("/chosen") == nil)
  }
}
