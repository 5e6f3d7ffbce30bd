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
    /// The node, by its place among the nodes.
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

  /// A CXL host bridge.
  package struct CXLBridgeEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// The address of its component registers.
    package var registers: UInt64 = 0
    /// Its `_UID`.
    package var uid: UInt64 = 0

    /// A bridge of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("registers", &registers, "The guest physical address of 64 KiB of component registers.")
      coder.member("uid", &uid)
    }
  }

  /// How a node's memory is reached where it is of CXL devices.
  package struct CXLWindowEntry: JSONRecord, Equatable {
    /// The `_UID` of each host bridge, in the order of their turns.
    package var bridges: [UInt64] = []
    /// How many bytes are of one bridge before the next one's turn.
    package var granularity: UInt64 = 0
    /// The line.
    package var line: UInt64?

    /// A window of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("bridges", &bridges, "The uid of each CXL host bridge, in the order of their turns.")
      coder.member("granularity", &granularity, "How many bytes are of one bridge before the next one's turn.")
      coder.member("line", &line)
    }
  }
}
