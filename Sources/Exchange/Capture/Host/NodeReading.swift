import Addresses
import HostFiles
import MachineModel

extension HostTreeReader {
  static let nodeFolder = "/sys/devices/system/node"

  /// Reads the nodes; where there is none, the whole host is one.
  mutating func readNodes() {
    let folders = root.numbers(in: Self.nodeFolder, behind: "node", below: HostNodes.limit) ?? []
    guard !folders.isEmpty else {
      tree.isNUMA = false
      tree.missing.append(
        MissingFact(Self.nodeFolder, "the kernel tells of no nodes, so all CPUs and all memory are of one"))
      var node = HostNode(number: nil)
      node.cpus = CPUList(tree.cpus.map(\.number))
      node.memory = tree.memory
      tree.nodes = [node]
      return
    }
    let online = root.list("\(Self.nodeFolder)/online", below: HostNodes.limit)
    let numbers = folders.filter { online?.contains($0) ?? true }
    // What reads this runs on one.
    tree.nodes = (numbers.isEmpty ? folders : numbers).map(node)
    for node in tree.nodes where node.memory == nil {
      tree.missing.append(
        MissingFact(
          "\(Self.nodeFolder)/node\(node.number ?? 0)/meminfo",
          "how much memory the node has is not known, so it is taken to have none"))
    }
    tellOfUnknownCPUs()
    let count = tree.nodes.count
    for index in tree.nodes.indices { tree.nodes[index].distances = distances(of: tree.nodes[index], count) }
    if count > 1, tree.nodes.contains(where: \.distances.isEmpty) {
      for index in tree.nodes.indices { tree.nodes[index].distances = [] }
      tree.missing.append(
        MissingFact(
          "\(Self.nodeFolder)/node*/distance", "distances are not known, so all are \(DistanceMatrix.remote)"))
    }
  }

  /// A node that is alone has all CPUs, whatever can be read of it.
  private mutating func tellOfUnknownCPUs() {
    guard tree.nodes.count > 1 else {
      if tree.nodes[0].cpus == nil { tree.nodes[0].cpus = CPUList(tree.cpus.map(\.number)) }
      return
    }
    for node in tree.nodes where node.cpus == nil {
      tree.missing.append(
        MissingFact(
          "\(Self.nodeFolder)/node\(node.number ?? 0)/cpulist",
          "which CPUs the node has is not known, so it is taken to have none"))
    }
  }

  private func node(_ number: UInt32) -> HostNode {
    let folder = "\(Self.nodeFolder)/node\(number)"
    var node = HostNode(number: number)
    node.cpus = root.list("\(folder)/cpulist", below: HostCPU.limit)
    node.memory = NodeMemory.read(ofNode: number, root)
    node.blocks =
      capture?.blocks(ofNode: number)
      ?? CPUList(root.numbers(in: folder, behind: "memory", below: .max) ?? [])
    node.performance = performance(folder)
    node.caches = caches("\(folder)/memory_side_cache")
    return node
  }

  /// A row of distances; empty where it is not one.
  private func distances(of node: HostNode, _ count: Int) -> [UInt8] {
    guard let number = node.number else { return [] }
    let path = "\(Self.nodeFolder)/node\(number)/distance"
    guard let text = root.text(path) else { return [] }
    let words = text.split(separator: " ")
    let row = words.compactMap { UInt8($0) }
    let place = tree.nodes.firstIndex { $0.number == number }
    let isSound =
      words.count == count && row.count == count
      && row.enumerated().allSatisfy { $0 == place ? $1 == DistanceMatrix.local : $1 > DistanceMatrix.local }
    if isSound { return row }
    root.tell(
      path, Array(text.utf8), 0..<text.utf8.count,
      isNot: "a row of \(count) distance\(count == 1 ? "" : "s"), 10 to the node itself and 11 to 255 to others")
    return []
  }

  // MARK: Performance

  private static let attributes: [(name: String, attribute: LocalityAttribute)] = [
    ("read_latency", .readLatency), ("write_latency", .writeLatency), ("read_bandwidth", .readBandwidth),
    ("write_bandwidth", .writeBandwidth),
  ]

  /// Of the nearest CPUs where these are told apart from other initiators, or else of the nearest initiators.
  private func performance(_ node: String) -> HostPerformance? {
    for access in ["access1", "access0"] {
      let folder = "\(node)/\(access)/initiators"
      guard let initiators = root.numbers(in: folder, behind: "node", below: HostNodes.limit) else { continue }
      var performance = HostPerformance(initiators: initiators)
      for (name, attribute) in Self.attributes {
        guard let number = root.number("\(folder)/\(name)"), number > 0 else { continue }
        // Nanoseconds, of which memc has thousandths.
        let factor: UInt64 = attribute.quantity == .latency ? 1000 : 1
        guard number <= Quantity.maximum / factor else {
          root.tell(
            "\(folder)/\(name)", Array("\(number)".utf8), 0..<"\(number)".utf8.count, isNot: "a number of 32 bits")
          continue
        }
        performance.values.append((attribute, number * factor))
      }
      return performance.values.isEmpty ? nil : performance
    }
    return nil
  }

  private func caches(_ folder: String) -> [MemorySideCache] {
    let levels =
      root.numbers(in: folder, behind: "index", below: UInt32(MemorySideCache.highestLevel) + 1) ?? []
    var caches: [MemorySideCache] = []
    for level in levels where level == caches.count + 1 {
      guard let size = root.number("\(folder)/index\(level)/size"), size > 0 else { break }
      var cache = MemorySideCache(size: size)
      if let line = root.number("\(folder)/index\(level)/line_size"), let line = UInt16(exactly: line), line > 0 {
        cache.lineSize = line
      }
      cache.associativity = root.number("\(folder)/index\(level)/indexing") == 0 ? .direct : .complex
      cache.policy = root.number("\(folder)/index\(level)/write_policy") == 0 ? .writeBack : .writeThrough
      caches.append(cache)
    }
    return caches
  }
}
