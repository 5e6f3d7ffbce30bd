import Addresses
import Diagnostics
import MachineModel

extension SimplificationStep {
  /// Where memory lies, and where more of it may come to lie.
  static let ofMemory: [SimplificationStep] = [
    // Of all nodes, then of those that are one after the other anyway.
    change(.asGood) { topology, context in
      guard context.layoutFile == nil, topology.nodes.contains(where: { !$0.ranges.isEmpty }) else { return false }
      for node in topology.nodes.indices { topology.nodes[node].ranges = [] }
      return true
    },
    change(.asGood) { topology, _ in
      guard topology.nodes.contains(where: { $0.alignment != nil }) else { return false }
      for node in topology.nodes.indices { topology.nodes[node].alignment = nil }
      return true
    },
    change(.asGood) { topology, _ in
      guard topology.nodes.contains(where: { $0.hotplug?.start != nil }) else { return false }
      for node in topology.nodes.indices { topology.nodes[node].hotplug?.start = nil }
      return true
    },
    // QEMU's space is larger than what may be plugged in, by a gibibyte for each slot and each NVDIMM, and has those.
    SimplificationStep(.better) { topology, _ in
      guard topology.platform.preset.value.hasPrefix("qemu") else { return [] }
      let plugged = topology.pluggedIn
      return [(0, 0), plugged, (plugged.slots, 0)].flatMap { taken in
        (0...UInt64(256)).compactMap { topology.dividingSpace(slots: $0, taken: taken) }
      }
    },
    change(.noWorse) { topology, _ in
      guard topology.vtl2?.isLeftOpen == false, let size = topology.vtl2?.size else { return false }
      topology.vtl2 = PrivilegedMemory(size: size)
      return true
    },
  ]
}
