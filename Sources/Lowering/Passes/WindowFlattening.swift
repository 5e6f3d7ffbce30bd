import Addresses
import MachineModel

/// The seventh pass: what a guest sees of device windows that overlap each other and RAM.
package struct WindowFlattening: Sendable {
  /// Creates the pass.
  package init() {}

  /// Flattens the windows: the highest priority is seen, and RAM before all.
  package func run(_ mapped: MappedNodes) -> WindowedNodes {
    let devices = mapped.placed.topology.devices
    // Most machines have none, and then RAM need not be looked at.
    guard !devices.isEmpty else {
      return WindowedNodes(mapped: mapped, windows: FlatView([], under: AddressSet([])))
    }
    let windows = devices.enumerated().map { FlatView.Window(id: $0, $1) }
    let ram = AddressSet(mapped.placed.extents.map(\.range))
    return WindowedNodes(mapped: mapped, windows: FlatView(windows, under: ram))
  }
}
