import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// What a PC has in the upper part of its first megabyte is not reported as usable RAM.
package struct LowMegabyte: LayoutCheck {
  private static let area = AddressRange(PCMap.vga, PCMap.firstMegabyteEnd)

  /// `low-megabyte-usable`.
  package var rules: [LayoutRule] { [.lowMegabyteUsable] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports usable memory between 640 KiB and 1 MiB.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .x8664,
      PlatformRegistry.preset(named: layout.geography.name)?.hasVGA ?? true,
      let entry = layout.memoryMap.first(where: {
        $0.kind == .usable && $0.range.intersection(Self.area) != nil
      }), let range = entry.range.intersection(Self.area)
    else { return }
    sink.report(
      LayoutRule.lowMegabyteUsable, at: entry.origin ?? layout.topology.memory?.origin,
      "\(range) is reported usable, where PCs have VGA memory and BIOS",
      suggestion: "reserve [0x9fc00, 0x100000)")
  }
}

extension LayoutRule {
  package static let lowMegabyteUsable = LayoutRule(
    "low-megabyte-usable", severity: .warning, "VGA and BIOS area are not reported usable on x86_64")
}
