import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The sections `initiators` and `ports`.
  ///
  /// - Parameters:
  ///   - key: `initiators` or `ports`.
  ///   - section: What an entry is.
  ///   - names: The nodes.
  mutating func genericDevices(
    _ root: Fields, _ key: String, _ section: LanguageSection, _ names: NodeNames
  ) -> [GenericDevice] {
    guard let id = root[key] else { return [] }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(
        id, wanted: "'\(key)' is a list such as [{node: 1, pci: \"0000:00:02.0\"}]",
        item: String(key.dropLast()))
      return []
    }
    var devices: [GenericDevice] = []
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, section) else { continue }
      let node = fields["node"].flatMap { knownNode($0, called: "'node'", names, .unknownNode) }
      guard let handle = handle(of: fields), let node else { continue }
      var device = GenericDevice(node: node, handle: handle.value, origin: tree.range(of: element))
      device.handleOrigin = handle.origin
      devices.append(device)
    }
    return devices
  }

  private mutating func handle(of fields: Fields) -> Located<GenericDevice.Handle>? {
    let (pci, acpi) = (fields.entry("pci"), fields.entry("acpi"))
    if let pci, let acpi {
      report(
        .conflictingKeys, at: acpi.key, "\(fields.section.title) has 'pci' or 'acpi', not both",
        notes: [.init("'pci' stands here", at: tree.range(of: pci.key))])
    }
    let address = pci.flatMap { pciAddress($0.value) }
    let name = acpi.flatMap { acpiDevice($0.value) }
    guard (pci == nil) != (acpi == nil) else {
      if pci == nil, fields.lacks("pci"), fields.lacks("acpi") {
        report(
          .missingKey, at: SourceRange(start: fields.range.start, end: fields.range.start),
          "\(fields.section.title) needs 'pci' or 'acpi'")
      }
      return nil
    }
    return address.map { Located(.pci($0.value), at: $0.origin) }
      ?? name.map { Located(.acpi($0.value), at: $0.origin) }
  }

  // MARK: Handles

  /// A PCI address as Linux and QEMU write it; without a segment, of segment 0.
  private mutating func pciAddress(_ id: YAMLTree.NodeID) -> Located<PCIAddress>? {
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "'pci' is an address such as \"0000:00:02.0\"")
      return nil
    }
    let text = tree.string(of: id)
    guard let address = PCIAddress(text) else {
      report(
        .invalidPCIAddress, at: id,
        "'\(text.excerpt)' is no PCI address: that is segment, bus, device and function in hexadecimal, "
          + "such as '0000:00:02.0'")
      return nil
    }
    return isSound(DeviceRules.pciAddress(address), at: id) ? Located(address, at: tree.range(of: id)) : nil
  }

  private mutating func acpiDevice(_ id: YAMLTree.NodeID) -> Located<ACPIDeviceName>? {
    guard let fields = fields(of: id, Language.acpiDevice) else { return nil }
    var name = ACPIDeviceName.unstated
    let unread = read(Language.acpiDeviceKeys, of: fields, into: &name)
    return unread.isEmpty ? Located(name, at: tree.range(of: id)) : nil
  }

  /// A hardware ID: eight capital letters and digits.
  mutating func hardwareID(_ fields: Fields, _ key: String) -> Located<String>? {
    guard let id = fields[key], let text = text(fields, key) else { return nil }
    guard let breach = DeviceRules.hardwareID(text.value) else { return text }
    let capitals = text.value.uppercased()
    if DeviceRules.hardwareID(capitals) == nil {
      report(breach.rule, at: id, breach.message, writing: capitals)
    } else {
      report(breach, at: id)
    }
    return nil
  }
}
