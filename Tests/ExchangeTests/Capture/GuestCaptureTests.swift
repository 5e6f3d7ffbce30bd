import Artifacts
import Exchange
import Lowering
import MachineModel
import TestSupport
import Testing

@Suite("A guest in the shape of its host") struct GuestCaptureTests {
  static let expected: [PlantedShape: String] = [
    .single: """
    memc: 1
    memory: 1GiB
    defaults: {host_nodes: 0}

    """,
    .twoSockets: """
    memc: 1
    nodes:
      - {memory: 2730MiB, host_nodes: 0}
      - {memory: 1366MiB, host_nodes: 1}
    cpus: {packages: 2, llcs: 2, threads_per_core: 2}
    distances: {remote: 21}
    defaults: {hugepages: 2MiB}

    """,
    .caches: """
    memc: 1
    nodes:
      - {memory: 2GiB, host_nodes: 0}
      - {memory: 2GiB, host_nodes: 1}
    cpus: {packages: 2, llcs: 2, cores_per_llc: 2}
    distances: {remote: 32}

    """,
    .cxl: """
    memc: 1
    nodes:
      - memory: 412MiB
        llcs: 1
        hmat: {read_latency: 90ns, write_latency: 90ns, read_bandwidth: 42GB/s, write_bandwidth: 42GB/s}
        host_nodes: 0
      - memory: 412MiB
        llcs: 1
        hmat: {read_latency: 90ns, write_latency: 90ns, read_bandwidth: 42GB/s, write_bandwidth: 42GB/s}
        host_nodes: 1
      - memory: 3272MiB
        llcs: 0
        hmat:
          read_latency: 250ns
          write_latency: 250ns
          read_bandwidth: 17GB/s
          write_bandwidth: 17GB/s
          cache: {size: 1GiB}
          initiator: 0
        host_nodes: 2
    cpus: {packages: 2, llcs: 2, cores_per_llc: 2}
    distances: [[10, 21, 24], [21, 10, 34], [24, 34, 10]]

    """,
    .sparse: """
    memc: 1
    nodes:
      - {memory: 2GiB, host_nodes: 0}
      - {memory: 2GiB, host_nodes: 2}
    cpus: {packages: 2, llcs: 2, cores_per_llc: 2}

    """,
    .offline: """
    memc: 1
    memory: 4GiB
    cpus: {cores_per_llc: 4}
    defaults: {host_nodes: 0}

    """,
    .noHugepages: """
    memc: 1
    memory: 4GiB
    cpus: {cores_per_llc: 4}
    defaults: {host_nodes: 0}

    """,
    .noNUMA: """
    memc: 1
    memory: 4GiB
    cpus: {cores_per_llc: 4}

    """,
  ]

  @Test("has its host's nodes, cores, caches and distances, and compiles", arguments: PlantedShape.allCases)
  func shapes(_ shape: PlantedShape) throws {
    let isSingle = shape == .single
    let request = GuestRequest(memory: isSingle ? 1 << 30 : 4 << 30, cpus: isSingle ? 1 : 4)
    let captured = Captured(try shape.planted(), request)
    #expect(captured.text == Self.expected[shape])
    #expect(captured.compilation.text == "")
    // Of a guest nobody wants to hear where the host's RAM lies.
    #expect(!captured.findings.contains("memmap"))
    #expect(!captured.hasErrors)
  }

  /// A guest that is asked of a host.
  struct Wish: CustomTestStringConvertible {
    let shape: PlantedShape
    let request: GuestRequest
    /// The text, or a part of what is found.
    let answer: String

    init(
      _ shape: PlantedShape, _ memory: UInt64, _ cpus: Int, nodes: [UInt32]? = nil,
      pages: GuestRequest.Pages = .auto, _ answer: String
    ) {
      self.shape = shape
      request = GuestRequest(memory: memory, cpus: cpus, nodes: nodes, pages: pages)
      self.answer = answer
    }

    var testDescription: String {
      "\(shape): \(request.memory >> 20) MiB, \(request.cpus) CPUs: \(answer.prefix(60))"
    }
  }

  @Test(
    "is the host's where it fits: whole cores, whole caches, some of the nodes",
    arguments: [
      Wish(.caches, 8 << 30, 12, "cpus: {packages: 2, llcs: 4, cores_per_llc: [4, 2, 4, 2]}\n"),
      Wish(.caches, 8 << 30, 11, "cpus: {packages: 2, llcs: 4, cores_per_llc: [4, 2, 4, 1]}\n"),
      Wish(.caches, 8 << 30, 2, nodes: [1], "cpus: {cores_per_llc: 2}\ndefaults: {host_nodes: 1}\n"),
      Wish(.caches, 8 << 30, 32, "cpus: {packages: 2, llcs: 8, cores_per_llc: 4}\n"),
      Wish(
        .twoSockets, 4 << 30, 6, pages: .small,
        "cpus: {packages: 2, llcs: 2, cores_per_llc: [2, 1], threads_per_core: 2}\n"),
      Wish(
        .twoSockets, 3 << 30, 4, pages: .small,
        "  - {memory: 2GiB, host_nodes: 0}\n  - {memory: 1GiB, host_nodes: 1}\n"),
      Wish(
        .twoSockets, 12 << 30, 4, pages: .huge(2 << 20),
        "- {memory: 8GiB, host_nodes: 0}\n  - {memory: 4GiB, host_nodes: 1}\n"),
      Wish(.cxl, 4 << 30, 4, nodes: [0, 1], "  - memory: 2GiB\n"),
    ])
  func fits(_ wish: Wish) throws {
    let captured = Captured(try wish.shape.planted(), wish.request)
    #expect(captured.text?.contains(wish.answer) == true, "\(captured.text ?? "")\(captured.findings)")
    #expect(!captured.compilation.hasErrors, "\(captured.compilation.text)")
    #expect(captured.compilation.layout?.memory == wish.request.memory)
    #expect(captured.compilation.layout?.topology.cpus.count == wish.request.cpus)
  }

  @Test(
    "that does not fit is told what does",
    arguments: [
      Wish(
        .twoSockets, 64 << 30, 4, pages: .small,
        "error: 64 GiB of memory is more than is free: host node 0 has 20000 MiB, host node 1 has 10000 MiB; up to 30000 MiB "
          + "is possible [guest-too-large]\n"),
      Wish(
        .twoSockets, 14 << 30, 4, pages: .huge(2 << 20),
        "error: 14 GiB of memory is 7168 hugepages of 2 MiB, more than are free: host node 0 has 4096, host node 1 has 2048; "
          + "up to 12 GiB is possible [guest-too-large]\n"),
      Wish(
        .twoSockets, 4 << 30, 4, pages: .huge(1 << 30),
        "error: 4 GiB of memory is 4 hugepages of 1 GiB, more than are free: host node 0 has 0, host node 1 has 0; reserve "
          + "some, or leave '--hugepages' out [guest-too-large]\n"),
      Wish(
        .twoSockets, 4 << 30, 4, pages: .huge(64 << 10),
        "error: the host has no hugepages of 64 KiB; it has 2 MiB, 1 GiB [guest-too-large]\n"),
      Wish(
        .noHugepages, 4 << 30, 4, pages: .huge(2 << 20),
        "error: the host has no hugepages of 2 MiB, nor of any other size [guest-too-large]\n"),
      Wish(
        .noNUMA, 8 << 30, 4,
        "error: 8 GiB of memory is more than is free: the host has 4 GiB; up to 4 GiB is possible [guest-too-large]\n"
      ),
      Wish(
        .single, (1 << 30) + 4096, 1,
        "error: 1048580 KiB of memory is no whole number of MiB; 1 GiB or 1025 MiB are possible [guest-memory-uneven]\n"
      ),
      Wish(
        .twoSockets, 3 << 20, 1, pages: .huge(2 << 20),
        "error: 3 MiB of memory is no whole number of hugepages of 2 MiB; 2 MiB or 4 MiB are possible "
          + "[guest-memory-uneven]\n"),
      Wish(
        .twoSockets, 4 << 30, 17,
        "error: 17 CPUs are more than are online: host node 0 has 8, host node 1 has 8; up to 16 are possible "
          + "[guest-too-large]\n"),
      Wish(
        .noNUMA, 1 << 30, 5, "error: 5 CPUs are more than the host has: 4; up to 4 are possible [guest-too-large]\n"
      ),
      Wish(
        .cxl, 1 << 30, 1, nodes: [2],
        "error: no host node that is left has CPUs; choose one that has some [guest-too-large]\n"),
      Wish(
        .sparse, 1 << 30, 1, nodes: [0, 1],
        "error: host node 1 can give nothing: the host has nodes 0,2 [guest-node-unusable]\n"),
      Wish(
        .noNUMA, 1 << 30, 1, nodes: [0],
        "error: host node 0 can give nothing: the kernel knows of no nodes [guest-node-unusable]\n"),
    ])
  func refusals(_ wish: Wish) throws {
    let captured = Captured(try wish.shape.planted(), wish.request)
    #expect(captured.text == nil)
    #expect(captured.findings.contains(wish.answer), "\(captured.findings)")
  }

  @Test("is told of cores that are cut, and of nodes that can give nothing")
  func warnings() throws {
    let odd = Captured(try PlantedShape.twoSockets.planted(), GuestRequest(memory: 1 << 30, cpus: 5))
    #expect(
      odd.findings
        == "warning: 5 CPUs are no whole number of cores, which have 2 threads here: each is a core of its own; 4 "
        + "or 6 would be whole cores [guest-cores-cut]\n")
    #expect(
      odd.text?.contains("cpus: {packages: 2, llcs: 2, cores_per_llc: [3, 2]}\n") == true, "\(odd.text ?? "")")
    let host = try PlantedHost(
      cpus: PlantedCPU.grid(packages: 2, cores: 2),
      nodes: [
        PlantedNode(0, memory: 4096, free: 2048, distances: [10, 20]),
        PlantedNode(1, memory: 4096, free: 0, distances: [20, 10]),
      ])
    let full = Captured(host, GuestRequest(memory: 1 << 30, cpus: 2))
    #expect(
      full.findings
        == "warning: host node 1 can give nothing and is left out: all of its memory is taken [host-node-left-out]\n"
    )
    #expect(full.text == "memc: 1\nmemory: 1GiB\ncpus: {cores_per_llc: 2}\ndefaults: {host_nodes: 0}\n")
  }

  @Test("has small pages where a node has no other, unless it shall have large ones")
  func unevenPools() throws {
    var nodes = [
      PlantedNode(0, memory: 8192, free: 2048, distances: [10, 20]),
      PlantedNode(1, memory: 8192, free: 2048, distances: [20, 10]),
    ]
    nodes[0].pages = [2048: 2048]
    let host = try PlantedHost(cpus: PlantedCPU.grid(packages: 2, cores: 2), nodes: nodes)
    func captured(_ pages: GuestRequest.Pages) -> String? {
      Captured(host, GuestRequest(memory: 2 << 30, cpus: 2, pages: pages)).text
    }
    let shape = "cpus: {packages: 2, llcs: 2}\n"
    #expect(
      captured(.auto) == """
        memc: 1
        nodes:
          - {memory: 1GiB, host_nodes: 0}
          - {memory: 1GiB, host_nodes: 1}
        \(shape)
        """)
    #expect(
      captured(.huge(2 << 20)) == """
        memc: 1
        nodes:
          - {memory: 2GiB, host_nodes: 0, hugepages: 2MiB}
          - {memory: 0}
        \(shape)
        """)
  }

  @Test("has CPUs of a node without memory, too")
  func memoryless() throws {
    let host = try PlantedHost(
      cpus: PlantedCPU.grid(packages: 2, cores: 2),
      nodes: [
        PlantedNode(0, memory: 4096, free: 2048, distances: [10, 20]),
        PlantedNode(1, memory: 0, free: 0, distances: [20, 10]),
      ])
    let captured = Captured(host, GuestRequest(memory: 1 << 30, cpus: 4))
    #expect(
      captured.text == """
        memc: 1
        nodes:
          - {memory: 1GiB, host_nodes: 0}
          - {memory: 0}
        cpus: {packages: 2, llcs: 2, cores_per_llc: 2}

        """)
    #expect(captured.findings == "")
  }
}
