import Addresses
package import MachineModel

/// Makes a topology of a guest in the shape of its host: a node for each host node that gives it something, with memory bound
/// to that, CPUs as whole cores, and the host's distances.
package struct GuestCapture {
  private let tree: HostTree
  private let request: GuestRequest

  /// - Parameters:
  ///   - request: What is wanted.
  ///   - tree: The host.
  package init(_ request: GuestRequest, of tree: HostTree) {
    self.request = request
    self.tree = tree
  }

  /// The topology, which compiles; `nil` where it cannot be had, after saying what can.
  ///
  /// - Parameter findings: Told of what the host cannot give.
  package func topology(reportingTo findings: inout CaptureFindings) -> Topology? {
    findings.tell(tree, for: [.guest])
    let supply = GuestSupply(tree, on: request.nodes, reportingTo: &findings)
    guard !findings.hasErrors else { return nil }
    // Both are asked, so that one run tells of both.
    let memory = GuestMemory(request, of: supply, reportingTo: &findings)
    let cpus = GuestCPUs(request, of: supply, tree.cpus, reportingTo: &findings)
    guard let memory, let cpus, !findings.hasErrors else { return nil }
    let kept = supply.nodes.indices.filter { memory.sizes[$0] > 0 || cpus.caches[$0] > 0 }
    let nodes = kept.map { index in
      var node = MemoryNode(memory: Located(memory.sizes[index]))
      guard memory.sizes[index] > 0 else { return node }
      if let number = supply.nodes[index].number {
        node.policy.hostNodes = [number]
        node.policy.mode = .bind
      }
      if let size = memory.pageSize { node.policy.hugepages = Located(.size(size)) }
      return node
    }
    let owners = kept.enumerated().flatMap { place, index in
      [UInt32](repeating: UInt32(place), count: cpus.caches[index])
    }
    let shape = cpus.shape
    let machine = (0..<shape.cpuCount).map { cpu in
      CPU(apicID: shape.apicID(ofCPU: cpu), node: owners[Int(shape.llc(ofCPU: cpu))])
    }
    var topology = Topology(architecture: tree.architecture ?? .x8664, nodes: nodes, cpus: machine)
    // Of a single CPU there is nothing to say.
    topology.cpuShape = machine.count > 1 ? shape : nil
    let host = HostCapture(tree)
    let places = kept.map { supply.nodes[$0].place }
    topology.distances = host.distances(of: places) ?? topology.distances
    let plain = topology
    host.state(performanceOf: places, in: &topology)
    if HostCapture.errors(of: topology) == nil { return topology }
    guard let error = HostCapture.errors(of: plain) else { return plain }
    findings.report(.tooLarge, "this guest makes no machine: \(error)")
    return nil
  }
}
