import Diagnostics
import MachineModel

extension SimplificationStep {
  /// How CPUs are grouped, and what tables say of them besides.
  static let ofProcessors: [SimplificationStep] = [
    SimplificationStep(.better) { topology, context in shaped(topology, context) },
    SimplificationStep(.noWorse) { topology, context in shaped(topology, context) },
    change(.better) { topology, _ in
      take(&topology.processors.x2APIC, Located(true)) { $0.value }
    },
    change(.asGood) { topology, _ in take(&topology.processors.firstUID, nil) { $0 == nil } },
  ]

  private static func shaped(_ topology: Topology, _ context: Context) -> [Topology] {
    guard topology.cpuShape == nil else { return [] }
    let isArm = topology.architecture == .aarch64
    let ids = isArm ? nil : topology.cpus.map(\.apicID)
    let shape = FoundShape(
      apicIDs: ids, count: topology.cpus.count, tree: context.machine.pptt,
      nodes: Set(topology.cpus.map(\.node)).count)
    return shape.candidates.map { shape in
      var other = topology
      other.cpuShape = shape
      return other
    }
  }
}
