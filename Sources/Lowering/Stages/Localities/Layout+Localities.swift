package import MachineModel
import Platforms

extension Layout {
  /// What HMAT tells of latencies and bandwidths, in the order of its data types; nothing where the topology speaks of none.
  package func localityValues(_ domains: LocalityDomains) -> [LocalityValues] {
    guard topology.speaksOfLocalities else { return [] }
    return LocalityAttribute.allCases.compactMap { localityValues($0, domains) }
  }

  private func localityValues(_ attribute: LocalityAttribute, _ domains: LocalityDomains) -> LocalityValues? {
    let options = topology.localities
    if let matrix = options?[attribute] { return LocalityValues(attribute, matrix) }
    let estimate = options?.areDerived == true ? Self.estimate(of: attribute) : nil
    let stated = domains.targets.lazy.compactMap { topology.nodes[$0].performance?[attribute] }.first
    guard estimate != nil || stated != nil else { return nil }
    let hasCPUs = estimate == nil ? [] : topology.nodesHaveCPUs
    let own = domains.targets.map { node -> UInt64 in
      if let own = topology.nodes[node].performance?[attribute] { return own.value }
      return estimate.map { hasCPUs[node] ? $0.near : $0.far } ?? StatedLocalities.notStated
    }
    return LocalityValues(
      attribute, own: own, domains, topology.distances,
      at: estimate == nil ? stated?.origin : options?.origin)
  }

  /// What is estimated where nothing is stated; `nil` for what is not.
  private static func estimate(of attribute: LocalityAttribute) -> (near: UInt64, far: UInt64)? {
    switch attribute {
    case .accessLatency: LocalityOptions.estimates.latency
    case .accessBandwidth: LocalityOptions.estimates.bandwidth
    default: nil
    }
  }

  /// What an entry of 1 stands for.
  package func localityUnit(of values: LocalityValues) -> LocalityUnit {
    LocalityUnit(
      of: values, stated: topology.localities?.base(of: values.attribute.quantity)?.value,
      tableStyle.localities.bases)
  }
}
