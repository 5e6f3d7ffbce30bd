import Addresses
import MachineModel

/// What stands after ``WindowFlattening``: RAM has its places, and so has what is seen of the device windows.
package struct WindowedNodes: Sendable {
  /// RAM, and what the guest is told of it.
  package let mapped: MappedNodes
  /// What is seen of the windows; the ranges name a window by its place among the topology's `devices`.
  package let windows: FlatView
}

extension WindowedNodes: CustomStringConvertible {
  /// A line a range.
  package var description: String {
    let devices = mapped.placed.topology.devices
    return windows.ranges.map {
      "window \($0.range) (\(Units.bytes($0.end - $0.start))) \(devices[$0.id].name) "
        + "offset \(Units.address($0.start - devices[$0.id].start))\n"
    }.joined()
  }
}
