import Addresses
import Diagnostics
import MachineModel

/// What stands after ``HotplugPlacement``: it is known where memory may be plugged in.
package struct PluggableNodes: Sendable {
  /// Where the nodes lie.
  package let placed: PlacedNodes
  /// Hot-pluggable space in the order of its nodes; it may overlap what it must not, which a check tells of.
  package let hotplug: [HotplugRange]

  /// Creates the stage.
  package init(placed: PlacedNodes, hotplug: [HotplugRange]) {
    self.placed = placed
    self.hotplug = hotplug
  }
}

extension PluggableNodes: CustomStringConvertible {
  /// A line a range.
  package var description: String {
    hotplug.map { "hot-pluggable \($0.range) (\(Units.bytes($0.size))) node \($0.node)\n" }.joined()
  }
}
