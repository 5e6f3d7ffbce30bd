public import Diagnostics
import Topology

/// Device windows lie where a guest can see them.
public struct DevicesUnderRAM: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `device-under-ram`.
  public var rules: [LayoutRule] { [.deviceUnderRAM] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports each window that RAM hides a part of: RAM does not go away as another window may.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard !layout.topology.devices.isEmpty else { return }
    for window in layout.topology.devices {
      let index = layout.slots.indexOfSlot(endingAbove: window.start)
      guard index < layout.slots.count, layout.slots[index].guestPhysicalAddress < window.end else { continue }
      let start = max(window.start, layout.slots[index].guestPhysicalAddress)
      var end = layout.slots[index].end
      for slot in layout.slots[(index + 1)...] {
        guard slot.guestPhysicalAddress == end, end < window.end else { break }
        end = slot.end
      }
      end = min(end, window.end)
      let hidden = start == window.start && end == window.end ? "all" : Units.range(start, end)
      sink.report(
        LayoutRule.deviceUnderRAM, at: window.range,
        "\(hidden) of device '\(window.name.excerpt)' lies under RAM and can never be seen",
        suggestion: "place it where no RAM is")
    }
  }
}
