import Addresses
package import Diagnostics
package import MachineModel
import Platforms

/// The memory of the more privileged level lies above everything that the guest sees.
package struct PrivilegedPlacement: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `vtl2-too-low`, `vtl2-over-device`, `vtl2-over-reserved`.
  package var rules: [LayoutRule] { [.vtl2TooLow, .vtl2OverDevice, .vtl2OverReserved] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// Nothing but gaps and windows: where RAM is not known, it is not what the memory is too low for.
  package var needs: Topology.Aspects { [] }

  /// Reports memory below the end of RAM, of hot-pluggable space or of a gap, where a window is, or of which the guest would be told.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard let vtl2 = layout.topology.vtl2 else { return }
    let ramEnd = layout.extents.last?.end ?? 0
    let gap = layout.geography.gaps.max { $0.end < $1.end }
    let space = layout.hotplug.max { $0.end < $1.end }
    let floor = max(ramEnd, gap?.end ?? 0, space?.end ?? 0)
    if vtl2.start < floor {
      let isSpace = floor > max(ramEnd, gap?.end ?? 0)
      let isGap = !isSpace && floor > ramEnd
      let what =
        isSpace
        ? space.map { "the hot-pluggable space of node \($0.node), \(Units.address($0.end))" } ?? ""
        : isGap ? gap.map { "the gap \($0.range)" } ?? "" : "RAM, \(Units.address(ramEnd))"
      let hasRoom = layout.hasRoom(for: vtl2.size, at: floor)
      sink.report(
        LayoutRule.vtl2TooLow, at: vtl2.origin,
        "the memory of VTL2 starts at \(Units.address(vtl2.start)), below the end of \(what)",
        suggestion: hasRoom
          ? "write 'start: \(Units.address(floor))' or more"
          : "above it there is no room for \(Units.bytes(vtl2.size))",
        fix: hasRoom ? vtl2.startOrigin.map { Fix(writing: Units.address(floor), at: $0) } : nil,
        notes: isGap ? gap?.origin.map { [.init("the gap is stated here", at: $0)] } ?? [] : [])
    }
    for window in layout.topology.devices where window.range.overlaps(vtl2.range) {
      sink.report(
        LayoutRule.vtl2OverDevice, at: vtl2.origin,
        "the memory of VTL2, \(vtl2.range), overlaps device '\(window.name.excerpt)', "
          + window.range.description,
        notes: [.init("which is stated here", at: window.origin)])
    }
    for range in layout.geography.reserved
    where range.kind != .hole && range.range.overlaps(vtl2.range) {
      sink.report(
        LayoutRule.vtl2OverReserved, at: vtl2.origin,
        "the memory of VTL2, \(vtl2.range), overlaps the range "
          + "\(range.range) of type '\(range.kind.name)', of which the guest is told",
        // A preset's is stated nowhere.
        notes: range.origin.map { [.init("which is stated here", at: $0)] } ?? [])
    }
  }
}

extension LayoutRule {
  package static let vtl2TooLow = LayoutRule(
    "vtl2-too-low", "the memory of VTL2 lies above RAM, hot-pluggable space and all gaps")
  package static let vtl2OverDevice = LayoutRule("vtl2-over-device", "the memory of VTL2 overlaps no device window")
  package static let vtl2OverReserved = LayoutRule(
    "vtl2-over-reserved", "the memory of VTL2 overlaps no range of which the guest is told")
}

extension Layout {
  /// The address just behind all that the guest's CPUs and KVM can address.
  private var addressEnd: UInt64 {
    min(
      Units.addressLimit,
      geography.physicalBits.map { $0.value < 64 ? 1 << UInt64($0.value) : .max } ?? .max)
  }

  /// Whether so many bytes fit above an address, below what can be addressed.
  func hasRoom(for size: UInt64, at address: UInt64) -> Bool {
    address <= addressEnd && size <= addressEnd - address
  }
}
