import TestSupport
import Testing

@testable import MachineModel

/// Which nodes HMAT is between.
@Suite("Initiators and targets") struct LocalityDomainsTests {
  private func domains(_ text: String) throws -> (domains: LocalityDomains, topology: Topology) {
    let topology = try #require(Compilation(text).topology)
    return (LocalityDomains(topology), topology)
  }

  @Test("Initiators have CPUs or devices, targets have memory or space for it")
  func whichNodes() throws {
    let (domains, topology) = try domains(
      """
      memc: 1
      memory: 8GiB
      nodes:
        - {memory: 2GiB, cpus: "0-1"}
        - {memory: 0, cpus: "2-3"}
        - {}
        - {memory: 0, hotplug: 1GiB}
        - {memory: 0}
        - {memory: 1GiB}
      initiators: [{node: 4, pci: "0000:00:02.0"}, {node: 5, pci: "0000:00:03.0"}]
      distances: {remote: 20, pairs: [{from: 1, to: 2, distance: 12}, {from: 4, to: 3, distance: 12}]}
      """)
    #expect(domains.initiators == [0, 1, 4, 5])
    #expect(domains.targets == [0, 2, 3, 5])
    // Node 5 reaches its own memory.
    #expect(domains.targets.map { domains.initiator(nearestTo: $0, topology.distances) } == [0, 1, 4, 5])
  }

  @Test("Memory that nothing reaches belongs to no initiator; of several as near the lowest counts")
  func nearest() throws {
    let (domains, topology) = try domains(
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: 1}, {memory: 1GiB}, {memory: 1GiB}]
      distances: {links: [{between: [0, 1], distance: 20}, {between: [0, 2], distance: 15}, {between: [1, 2], distance: 15}]}
      """)
    #expect(domains.initiator(nearestTo: 2, topology.distances) == 0)
    #expect(domains.initiator(nearestTo: 3, topology.distances) == nil)
  }
}
