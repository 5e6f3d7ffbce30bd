import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// Neither RAM nor windows cover the places where every PC has its interrupt controllers.
package struct InterruptControllers: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `ram-over-apic`, `device-over-apic`.
  package var rules: [LayoutRule] { [.ramOverAPIC, .deviceOverAPIC] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports each controller whose page is RAM, and each window over one.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.architecture == .x8664 else { return }
    check(.ioAPIC, layout, &sink)
    check(.localAPIC, layout, &sink)
    for device in layout.topology.devices {
      guard let controller = layout.interruptController(in: device.range) else { continue }
      sink.report(
        LayoutRule.deviceOverAPIC, at: device.origin,
        "device '\(device.name.excerpt)' covers \(controller), which a guest does not reach then",
        suggestion: "place it elsewhere in a gap")
    }
  }
}

extension InterruptControllers {
  private func check(_ controller: PCController, _ layout: Layout, _ sink: inout DiagnosticSink) {
    guard let extent = layout.extents.first(where: { $0.range.overlaps(controller.page) }) else { return }
    sink.report(
      LayoutRule.ramOverAPIC, at: layout.memoryRange(ofNode: extent.node),
      "RAM of node \(extent.node) covers \(controller.name)", suggestion: "leave a gap there")
  }
}

/// An interrupt controller that every PC has at one place.
private struct PCController {
  static let ioAPIC = PCController(title: "the IOAPIC", address: PCMap.ioAPIC)
  static let localAPIC = PCController(title: "the local APIC", address: PCMap.localAPIC)

  private let title: String
  /// What people call it, with its address.
  var name: String { "\(title) at \(Units.address(page.start))" }
  /// Its registers.
  let page: AddressRange

  private init(title: String, address: UInt64) {
    self.title = title
    page = AddressRange(start: address, size: Units.pageSize)
  }
}

extension Layout {
  /// The first interrupt controller of a PC whose registers lie in a range, by its name and address; `nil` where none is.
  func interruptController(in range: AddressRange) -> String? {
    guard topology.architecture == .x8664, range.end > PCMap.ioAPIC else { return nil }
    return [PCController.ioAPIC, .localAPIC].first { $0.page.overlaps(range) }?.name
  }
}

extension LayoutRule {
  package static let ramOverAPIC = LayoutRule(
    "ram-over-apic", severity: .warning,
    "RAM does not cover the IOAPIC (0xfec00000) and the local APIC (0xfee00000)")
  package static let deviceOverAPIC = LayoutRule(
    "device-over-apic", severity: .warning,
    "no device window covers the IOAPIC (0xfec00000) or the local APIC (0xfee00000), which a guest would not reach")
}
