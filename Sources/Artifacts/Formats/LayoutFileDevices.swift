import Diagnostics
package import JSONCoding
package import MachineModel

extension LayoutFile {
  /// A device that has a proximity domain.
  package struct GenericDeviceEntry: JSONRecord, Equatable {
    /// Its `_HID`; absent for a PCI function.
    package var hid: String?
    /// The line.
    package var line: UInt64?
    /// The proximity domain.
    package var node: UInt64 = 0
    /// Its PCI address; absent for an ACPI device.
    package var pci: String?
    /// Its `_UID`; absent for a PCI function.
    package var uid: UInt64?

    /// A device of nothing.
    package init() {}

    /// The device of a topology.
    package init(_ device: GenericDevice) {
      line = device.origin.map { UInt64($0.start.line) }
      node = UInt64(device.node)
      switch device.handle {
      case .pci(let address): pci = address.description
      case .acpi(let name): (hid, uid) = (name.hardwareID, UInt64(name.uniqueID))
      }
    }

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("hid", &hid, "The hardware ID of an ACPI device; absent for a PCI function.")
      coder.member("line", &line)
      coder.member("node", &node)
      coder.member("pci", &pci, "Segment, bus, device and function of a PCI function; absent for an ACPI device.")
      coder.member("uid", &uid, "The unique ID of an ACPI device; absent for a PCI function.")
    }

    /// How the guest knows the device, as SRAT's listing has it.
    var handle: String { pci.map { "PCI \($0)" } ?? "ACPI \(hid ?? "") UID \(uid ?? 0)" }
  }
}
