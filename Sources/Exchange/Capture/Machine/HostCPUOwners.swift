import Addresses

/// Which of some nodes each CPU of a host belongs to.
struct HostCPUOwners {
  /// By the places of the CPUs among those of the host; `nil` for a CPU of none of the nodes.
  private var owners: [Int?]

  /// Where lists of CPUs contradict each other, a CPU is of the node whose run of numbers begins first.
  ///
  /// - Parameter places: The nodes, by their places among those of the host.
  init(_ tree: HostTree, _ places: [Int]) {
    owners = [Int?](repeating: nil, count: tree.cpus.count)
    var runs: [(run: CPUList.Run, owner: Int)] = []
    for (owner, place) in places.enumerated() {
      runs += (tree.nodes[place].cpus?.ranges ?? []).map { ($0, owner) }
    }
    runs.sort { ($0.run.first, $0.owner) < ($1.run.first, $1.owner) }
    var next = 0
    for (run, owner) in runs {
      while next < tree.cpus.count, tree.cpus[next].number < run.first { next += 1 }
      while next < tree.cpus.count, tree.cpus[next].number <= run.last {
        owners[next] = owner
        next += 1
      }
    }
  }

  /// The node of a CPU, by its place among those given; `nil` where it is of none of them.
  subscript(cpu: Int) -> Int? { owners[cpu] }
}
