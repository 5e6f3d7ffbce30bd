import Addresses
import Diagnostics
import MachineModel
import Lowering

// Nodes and what their memory is on the host.

extension QEMUWriter {
  /// A backend and `-numa node` for each node, by ascending number.
  mutating func writeNodes() {
    let cpus = topology.cpusOfNodes
    for (id, node) in placement.order.enumerated() {
      let isPlugged = topology.nodes[node].isPersistent.value
      var option = "node,nodeid=\(id)" + Self.properties("cpus", cpus[node])
      if layout.sizes[node] > 0, !isPlugged {
        writeBackend("ram\(id)", of: node)
        option += ",memdev=ram\(id)"
      }
      if let initiator = initiator(of: node, hasCPUs: !cpus[node].isEmpty) {
        option += ",initiator=\(placement.ids[initiator])"
      }
      options.append(("numa", option))
    }
  }

  /// Memory that keeps its contents, plugged in. It has no name, as QEMU's tables have NVDIMMs in an order that their names
  /// decide.
  mutating func writeNVDIMM(_ node: Int) {
    let id = placement.ids[node]
    writeBackend("nvdimm\(id)", of: node)
    options.append(("device", "nvdimm,memdev=nvdimm\(id),node=\(id)"))
  }

  private mutating func writeBackend(_ name: String, of node: Int) {
    let stated = topology.nodes[node]
    if stated.zones.count > 1 {
      report(
        at: stated.zones[1].origin ?? stated.origin,
        "a node of QEMU's has one memory backend, and node \(node) has \(stated.zones.count) zones")
    }
    let policy = topology.policy(of: BackedMemory(node: node, zone: stated.zones.isEmpty ? nil : 0))
    var (kind, properties) = kind(policy, of: node)
    if stated.isPersistent.value, alignment(ofPlugged: node) > Units.largePage, policy.largePageSize == nil {
      if policy.backing.isFile {
        properties += ",align=\(Self.size(alignment(ofPlugged: node)))"
      } else {
        report(
          at: stated.alignment?.origin ?? stated.origin,
          "QEMU aligns an NVDIMM that is no file to 2 MiB, not to \(Units.bytes(alignment(ofPlugged: node)))")
      }
    }
    properties += hostNodes(policy, of: node)
    if policy.prefault { properties += ",prealloc=on" }
    if policy.mergeable { properties += ",merge=on" }
    if policy.reserve { properties += ",reserve=on" }
    if policy.transparentHugepages == .off {
      report(at: stated.origin, "QEMU asks for transparent huge pages for all memory, node \(node)'s as well")
    }
    options.append(
      ("object", "memory-backend-\(kind),id=\(name),size=\(Self.size(layout.sizes[node]))\(properties)"))
  }

  private mutating func kind(_ policy: MemoryPolicy, of node: Int) -> (kind: String, properties: String) {
    if policy.hugepages.value == .auto {
      report(
        at: policy.hugepages.origin ?? topology.nodes[node].origin,
        "QEMU has hugepages or not; it does not choose by what the host has",
        suggestion: "write 'on' or 'off'")
    }
    switch policy.backing {
    case .file(let path): return ("file", ",mem-path=\(Self.escaped(path)),share=on")
    case .existing:
      report(
        at: policy.backingOrigin ?? topology.nodes[node].origin,
        "QEMU does not take over memory of another process")
      return ("ram", "")
    case .private, .shared:
      let share = policy.backing == .shared ? ",share=on" : ",share=off"
      if case .size(let size) = policy.hugepages.value {
        return ("memfd", ",hugetlb=on,hugetlbsize=\(Self.size(size))\(share)")
      }
      return policy.backing == .shared ? ("memfd", share) : ("ram", "")
    }
  }

  private mutating func hostNodes(_ policy: MemoryPolicy, of node: Int) -> String {
    if policy.mode == .local {
      report(
        at: topology.nodes[node].origin, "QEMU has no policy 'local': memory is of stated host nodes, or of any")
    }
    if policy.mode == .weightedInterleave {
      report(
        at: topology.nodes[node].origin,
        "QEMU has no policy 'weighted-interleave': pages come from host nodes in equal parts, by 'interleave'")
    }
    guard !policy.hostNodes.isEmpty else { return "" }
    let mode: MemoryPolicy.Mode? =
      switch policy.mode {
      case .local: nil
      case .weightedInterleave: .interleave
      case let mode: mode
      }
    return Self.properties("host-nodes", CPUList(policy.hostNodes.sorted()))
      + ",policy=\((mode ?? .bind).rawValue)"
  }

  /// `-overcommit`, which holds for all memory.
  mutating func writeLocking() {
    let memory = layout.backedMemory
    let locked = memory.filter { layout.policy(of: $0).pin }
    guard let first = locked.first else { return }
    if locked.count < memory.count {
      report(
        at: topology.nodes[first.node].origin,
        "QEMU locks all of its memory or none, and only that of \(BackedMemory.list(locked)) is to be")
    }
    options.append(("overcommit", "mem-lock=on"))
  }

  // MARK: Distances

  /// `-numa dist` where anything is said of distances: each pair once, or in both directions where any two differ.
  mutating func writeDistances() {
    let distances = topology.distances
    guard distances.isStated else { return }
    let order = placement.order
    let isSymmetric = order.allSatisfy { from in order.allSatisfy { distances[from, $0] == distances[$0, from] } }
    for (source, from) in order.enumerated() {
      for (target, to) in order.enumerated() {
        // A node by itself says that there is a table.
        guard isSymmetric ? source < target || order.count == 1 : source != target else { continue }
        options.append(("numa", "dist,src=\(source),dst=\(target),val=\(distances[from, to])"))
      }
    }
  }
}
