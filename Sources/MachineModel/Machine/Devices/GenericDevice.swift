package import Diagnostics

/// A device that has a proximity domain: an initiator, which reaches memory as a CPU does, or a port, behind which memory
/// may come to be.
package struct GenericDevice: Sendable {
  /// How the guest knows the device.
  package enum Handle: Hashable, Sendable {
    /// As a PCI function.
    case pci(PCIAddress)
    /// As an object of the ACPI namespace.
    case acpi(ACPIDeviceName)
  }

  /// The node, by its place in the topology.
  package var node: Int
  /// How the guest knows the device.
  package var handle: Handle
  /// Where the device is stated.
  package var origin: SourceRange?
  /// Where its handle is stated.
  package var handleOrigin: SourceRange?

  /// Creates a device.
  package init(node: Int, handle: Handle, origin: SourceRange? = nil) {
    self.node = node
    self.handle = handle
    self.origin = origin
  }
}

/// The address of a PCI function.
package struct PCIAddress: Hashable, Sendable {
  /// The segment group.
  package var segment: UInt16
  /// The bus.
  package var bus: UInt8
  /// The device, up to 31.
  package var device: UInt8
  /// The function, up to 7.
  package var function: UInt8

  /// Creates an address.
  package init(segment: UInt16 = 0, bus: UInt8 = 0, device: UInt8, function: UInt8) {
    self.segment = segment
    self.bus = bus
    self.device = device
    self.function = function
  }

  /// Device and function in one byte, as PCI has them.
  package var deviceAndFunction: UInt8 { device << 3 | function & 7 }
}

extension PCIAddress: CustomStringConvertible {
  /// `0000:00:02.0`, as Linux and QEMU write it.
  package var description: String {
    func digits(_ value: some BinaryInteger, _ count: Int) -> String {
      let text = String(value, radix: 16)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(segment, 4)):\(digits(bus, 2)):\(digits(device, 2)).\(function)"
  }
}

/// By what an object of the ACPI namespace is known.
package struct ACPIDeviceName: Hashable, Sendable {
  /// Its `_HID`: eight capital letters and digits.
  package var hardwareID: String
  /// Its `_UID`.
  package var uniqueID: UInt32

  /// Creates a name.
  package init(hardwareID: String, uniqueID: UInt32 = 0) {
    self.hardwareID = hardwareID
    self.uniqueID = uniqueID
  }
}

extension GenericDevice.Handle: CustomStringConvertible {
  /// `PCI 0000:00:02.0`, `ACPI ACPI0016 UID 1`.
  package var description: String {
    switch self {
    case .pci(let address): "PCI \(address)"
    case .acpi(let name): "ACPI \(name.hardwareID) UID \(name.uniqueID)"
    }
  }
}
