import Addresses
import Diagnostics
import MachineModel

extension QEMUReader {
  /// The node of each CPU: as `-numa node,cpus=` and `-numa cpu` say; those of which nothing is said are node 0's; where nothing
  /// is said of any, sockets are dealt out to the nodes in turn (QEMU's hw/core/machine.c, `machine_numa_finish_cpu_init`, with
  /// `x86_get_default_cpu_node_id` and `virt_get_default_cpu_node_id`).
  mutating func readOwners(_ processors: QEMUProcessors, _ nodes: [QEMUNode], _ machine: QEMUMachine) -> [UInt32] {
    let count = Int(processors.most)
    guard !nodes.isEmpty else {
      if let option = numaOptions("cpu").first { reportNoNode(option) }
      return [UInt32](repeating: 0, count: count)
    }
    var owners = CPUOwners(count: count)
    for node in nodes { give(node, count, &owners) }
    giveByLevels(processors, nodes.count, machine, &owners)
    guard owners.isEmpty else { return owners.owners.map { $0 ?? 0 } }
    let ofSocket = max(processors.ofSocket, 1)
    return (0..<count).map { UInt32(UInt64($0) / ofSocket % UInt64(nodes.count)) }
  }

  private mutating func reportNoNode(_ option: QEMUProperties) {
    report(
      .malformedInput, at: option.range, "a CPU is given to a node, but no node is stated",
      suggestion: "state it before: '-numa node,nodeid=0'")
  }

  private mutating func give(_ node: QEMUNode, _ count: Int, _ owners: inout CPUOwners) {
    var runs: [Located<ClosedRange<UInt64>>] = []
    for run in node.cpus {
      guard run.value.upperBound < UInt64(count) else {
        report(
          .malformedInput, at: run.origin,
          "there is no CPU \(run.value.upperBound): CPUs are \(CPUList.text(0..<UInt32(count)))",
          suggestion: "'-smp' counts them")
        continue
      }
      runs.append(run)
    }
    runs.sort { $0.value.lowerBound < $1.value.lowerBound }
    var next: UInt64 = 0
    for run in runs where run.value.upperBound >= next {
      let first = max(run.value.lowerBound, next)
      next = run.value.upperBound + 1
      let taken = owners.give(Int(first)..<Int(next), to: UInt32(node.id), at: run.origin ?? node.range)
      if let taken { reportTaken(taken, at: run.origin, by: node.id) }
    }
  }

  private mutating func reportTaken(
    _ taken: (cpu: Int, node: UInt32, place: SourceRange), at place: SourceRange?, by node: UInt64
  ) {
    report(
      .malformedInput, at: place, "CPU \(taken.cpu) cannot be node \(node)'s: it is node \(taken.node)'s already",
      notes: .init("which is stated here", at: taken.place))
  }

  // MARK: Levels

  /// A level that names CPUs, with how many there are of it in the one above, and how many CPUs each has.
  private struct Level {
    let key: String
    let count: UInt64
    let stride: UInt64
  }

  private func levels(_ processors: QEMUProcessors, _ machine: QEMUMachine) -> [Level] {
    let group = machine.kind == .virt ? "cluster-id" : "module-id"
    var levels = [
      ("socket-id", processors.sockets), ("die-id", processors.dies), (group, processors.groups),
      ("core-id", processors.cores), ("thread-id", processors.threads),
    ]
    if machine.kind == .virt { levels.remove(at: 1) }
    var stride: UInt64 = 1
    return levels.reversed().map { key, count in
      defer { stride *= count }
      return Level(key: key, count: count, stride: stride)
    }
  }

  /// `-numa cpu`: all CPUs whose levels are those that are stated.
  private mutating func giveByLevels(
    _ processors: QEMUProcessors, _ nodeCount: Int, _ machine: QEMUMachine, _ owners: inout CPUOwners
  ) {
    let levels = levels(processors, machine)
    // What is said twice is no news, and takes time.
    var known: Set<[UInt64?]> = []
    for option in numaOptions("cpu") {
      guard let node = node(option, "node-id", nodeCount) else { continue }
      var ids: [UInt64?] = []
      for level in levels {
        guard let property = option[level.key] else {
          ids.append(level.count == 1 ? 0 : nil)
          continue
        }
        guard let id = number(property, "'\(level.key)'") else { break }
        guard id.value < level.count else {
          report(
            .malformedInput, at: id.origin,
            "no CPU has '\(level.key)' \(id.value): they are \(CPUList.text(0..<UInt32(clamping: level.count)))")
          break
        }
        ids.append(id.value)
      }
      guard ids.count == levels.count, known.insert(ids + [UInt64(node)]).inserted else { continue }
      let cpus = Self.cpus(levels, ids)
      if let taken = owners.give(cpus, to: UInt32(node), at: option.range) {
        reportTaken(taken, at: option.range, by: UInt64(node))
      }
    }
  }

  /// The CPUs that have the numbers of levels that are stated, one by one.
  private static func cpus(_ levels: [Level], _ ids: [UInt64?]) -> some Sequence<Int> {
    var first: UInt64 = 0
    var free: [Level] = []
    for (level, id) in zip(levels, ids) {
      if let id { first += id * level.stride } else { free.append(level) }
    }
    let count = free.reduce(1 as UInt64) { $0 * $1.count }
    return (0..<count).lazy.map { place in
      var (rest, cpu) = (place, first)
      for level in free {
        cpu += rest % level.count * level.stride
        rest /= level.count
      }
      return Int(cpu)
    }
  }
}
