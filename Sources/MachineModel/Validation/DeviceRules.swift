import Addresses
import Diagnostics

/// Devices that have a proximity domain: what names them, and that each is named once.
enum DeviceRules {
  /// An `_HID` as SRAT has room for it.
  static func hardwareID(_ text: String) -> Breach? {
    let isWellFormed = text.utf8.allSatisfy {
      UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
    }
    let count = text.utf8.count
    guard count == 8, isWellFormed else {
      return Breach(
        .invalidHardwareID,
        "'\(text.excerpt)' is no hardware ID for SRAT: "
          + (isWellFormed
            ? "it has \(count) character\(count == 1 ? "" : "s"), not eight"
            : "it is eight capital letters and digits"))
    }
    return nil
  }

  /// The function of a PCI address, whose other parts have no value that is wrong.
  static func pciAddress(_ address: PCIAddress) -> Breach? {
    if address.device > 31 {
      return Breach(.invalidPCIAddress, "PCI device \(address.device) does not exist: a bus has devices 0 to 31")
    }
    return address.function > 7
      ? Breach(.invalidPCIAddress, "PCI function \(address.function) does not exist: a device has functions 0 to 7")
      : nil
  }

  /// A device by itself.
  static func device(_ device: GenericDevice, nodeCount: Int) -> [Breach] {
    let handle =
      switch device.handle {
      case .pci(let address): pciAddress(address)
      case .acpi(let name): hardwareID(name.hardwareID)
      }
    let node =
      0..<nodeCount ~= device.node
      ? nil
      : Breach(
        .unknownNode,
        "there is no node \(device.node): nodes are \(CPUList.text(0..<UInt32(clamping: nodeCount)))")
    return [node, handle].compactMap { $0 }
  }

  /// Devices that are stated twice in one list.
  ///
  /// - Parameter kind: What the devices are, in one word.
  static func twice(_ devices: [GenericDevice], _ kind: String) -> [Breach] {
    // Most machines have none, and the runtime would look up how handles are hashed.
    guard devices.count > 1 else { return [] }
    var stated: [GenericDevice.Handle: SourceRange?] = [:]
    return devices.compactMap { device in
      let origin = device.handleOrigin ?? device.origin
      guard let first = stated[device.handle] else {
        stated[device.handle] = .some(origin)
        return nil
      }
      return Breach(
        .deviceTwice, at: origin, "the \(kind) \(device.handle) stands twice",
        notes: .init("it stands here first", at: first))
    }
  }

  /// Ports that Linux does not look at.
  static func unusedPorts(_ ports: [GenericDevice]) -> [Breach] {
    ports.compactMap { port in
      guard case .pci(let address) = port.handle else { return nil }
      return Breach(
        .portByPCI, at: port.handleOrigin ?? port.origin,
        "Linux ignores the port \(address): it knows ports by their ACPI handles",
        suggestion: "name its host bridge, for example by 'acpi: {hid: ACPI0016, uid: 1}'")
    }
  }
}
