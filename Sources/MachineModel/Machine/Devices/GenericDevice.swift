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

extension PCIAddress {
  /// `0000:00:02.0`, or `00:02.0`; `nil` for what is not written so.
  package init?(_ text: String) {
    let point = text.split(separator: ".", omittingEmptySubsequences: false)
    guard point.count == 2, let function = Self.number(point[1], digits: 1) else { return nil }
    let parts = point[0].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3,
      let bus = Self.number(parts[parts.count - 2], digits: 2),
      let device = Self.number(parts[parts.count - 1], digits: 2),
      let segment = parts.count == 2 ? 0 : Self.number(parts[0], digits: 4)
    else { return nil }
    self.init(segment: UInt16(segment), bus: UInt8(bus), device: UInt8(device), function: UInt8(function))
  }

  /// A number of at most so many hexadecimal digits.
  private static func number(_ digits: Substring, digits count: Int) -> UInt32? {
    guard (1...count).contains(digits.utf8.count), digits.utf8.first != UInt8(ascii: "+") else { return nil }
    return UInt32(digits, radix: 16)
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
