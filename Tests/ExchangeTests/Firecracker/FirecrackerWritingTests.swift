import Artifacts
import Diagnostics
import Exchange
import JSONCoding
import TestSupport
import Testing

/// What Firecracker is told of machines, and what is said of the rest.
@Suite("Firecracker, written") struct FirecrackerWritingTests {
  static let written: [(topology: String, json: String)] = [
    (
      "platform: firecracker\nmemory: 1GiB\ncpus: 2",
      """
      {
        "machine-config": {
          "vcpu_count": 2,
          "mem_size_mib": 1024
        }
      }

      """
    ),
    (
      "platform: firecracker\nnodes: [{memory: 4GiB, hugepages: on, hotplug: {size: 1GiB, start: 512GiB, slots: 4}}]\ncpus: {cores_per_llc: 4, threads_per_core: 2}",
      """
      {
        "machine-config": {
          "vcpu_count": 8,
          "mem_size_mib": 4096,
          "smt": true,
          "huge_pages": "2M"
        },
        "memory-hotplug": {
          "total_size_mib": 1024,
          "slot_size_mib": 256
        }
      }

      """
    ),
    (
      "platform: firecracker\nmemory: 300GiB\ndefaults: {thp: on}",
      """
      {
        "machine-config": {
          "vcpu_count": 1,
          "mem_size_mib": 307200,
          "huge_pages": "Transparent"
        }
      }

      """
    ),
  ]

  @Test("What is written, and read back as it was", arguments: written)
  func writes(_ topology: String, _ json: String) {
    let trip = RoundTrip("memc: 1\n" + topology, FirecrackerFormat.self)
    #expect(trip.written == json)
    #expect(trip.told == "" && trip.read.diagnostics == "")
    #expect(trip.differences == [])
  }

  static let refused: [(topology: String, message: String)] = [
    (
      "nodes: 2\nmemory: 2GiB",
      "topo.yaml:2:8: error: Firecracker tells a guest nothing of nodes, and the machine has 2; state one node with all memory and CPUs"
    ),
    (
      "nodes: [{memory: 1GiB}, {memory: 1GiB, domain: 3}]\ndistances: {remote: 30}",
      "topo.yaml:2:25: error: Firecracker tells a guest nothing of nodes, and the machine has 2; state one node with all memory and CPUs"
    ),
    (
      "nodes: [{memory: 1GiB, domain: 3}]",
      "topo.yaml:2:32: error: Firecracker tells a guest nothing of nodes, and so not that the only one is domain 3"
    ),
    (
      "nodes: [{zones: [{size: 1GiB}, {size: 1GiB, prefault: on}]}]",
      "topo.yaml:2:32: error: Firecracker has no zones of memory: what a node has, it has in one way"
    ),
    (
      "memory: 1GiB\nplatform: {base: firecracker, phys_bits: 40}",
      "topo.yaml:3:42: error: Firecracker has no way to say how many bits addresses have"
    ),
    (
      "memory: 8GiB\nplatform: qemu-q35",
      "topo.yaml:3:11: error: Firecracker's machines have RAM elsewhere than those of platform 'qemu-q35'; write 'platform: firecracker'"
    ),
    ("memory: 1000KiB", "topo.yaml:2:9: error: Firecracker's memory is a multiple of 1 MiB, and 1000 KiB are none"),
    (
      "memory: 1025MiB\ndefaults: {thp: on}",
      "topo.yaml:2:9: error: Firecracker's memory is a multiple of 2 MiB with huge pages, and 1025 MiB are none"
    ),
    ("memory: 1GiB\ncpus: 33", "topo.yaml:3:7: error: Firecracker has at most 32 CPUs, not 33"),
    (
      "memory: 1GiB\ncpus: {llcs: 2}",
      "topo.yaml:3:7: error: Firecracker has one package with one last-level cache, not 2 caches"
    ),
    (
      "memory: 1GiB\ncpus: {threads_per_core: 3}",
      "topo.yaml:3:7: error: Firecracker has cores of 1 or 2 threads, not of 3"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, threads_per_core: 2, numbering: threads-last}",
      "topo.yaml:3:7: error: Firecracker numbers the threads of a core one behind the other"
    ),
    (
      "memory: 1GiB\narch: aarch64\ncpus: {threads_per_core: 2}",
      "topo.yaml:4:7: error: Firecracker has cores of one thread on aarch64"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, present: 1, x2apic: on}",
      """
      topo.yaml:3:35: error: Firecracker has no CPUs that are not there from the start
      topo.yaml:3:46: error: Firecracker has x2APIC structures where APIC IDs need them
      """
    ),
    (
      "memory: 1GiB\ndefaults: {backing: shared}",
      "topo.yaml:3:21: error: Firecracker has no memory that others can map"
    ),
    (
      "memory: 1GiB\ndefaults: {backing: {file: /tmp/x}}",
      "topo.yaml:3:21: error: Firecracker has no memory of files"
    ),
    (
      "memory: 1GiB\ndefaults: {hugepages: 1GiB}",
      "topo.yaml:3:23: error: Firecracker has hugepages of 2 MiB only, not of 1 GiB"
    ),
    (
      "memory: 1GiB\ndefaults: {hugepages: auto}",
      "topo.yaml:3:23: error: Firecracker never goes on with small pages where there are too few hugepages; write 'on' or 'off'"
    ),
    (
      "memory: 1GiB\ndefaults: {prefault: on, pin: on, reserve: on, mergeable: on, thp: off}",
      """
      topo.yaml:2:9: error: Firecracker has no memory that is populated from the start
      topo.yaml:2:9: error: Firecracker has no memory that is locked
      topo.yaml:2:9: error: Firecracker has no memory that is accounted for at once
      topo.yaml:2:9: error: Firecracker has no memory that KSM may merge
      topo.yaml:2:9: error: Firecracker has no way to do without transparent huge pages
      """
    ),
    (
      "memory: 1GiB\ndefaults: {host_nodes: 0}",
      "topo.yaml:2:9: error: Firecracker has no way to say from which nodes of the host memory is"
    ),
    (
      "nodes: [{memory: 1GiB, hotplug: 1GiB}]\nplatform: firecracker",
      "topo.yaml:2:33: error: Firecracker places the space of node 0 itself, at 0x8000000000-0x8040000000, not at 0x100000000-0x140000000; write 'start: 0x8000000000'"
    ),
    (
      "nodes: [{memory: 1GiB, hotplug: {size: 64MiB, start: 512GiB}}]\nplatform: firecracker",
      "topo.yaml:2:33: error: Firecracker plugs memory in by slots of 128 MiB and more, of which 64 MiB are no whole number"
    ),
    (
      "nodes: [{ranges: [{start: 1GiB, size: 1GiB}]}]\nplatform: firecracker",
      "topo.yaml:2:19: error: Firecracker places the memory of node 0 itself, at 0x0-0x40000000, not at 0x40000000-0x80000000"
    ),
  ]

  @Test("What Firecracker cannot be told, and where", arguments: refused)
  func refuses(_ topology: String, _ message: String) {
    let trip = RoundTrip("memc: 1\n" + topology, FirecrackerFormat.self)
    #expect(trip.lines == message, "\(trip.told)")
  }

  /// What Firecracker can be told as it is.
  static let expressible: Set = ["firecracker", "one-node"]

  @Test(
    "Every example on its platform is read back as it was, or something is told of it",
    arguments: try found(CloudHypervisorWritingTests.names, "examples"))
  func examples(_ name: String) throws {
    var text = try packageText("examples/\(name)")
    // A configuration is the same for either architecture.
    guard !text.contains("\narch: aarch64") else { return }
    if !text.contains("\nplatform:") { text += "platform: firecracker\n" }
    // Whose nodes need tables is nothing on a platform without them.
    guard !Compilation(text).hasErrors else { return }
    let trip = RoundTrip(text, FirecrackerFormat.self)
    #expect(trip.told.isEmpty == Self.expressible.contains("\(name.dropLast(5))"), "\(trip.told)")
    #expect(!trip.told.isEmpty || trip.differences == [], "\(trip.written)\(trip.read.text)")
  }

  /// src/firecracker/swagger/firecracker.yaml, of what is of a machine's memory and CPUs.
  static let description = APIDescription(objects: [
    "FullVmConfiguration": .init(members: [
      "machine-config": .object("MachineConfiguration"), "memory-hotplug": .object("MemoryHotplugConfig"),
    ]),
    "MachineConfiguration": .init(
      required: ["mem_size_mib", "vcpu_count"],
      members: [
        "cpu_template": .string(), "smt": .boolean, "mem_size_mib": .integer(), "track_dirty_pages": .boolean,
        "vcpu_count": .integer(1...32), "huge_pages": .string(["None", "Transparent", "2M"]),
      ]),
    "MemoryHotplugConfig": .init(members: [
      "total_size_mib": .integer(0...0xFFFF_FFFF), "slot_size_mib": .integer(128...0xFFFF_FFFF),
      "block_size_mib": .integer(2...0xFFFF_FFFF),
    ]),
  ])

  @Test("200 random machines are read back as they were, and are as the description of the API has them")
  func machines() throws {
    var machines = 0
    for seed in 0..<200 {
      var random = SeededGenerator(seed: UInt64(seed))
      let cpus =
        random.once(in: 2)
        ? "\(random.number(1...32))" : "{cores_per_llc: \(random.number(1...16)), threads_per_core: 2}"
      var keys = ["memory: \(random.number(1...400) * 1026)MiB"]
      if random.once(in: 3) { keys.append(random.one(of: ["hugepages: on", "thp: on"])) }
      if random.once(in: 3) {
        let slots = random.number(1...16)
        keys.append("hotplug: {size: \(slots * random.number(1...4) * 128)MiB, start: 512GiB, slots: \(slots)}")
      }
      let text = "memc: 1\nplatform: firecracker\ncpus: \(cpus)\nnodes: [{\(keys.joined(separator: ", "))}]\n"
      guard !Compilation(text).hasErrors else { continue }
      machines += 1
      let trip = RoundTrip(text, FirecrackerFormat.self)
      try #require(trip.told == "", "seed \(seed)\n\(text)")
      try #require(trip.differences == [], "seed \(seed)\n\(text)\(trip.written)\(trip.read.text)")
      let value = try JSONValue(parsing: Array(trip.written.utf8))
      try #require(Self.description.problems(of: value, as: "FullVmConfiguration") == [])
    }
    #expect(machines > 150)
  }
}
