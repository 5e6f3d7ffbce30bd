import Artifacts
import Diagnostics
import Exchange
import TestSupport
import Testing

/// What a test of ktstr states of machines, and what is said of the rest.
@Suite("ktstr, written") struct KtstrWritingTests {
  /// What is written of a topology, and the first line of each thing that was told.
  static func export(_ topology: String) -> (text: String, told: String) {
    let compilation = Compilation("memc: 1\n" + topology)
    var sink = DiagnosticSink(source: compilation.source)
    let bytes = compilation.layout.flatMap { KtstrFormat.bytes(ExportRequest($0), reportingTo: &sink) }
    let told = TextRenderer(isColored: false).render(sink.diagnostics, source: compilation.source)
    let lines = told.split(separator: "\n").filter { $0.hasPrefix("topo.yaml") && !$0.contains(": note: ") }
    return (
      bytes.map { String(decoding: $0, as: UTF8.self) } ?? "",
      lines.map { $0.replacing(#/ \[not-expressible\]$/#, with: "") }.joined(separator: "\n")
    )
  }

  static let written: [(topology: String, text: String)] = [
    (
      "memory: 2GiB\ncpus: 4",
      """
      use ktstr::test_support::Topology;

      const TOPOLOGY: Topology = Topology::new(1, 1, 4, 1);
      const MEMORY_MIB: u32 = 2048;

      """
    ),
    (
      "nodes: 2\nmemory: 4GiB\ncpus: {packages: 4, llcs: 4, cores_per_llc: 3, threads_per_core: 2}",
      """
      use ktstr::test_support::Topology;

      const TOPOLOGY: Topology = Topology::new(2, 4, 3, 2);
      const MEMORY_MIB: u32 = 4096;

      """
    ),
    (
      "nodes: 2\nmemory: 4GiB\ncpus: 6\ndistances: {remote: 31}",
      """
      use ktstr::test_support::{NumaDistance, Topology};

      const DISTANCES: &NumaDistance = &NumaDistance::new(2, &[
          10, 31,
          31, 10,
      ]);
      const TOPOLOGY: Topology = Topology::new(2, 2, 3, 1).with_distances(DISTANCES);
      const MEMORY_MIB: u32 = 4096;

      """
    ),
    (
      """
      cpus: {llcs: 3, cores_per_llc: 2}
      nodes:
        - {memory: 1GiB, llcs: 2}
        - {memory: 2GiB, llcs: 1, hmat: {latency: 200ns}}
        - {memory: 8GiB, hmat: {bandwidth: 20480MB/s, cache: {size: 1GiB, associativity: complex, policy: write-through, line: 128}}}
      distances: [[10, 20, 40], [20, 10, 255], [40, 255, 10]]
      hmat: derive
      """,
      """
      use ktstr::test_support::{MemSideCache, NumaDistance, NumaNode, Topology};

      const NODES: &[NumaNode] = &[
          NumaNode::new(2, 1024),
          NumaNode::with_hmat(1, 2048, 200, 51200),
          NumaNode::with_hmat(0, 8192, 300, 20480).with_cache(MemSideCache::new(1073741824, 2, 2, 128)),
      ];
      const DISTANCES: &NumaDistance = &NumaDistance::new(3, &[
          10, 20, 40,
          20, 10, 255,
          40, 255, 10,
      ]);
      const TOPOLOGY: Topology = Topology::with_nodes(2, 1, NODES).with_distances(DISTANCES);
      const MEMORY_MIB: u32 = 11264;

      """
    ),
    // Where nothing is said of caches, as few as make all alike.
    (
      "nodes: [{memory: 1GiB, cpus: 0-5}, {memory: 1GiB, cpus: 6-9}]",
      """
      use ktstr::test_support::{NumaNode, Topology};

      const NODES: &[NumaNode] = &[
          NumaNode::new(3, 1024),
          NumaNode::new(2, 1024),
      ];
      const TOPOLOGY: Topology = Topology::with_nodes(2, 1, NODES);
      const MEMORY_MIB: u32 = 2048;

      """
    ),
  ]

  @Test("What is written", arguments: written)
  func writes(_ topology: String, _ text: String) {
    let (written, told) = Self.export(topology)
    #expect(written == text)
    #expect(told == "")
  }

  static let refused: [(topology: String, message: String)] = [
    (
      "memory: 8GiB\nplatform: qemu-q35",
      "topo.yaml:3:11: error: ktstr's machines have RAM elsewhere than those of platform 'qemu-q35'; write 'platform: generic'"
    ),
    ("memory: 1028KiB", "topo.yaml:2:9: error: ktstr's nodes have whole MiB, which 1028 KiB are not"),
    (
      "nodes: [{memory: 0, cpus: 0}, {memory: 1GiB, cpus: 1}]",
      "topo.yaml:2:9: error: ktstr's nodes with CPUs have memory, and node 0 has none"
    ),
    (
      "nodes: [{ranges: [{start: 1GiB, size: 1GiB}]}]",
      "topo.yaml:2:19: error: ktstr places the memory of nodes one behind the other, wherever it is stated to lie"
    ),
    (
      "nodes: [{memory: 1GiB, domain: 1}, {memory: 1GiB, domain: 0}]",
      "topo.yaml:2:32: error: ktstr numbers nodes by their places, so that node 0 is not 1\ntopo.yaml:2:59: error: ktstr numbers nodes by their places, so that node 1 is not 0"
    ),
    (
      "nodes: [{zones: [{size: 1GiB}, {size: 1GiB, prefault: on}]}]",
      "topo.yaml:2:32: error: ktstr has no zones of memory: what a node has, it has in one way"
    ),
    (
      "nodes: [{memory: 1GiB, hotplug: 1GiB}]",
      "topo.yaml:2:33: error: ktstr has no memory that is plugged in"
    ),
    (
      "memory: 1GiB\ndefaults: {backing: shared, hugepages: on, host_nodes: 1}",
      """
      topo.yaml:2:9: error: ktstr has no way to say from which nodes of the host memory is
      topo.yaml:3:21: error: ktstr has no memory that others can map
      topo.yaml:3:40: error: ktstr has no hugepages
      """
    ),
    (
      "nodes: 2\nmemory: 2GiB\ndistances: {asymmetric: on, matrix: [[10, 20], [21, 10]]}",
      "topo.yaml:4:12: error: ktstr's distances are the same in both directions"
    ),
    (
      "nodes: [{memory: 1GiB, hmat: {latency: 150ns, bandwidth: 50GB/s, read_latency: 100ns}}]",
      """
      topo.yaml:2:40: error: ktstr's latency is a multiple of 100ns, which 150ns is not
      topo.yaml:2:58: error: ktstr's bandwidth is a multiple of 10240MB/s, which 50000MB/s is not
      topo.yaml:2:80: error: ktstr has one latency and one bandwidth, for reading and writing alike
      """
    ),
    (
      "nodes: [{memory: 1GiB}]\nhmat: {latency: [[100ns]]}",
      "topo.yaml:3:17: error: ktstr takes latencies and bandwidths between nodes from their distances"
    ),
    (
      "nodes: [{memory: 1GiB, hmat: {cache: [{size: 1MiB}, {size: 2MiB}]}}]",
      "topo.yaml:2:53: error: ktstr has one cache in front of a node's memory, of level 1"
    ),
    (
      "arch: aarch64\nnodes: [{memory: 1GiB, hmat: {latency: 100ns}}]",
      "topo.yaml:3:30: error: ktstr has no HMAT on aarch64"
    ),
    (
      "nodes: [{memory: 1GiB, cpus: \"0,2\"}, {memory: 1GiB, cpus: 1}]",
      "topo.yaml:2:9: error: ktstr numbers CPUs node by node"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: [1, 2]}",
      "topo.yaml:3:7: error: ktstr has as many cores in each last-level cache"
    ),
    (
      "memory: 1GiB\ncpus: {packages: 2, llcs: 4}",
      "topo.yaml:3:7: error: ktstr knows nothing between nodes and last-level caches: packages with several it cannot be told"
    ),
    (
      "memory: 1GiB\ncpus: {dies: 2, llcs: 4}",
      "topo.yaml:3:7: error: ktstr knows nothing between nodes and last-level caches: dies with several it cannot be told"
    ),
    (
      "memory: 1GiB\ncpus: {threads_per_core: 2, cores_per_llc: 2, numbering: threads-last}",
      "topo.yaml:3:7: error: ktstr numbers the threads of a core one behind the other"
    ),
    (
      "memory: 1GiB\ncpus: {cores_per_llc: 2, present: 1}",
      "topo.yaml:3:35: error: ktstr has no CPUs that are not there from the start"
    ),
  ]

  @Test("What ktstr cannot be told, and where", arguments: refused)
  func refuses(_ topology: String, _ message: String) {
    #expect(Self.export(topology).told == message)
  }
}
