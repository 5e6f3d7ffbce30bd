import FirmwareTables
import MachineModel

/// Looks for the shape that CPUs have: in PPTT's tree, or in the fields of their APIC IDs.
struct FoundShape {
  /// What shapes there may be, the likeliest first; empty where CPUs have none, or no shape of the language has their
  /// numbers.
  private(set) var candidates: [CPUShape] = []

  /// - Parameters:
  ///   - apicIDs: The APIC IDs of the CPUs, by number; `nil` on aarch64.
  ///   - count: How many CPUs there are.
  ///   - tree: What PPTT says of them.
  ///   - nodes: How many nodes have CPUs, each of which likely has a cache.
  init(apicIDs: [UInt32]?, count: Int, tree: PPTT?, nodes: Int) {
    var found: [CPUShape] = []
    if let tree, let shape = ProcessorTree(tree)?.shape { found += Self.numberings(of: shape) }
    if found.isEmpty, tree == nil, let apicIDs, !Self.areNumbers(apicIDs) {
      found = Self.shapes(of: apicIDs, nodes)
    }
    candidates = found.filter { shape in
      shape.cpuCount == UInt32(clamping: count)
        && apicIDs.map { ids in ids.indices.allSatisfy { shape.apicID(ofCPU: UInt32($0)) == ids[$0] } } != false
    }
  }

  private static func areNumbers(_ ids: [UInt32]) -> Bool { ids.indices.allSatisfy { ids[$0] == UInt32($0) } }

  private static func numberings(of shape: CPUShape) -> [CPUShape] {
    guard shape.threadsPerCore > 1 else { return [shape] }
    return CPUShape.Numbering.allCases.map { numbering in
      var shape = shape
      shape.numbering = numbering
      return shape
    }
  }

  /// The shapes with so many CPUs whose bit fields can be those of the IDs: IDs alone do not tell threads from cores, so that
  /// those with fewer threads come first, then those with a cache and a package a node.
  private static func shapes(of ids: [UInt32], _ nodes: Int) -> [CPUShape] {
    let count = UInt32(clamping: ids.count)
    let divisors = (1...max(count, 1)).prefix(4096).filter { count % $0 == 0 }
    func distance(_ count: UInt32) -> Int { abs(Int(count) - nodes) }
    let likely = divisors.sorted { (distance($0), $0) < (distance($1), $1) }
    var found: [CPUShape] = []
    for threads in divisors where threads <= 8 {
      for llcs in likely where count / llcs % threads == 0 {
        for packages in likely where llcs % packages == 0 {
          let shape = CPUShape(
            packages: packages, llcs: llcs, coresPerLLC: count / llcs / threads, threadsPerCore: threads)
          found += numberings(of: shape).filter { shape in
            ids.indices.allSatisfy { shape.apicID(ofCPU: UInt32($0)) == ids[$0] }
          }
          if found.count > 4 { return found }
        }
      }
    }
    return found
  }
}

/// PPTT's nodes as a tree, as far as it says how CPUs are grouped.
private struct ProcessorTree {
  /// The shape of the CPUs, numbered threads first.
  let shape: CPUShape

  init?(_ table: PPTT) {
    var parents: [UInt32: PPTT.Processor] = [:]
    var leaves: [(place: UInt32, node: PPTT.Processor)] = []
    for (place, node) in zip(table.places, table.nodes) {
      guard case .processor(let processor) = node else { continue }
      parents[place] = processor
      if processor.flags.isSuperset(of: [.leaf, .hasUID]) { leaves.append((place, processor)) }
    }
    /// The nodes above one, the lowest first; `nil` where they have no end.
    func path(above node: PPTT.Processor) -> [UInt32]? {
      var path: [UInt32] = []
      var next = node.parent
      while next != 0 {
        guard path.count < 16, let parent = parents[next] else { return nil }
        path.append(next)
        next = parent.parent
      }
      return path
    }
    var (packages, dies, caches, cores) = (Set<UInt32>(), Set<UInt32>(), [UInt32](), [UInt32: [UInt32: UInt32]]())
    for leaf in leaves {
      guard let path = path(above: leaf.node), let package = path.last else { return nil }
      packages.insert(package)
      let isThread = leaf.node.flags.contains(.thread)
      let core = isThread ? path[0] : leaf.place
      // Of several caches above each other the highest is the last level.
      guard let cache = path.last(where: { parents[$0]?.resources.isEmpty == false }) else { return nil }
      let level = path.count - 1 - (path.firstIndex(of: cache) ?? 0)
      dies.insert(level > 1 ? path[path.count - 2] : package)
      if cores[cache] == nil { caches.append(cache) }
      cores[cache, default: [:]][core, default: 0] += 1
    }
    let counts = caches.map { UInt32(clamping: cores[$0]?.count ?? 0) }
    let threads = Set(cores.values.flatMap(\.values))
    guard let first = counts.first, threads.count == 1, let perCore = threads.first else { return nil }
    var shape = CPUShape(
      packages: UInt32(clamping: packages.count), llcs: UInt32(clamping: caches.count), coresPerLLC: first,
      threadsPerCore: perCore)
    if dies.count > packages.count { shape.dies = UInt32(clamping: dies.count) }
    if counts.contains(where: { $0 != first }) {
      shape.coresPerLLC = 1
      shape.coresOfLLCs = CoresOfCaches(counts)
    }
    self.shape = shape
  }
}
