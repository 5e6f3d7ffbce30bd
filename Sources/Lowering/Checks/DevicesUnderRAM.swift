import Addresses
package import Diagnostics
import MachineModel

/// Device windows lie where a guest can see them.
package struct DevicesUnderRAM: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `device-under-ram`.
  package var rules: [LayoutRule] { [.deviceUnderRAM] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports each window that RAM hides a part of: RAM does not go away as another window may.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard !layout.topology.devices.isEmpty else { return }
    let ram = AddressSet(layout.extents.map(\.range)).ranges
    for window in layout.topology.devices {
      let index = ram.firstIndexOfSorted { $0.end > window.start }
      guard index < ram.count, let part = ram[index].intersection(window.range) else { continue }
      let hidden = part == window.range ? "all" : "\(part)"
      sink.report(
        LayoutRule.deviceUnderRAM, at: window.origin,
        "\(hidden) of device '\(window.name.excerpt)' lies under RAM and can never be seen",
        suggestion: "place it where no RAM is")
    }
  }
}

extension LayoutRule {
  package static let deviceUnderRAM = LayoutRule(
    "device-under-ram", severity: .warning, "no part of a device window lies under RAM, where it can never be seen")
}
