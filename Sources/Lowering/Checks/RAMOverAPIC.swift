import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// RAM does not cover the places where every PC has its interrupt controllers.
package struct RAMOverAPIC: LayoutCheck {
  /// `ram-over-apic`.
  package var rules: [LayoutRule] { [.ramOverAPIC] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports each controller whose page is RAM.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .x8664 else { return }
    for (name, address) in [("IOAPIC", PCMap.ioAPIC), ("local APIC", PCMap.localAPIC)] {
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

extension LayoutRule {
  package static let ramOverAPIC = LayoutRule(
    "ram-over-apic", severity: .warning,
    "RAM does not cover the IOAPIC (0xfec00000) and the local APIC (0xfee00000)")
}
