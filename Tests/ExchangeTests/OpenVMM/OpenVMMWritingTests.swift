import Artifacts
import Exchange
import TestSupport
import Testing

/// What OpenVMM is told of machines, and what is said of the rest.
@Suite("OpenVMM, written") struct OpenVMMWritingTests {
  static let written: [(topology: String, text: String)] = [
    (
      "platform: openvmm\nmemory: 4GiB\ncpus: 4\ndefaults: {backing: shared, thp: on}",
      """
      openvmm \\
        --processors 4 \\
        --memory size=4G

      """
    ),
    (
      "platform: openvmm\nmemory: 4097MiB\ncpus: {packages: 2, llcs: 2, cores_per_llc: 3, threads_per_core: 2}\ndefaults: {prefault: on}",
      """
      openvmm \\
        --processors 12 \\
        --vps-per-socket 6 \\
        --smt force \\
        --memory size=4097M,shared=off,prefetch=on,thp=off

      """
    ),
    (
      "platform: openvmm\nmemory: 4GiB\nnodes: [{host_nodes: 1, backing: shared, hugepages: 1GiB}]",
      """
      openvmm \\
        --processors 1 \\
        --numa size=4G,hugepages=on,hugepage_size=1G,host_numa_node=1

      """
    ),
    (
      "platform: openvmm\nmemory: 64MiB\ndefaults: {backing: {file: \"/dev/shm/a b\"}}",
      """
      openvmm \\
        --processors 1 \\
        --memory 'size=64M,thp=off,file=/dev/shm/a b'

      """
    ),
    (
      """
      platform: openvmm
      cpus: 4
      nodes:
        - {memory: 1GiB, cpus: "0,2"}
        - {memory: 512MiB, cpus: 1, backing: shared, hugepages: 2MiB}
        - {memory: 0, cpus: 3}
      distances: {asymmetric: on, matrix: [[10, 21, 20], [22, 10, 20], [30, 20, 10]]}
      """,
      """
      openvmm \\
        --processors 4 \\
        --numa 'size=1G,shared=off,thp=off,vps=[0,2]' \\
        --numa 'size=512M,hugepages=on,vps=[1]' \\
        --numa 'size=0,vps=[3]' \\
        --numa-distance 0:1:21 \\
        --numa-distance 1:0:22 \\
        --numa-distance 2:0:30

      """
    ),
  ]

  @Test("What is written, and read back as it was", arguments: written)
  func writes(_ topology: String, _ text: String) {
    let trip = RoundTrip("memc: 1\n" + topology, OpenVMMFormat.self)
    #expect(trip.written == text)
    #expect(trip.told == "" && trip.read.diagnostics == "")
    #expect(trip.differences == [], "\(trip.read.text)")
  }

  static let refused: [(topology: String, message: String)] = [
    (
      "memory: 4GiB\nplatform: qemu-q35",
      "topo.yaml:3:11: error: OpenVMM's machines have RAM elsewhere than those of platform 'qemu-q35'; write 'platform: openvmm'"
    ),
    (
      "arch: aarch64\nmemory: 1GiB",
      "topo.yaml:1:1: error: OpenVMM's machine of aarch64 is none that is known here"
    ),
    (
      "nodes: [{memory: 1GiB, domain: 1}, {memory: 1GiB, domain: 0}]",
      "topo.yaml:2:32: error: OpenVMM numbers nodes by their places, so that node 0 is not 1\ntopo.yaml:2:59: error: OpenVMM numbers nodes by their places, so that node 1 is not 0"
    ),
    (
      "nodes: [{zones: [{size: 1GiB}, {size: 1GiB, prefault: on}]}]",
      "topo.yaml:2:32: error: OpenVMM has no zones of memory: what a node has, it has in one way"
    ),
    (
      "nodes: [{memory: 1GiB, hotplug: 1GiB}]",
      "topo.yaml:2:33: error: OpenVMM has no memory that is plugged in"
    ),
    (
      "nodes: [{memory: 1GiB}, {memory: 1GiB, align: 4GiB}]",
      "topo.yaml:2:47: error: OpenVMM places the memory of node 1 itself, at 0x40000000-0x80000000, not at 0x100000000-0x140000000"
    ),
    (
      "nodes: [{memory: 1GiB, backing: private, hugepages: on}]",
      "topo.yaml:2:33: error: OpenVMM's hugepages are memory that others can map"
    ),
    (
      "nodes: [{memory: 1GiB, backing: {file: a}}, {memory: 1GiB}]",
      "topo.yaml:2:33: error: OpenVMM has files for the memory of a machine without nodes only"
    ),
    (
      "nodes: [{memory: 1GiB, backing: {file: \"a,b\"}}]",
      "topo.yaml:2:33: error: OpenVMM ends the names of files at commas and brackets"
    ),
    (
      "memory: 1GiB\ndefaults: {pin: on, reserve: on, mergeable: on, thp: off}",
      """
      topo.yaml:2:9: error: OpenVMM has no memory that is locked
      topo.yaml:2:9: error: OpenVMM has no memory that is accounted for at once
      topo.yaml:2:9: error: OpenVMM has no memory that KSM may merge
      topo.yaml:2:9: error: OpenVMM has no way to do without transparent huge pages
      """
    ),
    (
      "memory: 1GiB\ncpus: {llcs: 2}",
      "topo.yaml:3:7: error: OpenVMM has sockets of one last-level cache, and knows nothing between them"
    ),
    (
      "memory: 1GiB\ncpus: {packages: 3, llcs: 3, cores_per_llc: [1, 2, 2]}",
      "topo.yaml:3:7: error: OpenVMM has as many CPUs in each socket, but in the last one"
    ),
    (
      "memory: 1GiB\ncpus: {threads_per_core: 4}",
      "topo.yaml:3:7: error: OpenVMM has cores of 1 or 2 threads, not of 4"
    ),
    (
      "memory: 1GiB\ncpus: {threads_per_core: 2, cores_per_llc: 2, numbering: threads-last}",
      "topo.yaml:3:7: error: OpenVMM numbers the threads of a core one behind the other"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, present: 1, first_uid: 0}",
      """
      topo.yaml:3:35: error: OpenVMM has no CPUs that are not there from the start
      topo.yaml:3:49: error: OpenVMM counts CPUs' UIDs from 1 on, not from 0
      """
    ),
  ]

  @Test("What OpenVMM cannot be told, and where", arguments: refused)
  func refuses(_ topology: String, _ message: String) {
    let trip = RoundTrip("memc: 1\n" + topology, OpenVMMFormat.self)
    #expect(trip.lines == message, "\(trip.told)")
  }

  /// What OpenVMM can be told as it is.
  static let expressible: Set = [
    "asymmetric", "distance-links", "distance-matrix", "distance-pairs", "equal-nodes", "first-uid", "gap-exact",
    "gap-straddle", "hand-over", "image-above-1mib", "one-node", "openvmm", "two-socket",
  ]

  @Test(
    "Every example on its platform is read back as it was, or something is told of it",
    arguments: try found(CloudHypervisorWritingTests.names, "examples"))
  func examples(_ name: String) throws {
    var text = try packageText("examples/\(name)")
    guard !text.contains("\narch: aarch64") else { return }
    if !text.contains("\nplatform:") { text += "platform: openvmm\n" }
    guard !Compilation(text).hasErrors else { return }
    let trip = RoundTrip(text, OpenVMMFormat.self)
    #expect(trip.told.isEmpty == Self.expressible.contains("\(name.dropLast(5))"), "\(trip.told)")
    #expect(!trip.told.isEmpty || trip.differences == [], "\(trip.written)\(trip.read.text)")
  }

  @Test("300 random machines are read back as they were", arguments: 0..<6)
  func machines(_ block: Int) throws {
    var machines = 0
    for index in 0..<50 {
      var random = SeededGenerator(seed: UInt64(block * 50 + index))
      let text = RandomHypervisorMachine("openvmm", [.nodes, .hostNodes, .shapes, .asymmetry], &random).text
      guard !Compilation(text).hasErrors else { continue }
      let trip = RoundTrip(text, OpenVMMFormat.self)
      // Of sockets with two dies nobody can tell.
      guard !trip.told.contains("sockets of one last-level cache") else { continue }
      machines += 1
      try #require(trip.told == "", "seed \(block * 50 + index)\n\(text)")
      // Hugepages are shared there, and private where nothing is said.
      let isShared = !text.contains("hugepages:")
      try #require(
        trip.differences == [] || !isShared && trip.differences == ["memslots.json"],
        "seed \(block * 50 + index)\n\(text)\(trip.written)\(trip.read.text)")
    }
    #expect(machines > 20)
  }
}
