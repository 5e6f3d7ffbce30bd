import Foundation

/// A CPU of a planted host.
package struct PlantedCPU: Sendable {
  package var number: Int
  package var package: Int
  package var die = 0
  /// The core, counted over the whole host.
  package var core: Int
  /// The last-level cache, counted over the whole host.
  package var cache: Int
  /// The node; `nil` where the kernel knows of none.
  package var node: Int?
  package var isOnline = true

  package init(number: Int, package: Int, core: Int, cache: Int, node: Int?) {
    self.number = number
    self.package = package
    self.core = core
    self.cache = cache
    self.node = node
  }

  /// CPUs that are alike.
  ///
  /// - Parameters:
  ///   - packages: How many there are.
  ///   - caches: Last-level caches of a package.
  ///   - cores: Cores of a last-level cache.
  ///   - threads: Threads of a core.
  ///   - isThreadsLast: Whether the first threads of all cores come first, or the threads of a core.
  ///   - node: The node of a last-level cache, by the numbers of its package and of the cache over the whole host.
  package static func grid(
    packages: Int = 1, caches: Int = 1, cores: Int = 1, threads: Int = 1, isThreadsLast: Bool = false,
    node: (_ package: Int, _ cache: Int) -> Int? = { package, _ in package }
  ) -> [PlantedCPU] {
    let all = packages * caches * cores
    let found = (0..<all).flatMap { core in
      (0..<threads).map { thread in
        let cache = core / cores
        return PlantedCPU(
          number: isThreadsLast ? thread * all + core : core * threads + thread, package: cache / caches,
          core: core,
          cache: cache, node: node(cache / caches, cache))
      }
    }
    return found.sorted { $0.number < $1.number }
  }
}

/// A node of a planted host.
package struct PlantedNode: Sendable {
  package var number: Int
  /// MiB of memory; 0 for none.
  package var memory: Int
  /// MiB that are free.
  package var free: Int
  /// Free hugepages by their size in KiB.
  package var pages: [Int: Int] = [:]
  /// How far it is to each node of the host.
  package var distances: [Int]
  /// Blocks of memory, of 1 GiB.
  package var blocks: [Range<Int>] = []
  /// What its memory is like for the nearest CPUs: nanoseconds and MB/s for reading and writing, and the nodes of those.
  package var access: (latency: Int, bandwidth: Int, initiators: [Int])?
  /// MiB of a cache in front of its memory.
  package var cache: Int?

  package init(_ number: Int, memory: Int, free: Int, distances: [Int]) {
    self.number = number
    self.memory = memory
    self.free = free
    self.distances = distances
  }
}

/// The files of a host as Linux has them, laid in a folder.
package final class PlantedHost {
  private let folder = try? TemporaryFolder()
  /// The folder with `proc` and `sys`.
  package var path: String { folder?.path("host") ?? "" }

  /// Sizes of hugepages that the host has, in KiB.
  package var pageSizes = [2048, 1_048_576]

  /// Plants a host.
  ///
  /// - Parameters:
  ///   - cpus: Its CPUs.
  ///   - nodes: Its nodes.
  ///   - isNUMA: Whether its kernel knows of nodes; else the first one is all of it.
  ///   - map: The firmware's memory map: first and last addresses, and what Linux calls them; `nil` for none.
  ///   - pageSizes: Sizes of hugepages that the host has, in KiB.
  package init(
    cpus: [PlantedCPU], nodes: [PlantedNode], isNUMA: Bool = true, map: [(UInt64, UInt64, String)]? = nil,
    pageSizes: [Int] = [2048, 1_048_576], isArm: Bool = false
  ) throws {
    self.pageSizes = pageSizes
    try plantProcessors(cpus, isArm)
    try plantMemory(nodes)
    if isNUMA { try plantNodes(nodes, cpus) }
    for (number, entry) in (map ?? []).enumerated() {
      try set("sys/firmware/memmap/\(number)/start", "0x\(String(entry.0, radix: 16))")
      try set("sys/firmware/memmap/\(number)/end", "0x\(String(entry.1, radix: 16))")
      try set("sys/firmware/memmap/\(number)/type", entry.2)
    }
    if nodes.contains(where: { !$0.blocks.isEmpty }) {
      try set("sys/devices/system/memory/block_size_bytes", "40000000")
    }
  }

  /// Writes a file of a line, with the folders above it.
  package func set(_ path: String, _ text: String) throws { try set(path, Array("\(text)\n".utf8)) }

  /// Writes a file, with the folders above it.
  package func set(_ path: String, _ bytes: [UInt8]) throws {
    let file = URL(filePath: "\(self.path)/\(path)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Removes a file, or a folder with all that is in it.
  package func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(self.path)/\(path)") }

  private func plantProcessors(_ cpus: [PlantedCPU], _ isArm: Bool) throws {
    let lines = cpus.filter(\.isOnline).map { cpu in
      isArm
        ? "processor\t: \(cpu.number)\nCPU implementer\t: 0x41\nSerial\t\t: 00000000cafe5e71\n"
        : "processor\t: \(cpu.number)\nvendor_id\t: GenuineIntel\naddress sizes\t: 46 bits physical, 48 bits virtual\n"
    }
    try set("proc/cpuinfo", lines.joined(separator: "\n"))
    let folder = "sys/devices/system/cpu"
    func list(_ cpus: [PlantedCPU]) -> String { cpus.map { "\($0.number)" }.joined(separator: ",") }
    let online = cpus.filter(\.isOnline)
    try set("\(folder)/online", list(online))
    for name in ["present", "possible"] { try set("\(folder)/\(name)", list(cpus)) }
    for cpu in cpus {
      let own = "\(folder)/cpu\(cpu.number)"
      guard cpu.isOnline else {
        try set("\(own)/online", "0")
        continue
      }
      try set("\(own)/topology/physical_package_id", "\(cpu.package)")
      try set("\(own)/topology/die_id", "\(cpu.die)")
      try set("\(own)/topology/core_id", "\(cpu.core)")
      try set("\(own)/topology/cluster_id", "65535")
      try set("\(own)/topology/thread_siblings_list", list(online.filter { $0.core == cpu.core }))
      for (index, level, type) in [(0, 1, "Data"), (3, 3, "Unified")] {
        let sharing = level < 3 ? online.filter { $0.core == cpu.core } : online.filter { $0.cache == cpu.cache }
        try set("\(own)/cache/index\(index)/level", "\(level)")
        try set("\(own)/cache/index\(index)/type", type)
        try set("\(own)/cache/index\(index)/size", "1024K")
        try set("\(own)/cache/index\(index)/shared_cpu_list", list(sharing))
      }
    }
  }

  private func plantMemory(_ nodes: [PlantedNode]) throws {
    let (total, free) = (nodes.reduce(0) { $0 + $1.memory }, nodes.reduce(0) { $0 + $1.free })
    try set(
      "proc/meminfo", "MemTotal: \(total << 10) kB\nMemFree: \(free << 10) kB\nMemAvailable: \(free << 10) kB")
    for size in pageSizes {
      let count = nodes.reduce(0) { $0 + ($1.pages[size] ?? 0) }
      for name in ["nr_hugepages", "free_hugepages"] {
        try set("sys/kernel/mm/hugepages/hugepages-\(size)kB/\(name)", "\(count)")
      }
      for name in ["resv_hugepages", "surplus_hugepages", "nr_overcommit_hugepages"] {
        try set("sys/kernel/mm/hugepages/hugepages-\(size)kB/\(name)", "0")
      }
    }
  }

  private func plantNodes(_ nodes: [PlantedNode], _ cpus: [PlantedCPU]) throws {
    let folder = "sys/devices/system/node"
    let numbers = nodes.map { "\($0.number)" }.joined(separator: ",")
    for name in ["online", "possible"] { try set("\(folder)/\(name)", numbers) }
    for node in nodes {
      let own = "\(folder)/node\(node.number)"
      let list = cpus.filter { $0.isOnline && $0.node == node.number }.map { "\($0.number)" }
      try set("\(own)/cpulist", list.joined(separator: ","))
      try set("\(own)/distance", node.distances.map { "\($0)" }.joined(separator: " "))
      try set(
        "\(own)/meminfo",
        "Node \(node.number) MemTotal: \(node.memory << 10) kB\nNode \(node.number) MemFree: \(node.free << 10) kB")
      for size in pageSizes where node.memory > 0 {
        for name in ["nr_hugepages", "free_hugepages"] {
          try set("\(own)/hugepages/hugepages-\(size)kB/\(name)", "\(node.pages[size] ?? 0)")
        }
      }
      for block in node.blocks.flatMap({ $0 }) { try set("\(own)/memory\(block)", "") }
      if let access = node.access {
        for name in ["read", "write"] {
          try set("\(own)/access1/initiators/\(name)_latency", "\(access.latency)")
          try set("\(own)/access1/initiators/\(name)_bandwidth", "\(access.bandwidth)")
        }
        for initiator in access.initiators { try set("\(own)/access1/initiators/node\(initiator)/cpulist", "") }
      }
      if let cache = node.cache {
        let side = "\(own)/memory_side_cache/index1"
        try set("\(side)/size", "\(cache << 20)")
        for (name, value) in [("line_size", "64"), ("indexing", "0"), ("write_policy", "0")] {
          try set("\(side)/\(name)", value)
        }
      }
    }
  }
}
