import Addresses
import Diagnostics
import MachineModel

/// What stands after ``WindowPlacement``: every window has its place, and so has the memory of VTL2.
package struct PlacedWindows: Sendable {
  /// Where memory is and may be plugged in, of a topology that says of all windows where they lie.
  package let pluggable: PluggableNodes

  /// Creates the stage of a topology whose windows have places.
  package init(pluggable: PluggableNodes) {
    self.pluggable = pluggable
  }

  /// Creates the stage.
  ///
  /// - Parameter topology: What was declared, with the places of windows.
  init(_ pluggable: PluggableNodes, _ topology: Topology) {
    let placed = pluggable.placed
    self.pluggable = PluggableNodes(
      placed: PlacedNodes(
        topology: topology, sizes: placed.sizes, geography: placed.geography, extents: placed.extents),
      hotplug: pluggable.hotplug)
  }
}

extension PlacedWindows: CustomStringConvertible {
  /// A line a window, then one with the memory of VTL2; what was left to the pass is marked.
  package var description: String {
    let topology = pluggable.placed.topology
    let windows = topology.devices.map { window in
      "window \(window.range) (\(Units.bytes(window.size))) \(window.name)"
        + (window.place.map { " placed \($0.value.rawValue)" } ?? "") + "\n"
    }
    let vtl2 = topology.vtl2.map { "vtl2 \($0.range) (\(Units.bytes($0.size)))\($0.isLeftOpen ? " placed" : "")\n" }
    return windows.joined() + (vtl2 ?? "")
  }
}
