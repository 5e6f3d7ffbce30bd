/// Hosts that are told apart by their shapes.
package enum PlantedShape: String, CaseIterable, Sendable {
  /// One node with one CPU.
  case single
  /// Two nodes, a package each, whose cores have two threads that are numbered last; RAM with the holes of a PC.
  case twoSockets = "two-sockets"
  /// Two nodes of one package each with four last-level caches.
  case caches
  /// Two nodes with CPUs, and one of CXL memory without.
  case cxl
  /// Nodes 0 and 2.
  case sparse
  /// Second threads that are offline.
  case offline
  /// No hugepages of any size.
  case noHugepages = "no-hugepages"
  /// A kernel that knows of no nodes.
  case noNUMA = "no-numa"

  /// Lays its files.
  package func planted() throws -> PlantedHost {
    switch self {
    case .single:
      return try PlantedHost(
        cpus: PlantedCPU.grid(), nodes: [PlantedNode(0, memory: 4096, free: 3000, distances: [10])],
        map: [
          (0, 0x9_fbff, "System RAM"), (0x9_fc00, 0xf_ffff, "Reserved"), (0x10_0000, 0xbfff_ffff, "System RAM"),
          (0x1_0000_0000, 0x1_3fff_ffff, "System RAM"),
        ])
    case .twoSockets:
      var nodes = [
        PlantedNode(0, memory: 32768, free: 20000, distances: [10, 21]),
        PlantedNode(1, memory: 32768, free: 10000, distances: [21, 10]),
      ]
      (nodes[0].pages, nodes[1].pages) = ([2048: 4096, 1_048_576: 0], [2048: 2048, 1_048_576: 0])
      nodes[0].blocks = [0..<2, 4..<34]
      nodes[1].blocks = [34..<66]
      return try PlantedHost(
        cpus: PlantedCPU.grid(packages: 2, cores: 4, threads: 2, isThreadsLast: true), nodes: nodes,
        map: [
          (0, 0xfff, "Reserved"), (0x1000, 0x9_d7ff, "System RAM"), (0x9_d800, 0x9_ffff, "Reserved"),
          (0xe_0000, 0xf_ffff, "Reserved"), (0x10_0000, 0x6fff_ffff, "System RAM"),
          (0x7000_0000, 0x71ff_ffff, "ACPI Non-volatile Storage"), (0x7200_0000, 0x7fff_ffff, "System RAM"),
          (0xe000_0000, 0xefff_ffff, "Reserved"), (0x1_0000_0000, 0x10_7fff_ffff, "System RAM"),
        ])
    case .caches:
      return try PlantedHost(
        cpus: PlantedCPU.grid(packages: 2, caches: 4, cores: 4),
        nodes: [
          PlantedNode(0, memory: 65536, free: 60000, distances: [10, 32]),
          PlantedNode(1, memory: 65536, free: 60000, distances: [32, 10]),
        ])
    case .cxl:
      var nodes = [
        PlantedNode(0, memory: 16384, free: 8192, distances: [10, 21, 24]),
        PlantedNode(1, memory: 16384, free: 8192, distances: [21, 10, 34]),
        PlantedNode(2, memory: 65536, free: 65000, distances: [24, 34, 10]),
      ]
      nodes[0].access = (90, 42_000, [0])
      nodes[1].access = (90, 42_000, [1])
      nodes[2].access = (250, 17_000, [0])
      nodes[2].cache = 1024
      return try PlantedHost(cpus: PlantedCPU.grid(packages: 2, cores: 4), nodes: nodes)
    case .sparse:
      return try PlantedHost(
        cpus: PlantedCPU.grid(packages: 2, cores: 2) { package, _ in package * 2 },
        nodes: [
          PlantedNode(0, memory: 8192, free: 4096, distances: [10, 20]),
          PlantedNode(2, memory: 8192, free: 4096, distances: [20, 10]),
        ])
    case .offline:
      var cpus = PlantedCPU.grid(packages: 1, cores: 4, threads: 2, isThreadsLast: true)
      for index in 4..<8 { cpus[index].isOnline = false }
      return try PlantedHost(
        cpus: cpus, nodes: [PlantedNode(0, memory: 8192, free: 4096, distances: [10])])
    case .noHugepages:
      return try PlantedHost(
        cpus: PlantedCPU.grid(cores: 4), nodes: [PlantedNode(0, memory: 8192, free: 4096, distances: [10])],
        pageSizes: [])
    case .noNUMA:
      return try PlantedHost(
        cpus: PlantedCPU.grid(cores: 4) { _, _ in nil },
        nodes: [PlantedNode(0, memory: 8192, free: 4096, distances: [10])], isNUMA: false)
    }
  }
}
