package import FieldCoding
import MachineModel

/// By what a structure of SRAT names a device: its place on a PCI bus, or its object in the ACPI namespace
/// (ACPI 6.5, tables 5.66 and 5.67). Type and contents take 1 + 16 bytes.
package enum DeviceHandle: Hashable, Sendable {
  /// An object by its `_HID`, eight characters in their order, and its `_UID`.
  case acpi(hardwareID: FixedText, uniqueID: UInt32)
  /// A PCI function by its segment, bus, and device and function.
  case pci(PCIFunction)
  /// A handle of another type, as two numbers of eight bytes.
  case other(type: UInt8, low: UInt64, high: UInt64)

  /// A PCI function's address.
  package struct PCIFunction: Hashable, Sendable {
    /// The segment group.
    package var segment: UInt16
    /// The bus.
    package var bus: UInt8
    /// The device in the upper five bits, the function in the lower three.
    package var deviceAndFunction: UInt8

    /// Creates an address.
    package init(segment: UInt16, bus: UInt8, deviceAndFunction: UInt8) {
      self.segment = segment
      self.bus = bus
      self.deviceAndFunction = deviceAndFunction
    }
  }

  /// Bytes of a hardware ID.
  static let hardwareIDWidth = 8

  /// The number of the handle's type: 0 for ACPI, 1 for PCI.
  package var type: UInt8 {
    switch self {
    case .acpi: 0
    case .pci: 1
    case .other(let type, _, _): type
    }
  }

  /// The handle of a device that a topology states.
  init(_ handle: GenericDevice.Handle) {
    switch handle {
    case .pci(let address):
      self = .pci(
        PCIFunction(segment: address.segment, bus: address.bus, deviceAndFunction: address.deviceAndFunction))
    case .acpi(let name):
      self = .acpi(
        hardwareID: FixedText(name.hardwareID, width: Self.hardwareIDWidth), uniqueID: name.uniqueID)
    }
  }

  /// Reads a type that is to be described next.
  init(type: UInt8) {
    switch type {
    case 0: self = .acpi(hardwareID: FixedText("", width: Self.hardwareIDWidth), uniqueID: 0)
    case 1: self = .pci(PCIFunction(segment: 0, bus: 0, deviceAndFunction: 0))
    default: self = .other(type: type, low: 0, high: 0)
    }
  }

  /// Names the field of the type, and gives what follows a form that fits it.
  mutating func describeType<Coder: FieldCoder>(_ coder: inout Coder) {
    var type = type
    coder.field("device handle type", &type, as: .named(Self.listing(ofType:)))
    if type != self.type { self = DeviceHandle(type: type) }
  }

  /// Names the fields of the sixteen bytes.
  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    switch self {
    case .acpi(var hardwareID, var uniqueID):
      coder.text("ACPI _HID", &hardwareID)
      coder.field("ACPI _UID", &uniqueID)
      coder.reserved(4)
      self = .acpi(hardwareID: hardwareID, uniqueID: uniqueID)
    case .pci(var function):
      coder.field("PCI segment", &function.segment, as: .hexadecimal)
      coder.field("PCI bus", &function.bus, as: .hexadecimal)
      coder.field(
        "PCI device and function", &function.deviceAndFunction,
        as: .named { PCIFunction.text(UInt8(truncatingIfNeeded: $0)) })
      coder.reserved(4)
      coder.reserved(8)
      self = .pci(function)
    case .other(let type, var low, var high):
      coder.field("device handle [7:0]", &low, as: .hexadecimal)
      coder.field("device handle [15:8]", &high, as: .hexadecimal)
      self = .other(type: type, low: low, high: high)
    }
  }

  private static func listing(ofType type: UInt64) -> String {
    switch type {
    case 0: "0 (ACPI)"
    case 1: "1 (PCI)"
    default: "\(type)"
    }
  }
}

extension DeviceHandle: CustomStringConvertible {
  /// `PCI 0000:00:02.0`, `ACPI ACPI0016 UID 1`, `device of handle type 2`.
  package var description: String {
    switch self {
    case .acpi(let hardwareID, let uniqueID): "ACPI \(hardwareID) UID \(uniqueID)"
    case .pci(let function): "PCI \(function)"
    case .other(let type, _, _): "device of handle type \(type)"
    }
  }
}

extension DeviceHandle.PCIFunction: CustomStringConvertible {
  /// `0000:00:02.0`, as Linux and QEMU write it.
  package var description: String {
    "\(Hexadecimal.digits(UInt64(segment), count: 4)):\(Hexadecimal.digits(UInt64(bus), count: 2)):"
      + Self.text(deviceAndFunction)
  }

  /// `02.0`.
  fileprivate static func text(_ deviceAndFunction: UInt8) -> String {
    "\(Hexadecimal.digits(UInt64(deviceAndFunction >> 3), count: 2)).\(deviceAndFunction & 7)"
  }
}
