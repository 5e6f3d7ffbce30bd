import Addresses
import MachineModel
import Platforms

// Hot-pluggable space on platforms of QEMU's, whose tables have more of it than a topology states.

extension Topology {
  /// How much of the space the nodes take whose memory is plugged in from the start: slots, and bytes of memory.
  var pluggedIn: (slots: UInt64, bytes: UInt64) {
    let plugged = nodes.filter(\.isPersistent.value)
    return (UInt64(plugged.count), Units.sum(of: plugged.lazy.map { $0.memory?.value ?? 0 }))
  }

  /// The machine whose space, that of a table, is what is left of it for so many slots; `nil` where nothing is.
  ///
  /// - Parameters:
  ///   - slots: The slots that the topology states, 0 for none.
  ///   - taken: What nodes take of it: slots, and bytes of memory.
  func dividingSpace(slots: UInt64, taken: (slots: UInt64, bytes: UInt64)) -> Topology? {
    guard let node = nodes.firstIndex(where: { $0.hotplug != nil }), let size = nodes[node].hotplug?.size else {
      return nil
    }
    let beyond = (slots + taken.slots) * PluggableSpaceRule.bytesPerSlot + taken.bytes
    guard beyond < size else { return nil }
    var other = self
    other.nodes[node].hotplug = HotplugSpace(size: size - beyond)
    if slots > 0 { other.nodes[node].hotplug?.slots = Located(UInt32(slots)) }
    return other
  }
}
