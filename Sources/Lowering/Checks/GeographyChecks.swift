import Addresses
public import Diagnostics
import MachineModel

/// RAM does not cover the places where every PC has its interrupt controllers.
public struct RAMOverAPIC: LayoutCheck {
  /// `ram-over-apic`.
  public var rules: [LayoutRule] { [.ramOverAPIC] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports each controller whose page is RAM.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .x8664 else { return }
    for (name, address) in [("IOAPIC", 0xFEC0_0000), ("local APIC", 0xFEE0_0000)] as [(String, UInt64)] {
      guard let extent = layout.extents.first(where: { $0.start <= address && address < $0.end }) else {
        continue
      }
      sink.report(
        LayoutRule.ramOverAPIC, at: layout.memoryRange(ofNode: extent.node),
        "RAM of node \(extent.node) covers the \(name) at \(Units.address(address))",
        suggestion: "leave a gap there")
    }
  }
}

/// What a PC has in the upper part of its first megabyte is not reported as usable RAM.
public struct LowMegabyte: LayoutCheck {
  private static let area: Range<UInt64> = 0xA_0000..<0x10_0000

  /// `low-megabyte-usable`.
  public var rules: [LayoutRule] { [.lowMegabyteUsable] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports usable memory between 640 KiB and 1 MiB.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .x8664,
      let entry = layout.memoryMap.first(where: {
        $0.kind == .usable && $0.start < Self.area.upperBound && $0.end > Self.area.lowerBound
      })
    else { return }
    let start = max(entry.start, Self.area.lowerBound)
    let end = min(entry.end, Self.area.upperBound)
    sink.report(
      LayoutRule.lowMegabyteUsable, at: entry.origin ?? layout.topology.memory?.origin,
      "\(Units.range(start, end)) is reported usable, where PCs have VGA memory and BIOS",
      suggestion: "reserve [0x9fc00, 0x100000)")
  }
}
