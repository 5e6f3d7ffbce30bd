import Addresses
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import TestSupport
import Testing

/// A topology that a program makes is judged by the rules that a file is judged by.
@Suite("Rules on values") struct TopologyValidationTests {
  /// A topology as a file says it and as a program says it.
  struct Pair: Sendable, CustomTestStringConvertible {
    let yaml: String
    let topology: Topology
    var testDescription: String { yaml }

    init(_ yaml: String, nodes: Int = 1, memory: UInt64? = 1 << 30, _ change: (inout Topology) -> Void = { _ in }) {
      self.yaml = "{memc: 1, \(yaml)}\n"
      var topology = Topology(
        memory: memory.map { Located($0) }, nodes: [MemoryNode](repeating: MemoryNode(), count: nodes))
      change(&topology)
      self.topology = topology
    }
  }

  /// What is found, without places and what to write instead, which is of the text.
  private static func findings(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.severity): \($0.message) [\($0.identifier)]" }.sorted()
  }

  private static func lowered(_ topology: Topology) -> (findings: [String], layout: Layout?) {
    var sink = DiagnosticSink(source: nil)
    let layout = LoweringPipeline().run(topology, reportingTo: &sink)
    return (findings(sink.diagnostics), sink.hasErrors ? nil : layout)
  }

  private static let gib: UInt64 = 1 << 30

  static let good: [Pair] = [
    Pair("memory: 1GiB"),
    Pair("memory: 1GiB, nodes: [{}, {memory: 0}]", nodes: 2) { $0.nodes[1].memory = Located(0) },
    // Lists may have any order, as in a file.
    Pair(
      "memory: 1GiB, platform: {gaps: [{start: 1MiB, size: 1MiB}, {start: 0x1000, size: 4KiB}], reserved: {replace: on, list: []}}"
    ) {
      $0.platform.gaps = [Gap(start: 0x10_0000, end: 0x20_0000), Gap(start: 0x1000, end: 0x2000)]
      $0.platform.replacesReserved = true
    },
    Pair(
      "memory: 2GiB, nodes: [{hotplug: {size: 1GiB, start: 8GiB}}, {special_purpose: on}], ports: [{node: 1, pci: \"00:02.0\"}]",
      nodes: 2, memory: 2 << 30
    ) {
      $0.nodes[0].hotplug = HotplugSpace(size: 1 << 30, start: Located(8 << 30))
      $0.nodes[1].isSpecialPurpose.value = true
      $0.ports = [GenericDevice(node: 1, handle: .pci(PCIAddress(device: 2, function: 0)))]
    },
    Pair("nodes: [{zones: [{name: a, size: 1GiB}, {size: 1GiB, hugepages: on}]}]", memory: nil) {
      var large = MemoryZone(size: Located(1 << 30))
      large.policy.hugepages = Located(.size(2 << 20))
      $0.nodes[0].zones = [MemoryZone(name: "a", size: Located(1 << 30)), large]
    },
    Pair("memory: 1GiB, defaults: {hugepages: on, reserve: on}") {
      $0.nodes[0].policy.hugepages = Located(.size(2 << 20))
      $0.nodes[0].policy.reserve = true
    },
  ]

  static let bad: [Pair] = [
    Pair("memory: 1GiB, nodes: []", nodes: 0),
    Pair("memory: 1GiB, nodes: 4097", nodes: 4097),
    Pair("memory: 4097", memory: 4097),
    Pair("memory: 1GiB, cpus: 0") { $0.cpus = [] },
    Pair("memory: 1GiB, cpus: {packages: 2, dies: 3, llcs: 6}") {
      var shape = CPUShape(packages: 2, llcs: 6)
      shape.dies = 3
      $0.cpuShape = shape
    },
    Pair("memory: 1GiB, cpus: {present: 0}") { $0.processors.present = Located(0) },
    Pair("memory: 1GiB, cpus: {present: 2}") { $0.processors.present = Located(2) },
    Pair("arch: aarch64, memory: 1GiB, cpus: {x2apic: on}") {
      $0.architecture = .aarch64
      $0.processors.x2APIC = Located(true)
    },
    Pair("memory: 1GiB, cpus: {first_uid: 1048577}") { $0.processors.firstUID = Located(1_048_577) },
    Pair("memory: 1GiB, placement: {align: 3GiB}") { $0.placementAlignment = 3 << 30 },
    Pair("memory: 1GiB, nodes: [{zones: [{size: 0}]}]") { $0.nodes[0].zones = [MemoryZone(size: Located(0))] },
    Pair("memory: 1GiB, nodes: [{zones: [{size: 5000}]}]") {
      $0.nodes[0].zones = [MemoryZone(size: Located(5000))]
    },
    Pair("memory: 1GiB, nodes: [{zones: [{size: 3GiB}]}]") {
      $0.nodes[0].zones = [MemoryZone(size: Located(3 << 30))]
    },
    Pair("nodes: [{zones: [{name: a, size: 1GiB}, {name: a, size: 1GiB}]}]", memory: nil) {
      $0.nodes[0].zones = (0..<2).map { _ in MemoryZone(name: "a", size: Located(1 << 30)) }
    },
    Pair("nodes: [{zones: [{name: \"\", size: 1GiB}]}]", memory: nil) {
      $0.nodes[0].zones = [MemoryZone(name: "", size: Located(1 << 30))]
    },
    Pair("nodes: [{zones: [{size: 1GiB, hugepages: on, thp: on}]}]", memory: nil) {
      var zone = MemoryZone(size: Located(1 << 30))
      zone.policy.hugepages = Located(.size(2 << 20))
      zone.policy.transparentHugepages = .on
      $0.nodes[0].zones = [zone]
    },
    Pair("nodes: [{zones: [{size: 1GiB, host_nodes: [2000]}]}]", memory: nil) {
      var zone = MemoryZone(size: Located(1 << 30))
      zone.policy.hostNodes = [2000]
      $0.nodes[0].zones = [zone]
    },
    Pair("nodes: [{zones: [{size: 1GiB, hugepages: 3MiB}]}]", memory: nil) {
      var zone = MemoryZone(size: Located(1 << 30))
      zone.policy.hugepages = Located(.size(3 << 20))
      $0.nodes[0].zones = [zone]
    },
    Pair("nodes: [{zones: [{size: 1GiB}], ranges: [{start: 0, size: 1GiB}]}]", memory: nil) {
      $0.nodes[0].zones = [MemoryZone(size: Located(1 << 30))]
      $0.nodes[0].ranges = [MemoryRange(start: 0, end: 1 << 30)]
    },
    Pair("memory: 1GiB, nodes: [{align: 3GiB}]") { $0.nodes[0].alignment = Located(.size(3 << 30)) },
    Pair("memory: 1GiB, slots: {cuts: [2048]}") { $0.slots.cuts = [Located(2048)] },
    Pair("memory: 1GiB, slots: {cuts: [8192TiB]}") { $0.slots.cuts = [Located(1 << 53)] },
    Pair("memory: 1GiB, slots: {first: 40000}") { $0.slots.first = 40000 },
    Pair("memory: 1GiB, slots: {max: 0}") { $0.slots.maximumCount = Located(0) },
    Pair("memory: 1GiB, slots: {max_size: 0}") { $0.slots.maximumSize = 0 },
    Pair("memory: 1GiB, platform: {phys_bits: 20}") { $0.platform.physicalBits = Located(20) },
    Pair("memory: 1GiB, platform: {gaps: [{start: 3GiB, end: 4GiB}, {start: 2GiB, end: 3.5GiB}]}") {
      $0.platform.gaps = [Gap(start: 3 << 30, end: 4 << 30), Gap(start: 2 << 30, end: 7 << 29)]
    },
    Pair("memory: 1GiB, platform: {gaps: [{start: 3GiB, end: 3GiB}]}") {
      $0.platform.gaps = [Gap(start: 3 << 30, end: 3 << 30)]
    },
    Pair("memory: 1GiB, platform: {gaps: [{start: 4GiB, end: 3GiB}, {start: 2GiB, end: 8GiB}]}") {
      $0.platform.gaps = [Gap(start: 4 * gib, end: 3 * gib), Gap(start: 2 * gib, end: 8 * gib)]
    },
    Pair("memory: 1GiB, platform: {reserved: {replace: on, list: [{start: 5GiB, end: 0}]}}") {
      $0.platform.reserved = [ReservedRange(start: 5 * gib, end: 0)]
      $0.platform.replacesReserved = true
    },
    Pair(
      "memory: 1GiB, platform: {dram_base: 1MiB, gaps: [{start: 4KiB, end: 3GiB}, {start: 0, end: 1MiB}], reserved: {replace: on, list: []}}"
    ) {
      $0.platform = Platform(
        dramBase: 1 << 20, gaps: [Gap(start: 4096, end: 3 * gib), Gap(start: 0, end: 1 << 20)],
        replacesReserved: true)
    },
    Pair("memory: 1GiB, platform: {gaps: [{start: 1, end: 0x20000000000001}]}") {
      $0.platform.gaps = [Gap(start: 1, end: (1 << 53) + 1)]
    },
    Pair("memory: 1GiB, platform: {dram_base: 100, gaps: [], reserved: {replace: on, list: []}}") {
      $0.platform = Platform(dramBase: 100, gaps: [], replacesReserved: true)
    },
    Pair("name: \"\", memory: 1GiB") { $0.name = "" },
    Pair("memory: 1GiB, nodes: [{name: \"a\\a\"}]") { $0.nodes[0].name = "a\u{7}" },
    Pair("memory: 0x20000000000000", memory: 1 << 53),
    Pair("memory: 1GiB, nodes: [{memory: 100}, {}]", nodes: 2) { $0.nodes[0].memory = Located(100) },
    Pair("memory: 1GiB, nodes: [{memory: 3GiB}]") { $0.nodes[0].memory = Located(3 * gib) },
    Pair("memory: 1GiB, cpus: 1048577") { $0.cpus = (0...1_048_576).map { CPU(apicID: $0, node: 0) } },
    Pair("memory: 1GiB, nodes: 2, distances: [[10, 20], [20]]", nodes: 2) {
      $0.distances = DistanceMatrix(rows: [[10, 20], [20]])
    },
    Pair("memory: 1GiB, nodes: 2, distances: [[20, 10], [0, 10]]", nodes: 2) {
      $0.distances = DistanceMatrix(rows: [[20, 10], [0, 10]])
    },
    Pair("memory: 1GiB, defaults: {host_nodes: [2000]}") { $0.nodes[0].policy.hostNodes = [2000] },
    Pair("memory: 1GiB, defaults: {backing: {file: \"\"}}") { $0.nodes[0].policy.backing = .file(path: "") },
    Pair("memory: 1GiB, nodes: [{}, {memory: 0, persistent: on}]", nodes: 2) {
      $0.nodes[1].memory = Located(0)
      $0.nodes[1].isPersistent.value = true
    },
    Pair("memory: 1GiB, nodes: [{persistent: on, special_purpose: on}]") {
      $0.nodes[0].isPersistent.value = true
      $0.nodes[0].isSpecialPurpose.value = true
    },
    Pair("memory: 1GiB, nodes: [{soft_reserved: on}]") { $0.nodes[0].isSoftReserved.value = true },
    Pair("memory: 1GiB, nodes: [{hotplug: {size: 0, start: 1}}]") {
      $0.nodes[0].hotplug = HotplugSpace(size: 0, start: Located(1))
    },
    Pair("memory: 1GiB, nodes: [{hotplug: {size: 0x10000000000000, start: 4KiB}}]") {
      $0.nodes[0].hotplug = HotplugSpace(size: 1 << 52, start: Located(4096))
    },
    Pair("memory: 1GiB, nodes: [{hotplug: {size: 4KiB, start: 1MiB}}]") {
      $0.nodes[0].hotplug = HotplugSpace(size: 4096, start: Located(1 << 20))
    },
    Pair(
      "memory: 1GiB, initiators: [{node: 1, pci: \"00:02.0\"}, {node: 0, pci: \"00:21.7\"}, {node: 0, pci: \"00:1f.9\"}]"
    ) {
      $0.initiators = [
        GenericDevice(node: 1, handle: .pci(PCIAddress(device: 2, function: 0))),
        GenericDevice(node: 0, handle: .pci(PCIAddress(device: 33, function: 7))),
        GenericDevice(node: 0, handle: .pci(PCIAddress(device: 31, function: 9))),
      ]
    },
    Pair("memory: 1GiB, ports: [{node: 0, acpi: {hid: PNP0A08}}, {node: 0, acpi: {hid: \"ACPI 016\"}}]") {
      $0.ports = ["PNP0A08", "ACPI 016"].map {
        GenericDevice(node: 0, handle: .acpi(ACPIDeviceName(hardwareID: $0)))
      }
    },
    Pair("memory: 1GiB, devices: [{name: a, start: 3GiB, size: 4KiB, priority: 255}]") {
      $0.devices = [DeviceWindow(name: "a", start: 3 * gib, size: 4096, priority: 255)]
    },
    Pair("memory: 1GiB, devices: [{name: a, start: 3GiB, size: 1}, {name: b, start: 1, size: 0}]") {
      $0.devices = [DeviceWindow(name: "a", start: 3 * gib, size: 1), DeviceWindow(name: "b", start: 1, size: 0)]
    },
    Pair("memory: 1GiB, vtl2: {start: 4KiB, size: 0xfffffffffffff000}, aliases: [{offset: 1}]") {
      $0.vtl2 = PrivilegedMemory(start: 4096, size: 0xffff_ffff_ffff_f000)
      $0.aliases = [MemoryAlias(offset: 1)]
    },
    // What passes find is found all the same.
    Pair(
      "memory: 257MiB, defaults: {hugepages: on}, platform: {gaps: [{start: 3GiB, size: 2GiB}, {start: 4GiB, size: 1GiB}]}, vtl2: {start: 1GiB, size: 4KiB}",
      memory: 257 << 20
    ) {
      $0.nodes[0].policy.hugepages = Located(.size(2 << 20))
      $0.platform.gaps = [Gap(start: 3 * gib, end: 5 * gib), Gap(start: 4 * gib, end: 5 * gib)]
      $0.vtl2 = PrivilegedMemory(start: gib, size: 4096)
    },
    Pair("memory: 1GiB, slots: {first: 40000}, vtl2: {start: 1MiB, size: 4KiB}, distances: [[11]]") {
      $0.slots.first = 40000
      $0.vtl2 = PrivilegedMemory(start: 1 << 20, size: 4096)
      $0.distances[0, 0] = 11
    },
    Pair("memory: 1GiB, platform: {gaps: [{start: 1000, end: 4096}]}") {
      $0.platform.gaps = [Gap(start: 1000, end: 4096)]
    },
    Pair(
      "memory: 1GiB, platform: {reserved: {replace: on, list: [{start: 5GiB, size: 2KiB}, {start: 5GiB, size: 1KiB}]}}"
    ) {
      let start: UInt64 = 5 << 30
      $0.platform.replacesReserved = true
      $0.platform.reserved = [
        ReservedRange(start: start, end: start + 2048), ReservedRange(start: start, end: start + 1024),
      ]
    },
    Pair("memory: 1GiB, distances: [[11]]") { $0.distances[0, 0] = 11 },
    Pair("memory: 1GiB, nodes: 2, distances: [[10]]", nodes: 2) { $0.distances = DistanceMatrix(count: 1) },
    Pair("memory: 1GiB, nodes: 2, distances: [[10, 9], [20, 10]]", nodes: 2) { $0.distances[0, 1] = 9 },
    Pair("memory: 1GiB, devices: [{name: a, start: 3GiB, size: 4KiB}, {name: a, start: 3GiB, size: 8KiB}]") {
      $0.devices = [
        DeviceWindow(name: "a", start: 3 << 30, size: 4096), DeviceWindow(name: "a", start: 3 << 30, size: 8192),
      ]
    },
    Pair("memory: 1GiB, vtl2: {start: 8GiB, size: 0}") { $0.vtl2 = PrivilegedMemory(start: 8 << 30, size: 0) },
    Pair("memory: 1GiB, aliases: [{offset: 1TiB}]") { $0.aliases = [MemoryAlias(offset: 1 << 40)] },
    Pair(
      "memory: 1GiB, visibility: [{start: 0, end: 100, mode: unmapped}, {start: 8KiB, end: 4KiB, mode: unmapped}]"
    ) {
      $0.visibility = [
        VisibilityRange(start: 0, end: 100, mode: .unmapped),
        VisibilityRange(start: 8192, end: 4096, mode: .unmapped),
      ]
    },
    Pair("arch: aarch64, memory: 1GiB, legacy_x86: on") {
      $0.architecture = .aarch64
      $0.legacyX86 = Located(true)
    },
    Pair("memory: 1GiB, defaults: {hugepages: 3MiB}") { $0.nodes[0].policy.hugepages = Located(.size(3 << 20)) },
    Pair("memory: 1GiB, defaults: {hugepages: on, thp: on, mergeable: on}") {
      $0.nodes[0].policy.hugepages = Located(.size(2 << 20))
      $0.nodes[0].policy.transparentHugepages = .on
      $0.nodes[0].policy.mergeable = true
    },
    Pair("memory: 1GiB, defaults: {policy: interleave}") { $0.nodes[0].policy.mode = .interleave },
    Pair("memory: 1GiB, defaults: {policy: local, host_nodes: [1]}") {
      $0.nodes[0].policy.mode = .local
      $0.nodes[0].policy.hostNodes = [1]
    },
    Pair("memory: 1GiB, defaults: {host_nodes: [1, 1]}") { $0.nodes[0].policy.hostNodes = [1, 1] },
    Pair("memory: 1GiB, defaults: {mergeable: on, backing: shared}") {
      $0.nodes[0].policy.mergeable = true
      $0.nodes[0].policy.backing = .shared
    },
  ]

  @Test("What is right in a file is right in a program", arguments: good)
  func right(_ pair: Pair) {
    let compilation = Compilation(pair.yaml)
    let (findings, layout) = Self.lowered(pair.topology)
    #expect(findings == Self.findings(compilation.diagnostics))
    #expect(layout != nil && layout?.slots == compilation.layout?.slots)
  }

  @Test("What is wrong in a file is wrong in a program, in the same words", arguments: bad)
  func wrong(_ pair: Pair) {
    let compilation = Compilation(pair.yaml)
    let (findings, layout) = Self.lowered(pair.topology)
    #expect(findings == Self.findings(compilation.diagnostics))
    #expect(!findings.isEmpty && layout == nil)
  }

  @Test("What no file can say is told as well")
  func valuesOnly() {
    var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
    topology.cpus = [CPU(apicID: 1, node: 0), CPU(apicID: 1, node: 7)]
    #expect(
      Self.lowered(topology).findings == [
        "error: CPU 1 belongs to a node that does not exist; nodes are 0 [cpu-node-unknown]",
        "error: CPU 1 has the APIC ID of a CPU before it [apic-id-twice]",
      ])
    topology.cpus = (0..<1_000_000).map { _ in CPU(apicID: 3, node: 9) }
    #expect(
      Self.lowered(topology).findings == [
        "error: CPUs 0-999999 belong to a node that does not exist; nodes are 0 [cpu-node-unknown]",
        "error: CPUs 1-999999 have the APIC ID of a CPU before them [apic-id-twice]",
      ])
    topology.cpus = [CPU(apicID: 0, node: 0)]
    topology.distances = DistanceMatrix(count: -1)
    #expect(Self.lowered(topology).findings == ["error: the matrix has -1 rows for 1 node [distance-shape]"])
  }

  @Test(
    "A shape says what is wrong with it in the words for a file's",
    arguments: [
      (CPUShape(packages: 0), "packages: 0"), (CPUShape(llcs: .max), "llcs: 4294967295"),
      (CPUShape(packages: 2), "packages: 2"),
      (
        CPUShape(llcs: 1024, coresPerLLC: 1024, threadsPerCore: 2),
        "llcs: 1024, cores_per_llc: 1024, threads_per_core: 2"
      ),
    ])
  func shapes(_ shape: CPUShape, _ yaml: String) {
    var sink = DiagnosticSink(source: nil)
    #expect(!shape.isValid(reportingTo: &sink))
    #expect(
      Self.findings(sink.diagnostics)
        == Self.findings(Compilation("{memc: 1, memory: 1GiB, cpus: {\(yaml)}}\n").diagnostics))
    // Whoever did not ask gets numbers of no use.
    expectNoTrap(shape)
  }

  @Test(
    "So does one with a list of cores",
    arguments: [
      (1, [0, 4], "llcs: 2, cores_per_llc: [0, 4]"), (1, [4], "llcs: 2, cores_per_llc: [4]"),
      (2, [], "packages: 2, llcs: 2, cores_per_llc: []"),
      (1, [1 << 20, 1], "llcs: 2, cores_per_llc: [1048576, 1]"),
    ] as [(UInt32, [UInt32], String)])
  func lists(_ packages: UInt32, _ cores: [UInt32], _ yaml: String) {
    var shape = CPUShape(packages: packages, llcs: 2)
    shape.coresOfLLCs = CoresOfCaches(cores)
    var sink = DiagnosticSink(source: nil)
    #expect(!shape.isValid(reportingTo: &sink))
    #expect(
      Self.findings(sink.diagnostics)
        == Self.findings(Compilation("{memc: 1, memory: 1GiB, cpus: {\(yaml)}}\n").diagnostics))
    expectNoTrap(shape)
    shape.coresOfLLCs = CoresOfCaches(cores + [.max, .max])
    expectNoTrap(shape)
  }

  private func expectNoTrap(_ shape: CPUShape) {
    for cpu in [0, 1, .max] as [UInt32] {
      _ = (shape.cpuCount, shape.core(ofCPU: cpu), shape.apicID(ofCPU: cpu), shape.package(ofCPU: cpu))
    }
  }

  @Test("What a program changes in a file's topology is judged, at the places that the file has")
  func changed() throws {
    let compilation = Compilation("memc: 1\nmemory: 1GiB\nnodes: [{}, {memory: 0}]\n")
    #expect(compilation.identifiers == ["empty-node"])
    var topology = try #require(compilation.topology)
    topology.memory?.value = 1
    topology.platform.gaps = [Gap(start: 3 << 30, end: 4 << 30), Gap(start: 1 << 30, end: 1 << 32)]
    var sink = DiagnosticSink(source: compilation.source)
    _ = LoweringPipeline().run(topology, reportingTo: &sink)
    #expect(sink.diagnostics.map(\.identifier) == ["unaligned-size", "empty-node", "gap-overlap"])
    #expect(sink.diagnostics.map(\.range?.start.line) == [2, 3, nil])
  }

  @Test("Nothing traps, whatever the numbers are", arguments: 0..<20)
  func hostile(_ block: Int) {
    var (accepted, refused) = (0, 0)
    for index in 0..<200 {
      var random = SeededGenerator(seed: UInt64(block * 200 + index))
      let topology = Self.hostileTopology(&random)
      let (findings, layout) = Self.lowered(topology)
      if let layout {
        accepted += 1
        #expect(LayoutInvariants.violations(of: layout) == [])
      } else {
        refused += 1
        #expect(findings.contains { $0.hasPrefix("error") })
      }
    }
    #expect(accepted > 0 && refused > 0)
  }

  /// A machine of which a few numbers are as bad as can be.
  private static func hostileTopology(_ random: inout SeededGenerator) -> Topology {
    let sizes: [UInt64] = [0, 1, 4095, 4096, 2 << 20, 1 << 30, 1 << 52, (1 << 52) + 1, 1 << 63, .max - 4095, .max]
    let numbers: [UInt32] = [0, 1, 2, 63, 4096, 32_763, .max - 1, .max]
    let isBad = random.number(0...8)
    func size(_ kind: Int, _ usual: UInt64, _ random: inout SeededGenerator) -> UInt64 {
      isBad == kind ? random.one(of: sizes) : usual
    }
    var topology = Topology(
      memory: Located(size(1, 1 << 30, &random)),
      nodes: (0..<random.number(isBad == 2 ? 0...3 : 1...3)).map { _ in
        MemoryNode(memory: isBad == 2 ? Located(random.one(of: sizes)) : nil)
      })
    topology.placementAlignment = size(3, 4096, &random)
    topology.slots.maximumSize = size(3, 1 << 40, &random)
    if isBad == 3 { topology.slots.first = random.one(of: numbers) }
    if isBad == 4 { topology.cpus = numbers.map { CPU(apicID: $0, node: random.one(of: numbers)) } }
    topology.platform.dramBase = Located(size(5, 0, &random))
    if isBad == 5 {
      topology.platform.physicalBits = Located(random.one(of: [0, 31, 64, 65, .max]))
      topology.platform.gaps = (0..<3).map { _ in Gap(start: random.one(of: sizes), end: random.one(of: sizes)) }
      topology.platform.reserved = (0..<3).map { _ in
        ReservedRange(start: random.one(of: sizes), end: random.one(of: sizes))
      }
    }
    if isBad == 2, !topology.nodes.isEmpty {
      topology.nodes[0].hotplug = HotplugSpace(
        size: random.one(of: sizes), start: random.once(in: 2) ? nil : Located(random.one(of: sizes)))
      topology.initiators = [
        GenericDevice(
          node: random.one(of: [-1, 0, 1, .max]),
          handle: .pci(PCIAddress(device: random.one(of: [0, 255]), function: 8)))
      ]
    }
    if isBad == 6 {
      topology.devices = (0..<3).map {
        DeviceWindow(name: "\($0)", start: random.one(of: sizes), size: random.one(of: sizes), priority: .max)
      }
      topology.visibility = [
        VisibilityRange(start: random.one(of: sizes), end: random.one(of: sizes), mode: .readOnly)
      ]
    }
    if isBad == 7 {
      topology.vtl2 = PrivilegedMemory(start: random.one(of: sizes), size: random.one(of: sizes))
      topology.aliases = [MemoryAlias(offset: random.one(of: sizes)), MemoryAlias(offset: random.one(of: sizes))]
    }
    if isBad == 8 {
      topology.distances = DistanceMatrix(count: random.one(of: [-1, 0, 1, 5, .max]), remote: 3)
      if !topology.nodes.isEmpty {
        topology.nodes[0].policy.hugepages = Located(.size(random.one(of: sizes)))
        topology.nodes[0].policy.hostNodes = numbers
      }
    }
    return topology
  }
}
