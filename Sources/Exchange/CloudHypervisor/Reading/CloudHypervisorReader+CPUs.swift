import Addresses
import Diagnostics
import MachineModel

extension CloudHypervisorReader {
  /// The CPUs, and the nodes that they belong to.
  mutating func setCPUs(of topology: inout Topology, _ nodes: [Node]) {
    if let place = machine.cpus.affinity {
      report(.notImported, at: place, "on which CPUs of the host the CPUs run has no place in a topology")
    }
    guard let count = count() else { return }
    let stated = machine.cpus
    if let boot = stated.boot, boot.value < count {
      topology.processors.present = Located(UInt32(boot.value), at: boot.origin)
    } else if stated.boot == nil, count > 1 {
      topology.processors.present = Located(1, at: stated.max?.origin)
    }
    topology.cpuShape = stated.topology.flatMap { cpuShape($0, count) }
    let shape = topology.cpuShape
    topology.cpus = owners(Int(count), nodes).enumerated().map { number, node in
      CPU(apicID: shape?.apicID(ofCPU: UInt32(number)) ?? UInt32(number), node: UInt32(node))
    }
  }

  /// How many CPUs there may be; `nil` where that makes no sense, after saying why.
  private mutating func count() -> UInt64? {
    let boot = machine.cpus.boot?.value ?? 1
    let most = machine.cpus.max?.value ?? boot
    if let stated = machine.cpus.boot, boot == 0 {
      report(.malformedInput, at: stated.origin, "there are no CPUs; a machine has at least one")
      return nil
    }
    if most < boot {
      report(
        .malformedInput, at: machine.cpus.max?.origin,
        "there are at most \(most) CPUs, but \(boot) are there at boot",
        notes: .init("which is stated here", at: machine.cpus.boot?.origin))
      return nil
    }
    if most > CloudHypervisorFormat.mostCPUs {
      report(
        .malformedInput, at: (machine.cpus.max ?? machine.cpus.boot)?.origin,
        "there are \(most) CPUs; Cloud Hypervisor has at most \(CloudHypervisorFormat.mostCPUs)")
      return nil
    }
    return most
  }

  /// How the CPUs are grouped. Dies share what a last-level cache is, and so are one each.
  private mutating func cpuShape(
    _ topology: Located<CloudHypervisorMachine.CPUTopology>, _ count: UInt64
  ) -> CPUShape? {
    let groups = topology.value
    guard groups.count == count else {
      report(
        .malformedInput, at: topology.origin,
        "\(groups.threadsPerCore) thread\(groups.threadsPerCore == 1 ? "" : "s") a core, \(groups.coresPerDie) "
          + "core\(groups.coresPerDie == 1 ? "" : "s") a die, \(groups.diesPerPackage) die\(groups.diesPerPackage == 1 ? "" : "s") a "
          + "package and \(groups.packages) package\(groups.packages == 1 ? "" : "s") are \(groups.count) CPUs, but there are \(count)",
        notes: .init("which is stated here", at: (machine.cpus.max ?? machine.cpus.boot)?.origin))
      return nil
    }
    let dies = UInt32(groups.diesPerPackage * groups.packages)
    var shape = CPUShape(
      packages: UInt32(groups.packages), llcs: dies, coresPerLLC: UInt32(groups.coresPerDie),
      threadsPerCore: UInt32(groups.threadsPerCore))
    if groups.diesPerPackage > 1 { shape.dies = dies }
    return shape
  }

  /// The node of each CPU.
  private mutating func owners(_ count: Int, _ nodes: [Node]) -> [Int] {
    guard machine.nodes?.isEmpty == false else { return [Int](repeating: 0, count: count) }
    var owners = [Int?](repeating: nil, count: count)
    for (index, node) in nodes.enumerated() {
      guard let stated = node.stated, let cpus = stated.cpus else { continue }
      for run in cpus.value {
        guard run.upperBound < count else {
          let wrong = max(run.lowerBound, UInt64(count))
          report(
            .malformedInput, at: cpus.origin,
            "node \(stated.id.value) has CPU \(wrong), but the CPUs are \(CPUList.text(0..<UInt32(count)))")
          continue
        }
        for cpu in run {
          if let other = owners[Int(cpu)] {
            report(
              .malformedInput, at: cpus.origin,
              "CPU \(cpu) of node \(stated.id.value) belongs to node \(nodes[other].stated?.id.value ?? 0) already")
            // Of the others of the range no more is said, of which there may be thousands in each of thousands of nodes.
            break
          }
          owners[Int(cpu)] = index
        }
      }
    }
    let without = owners.indices.filter { owners[$0] == nil }.map { UInt32($0) }
    if let first = nodes.first?.stated, !without.isEmpty {
      report(
        .notImported, at: machine.cpus.range ?? first.range,
        "CPU\(without.count == 1 ? "" : "s") \(CPUList.text(without).excerpt) belong\(without.count == 1 ? "s" : "") to no node; here "
          + "\(without.count == 1 ? "it belongs" : "they belong") to node \(first.id.value)")
    }
    return owners.map { $0 ?? 0 }
  }
}
