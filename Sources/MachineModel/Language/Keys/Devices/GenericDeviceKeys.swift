import Diagnostics
import YAMLTree

extension Language {
  /// An entry of `initiators`.
  package static let initiator = LanguageSection(
    "a generic initiator", genericDeviceKeys, exactlyOneOf: ["pci", "acpi"])

  /// An entry of `ports`.
  package static let port = LanguageSection("a generic port", genericDeviceKeys, exactlyOneOf: ["pci", "acpi"])

  private static let genericDeviceKeys = [
    LanguageKey(
      "node", anyNode, isRequired: true, examples: [1], "The node that the device is of, by its number or its name."
    ),
    LanguageKey(
      "pci", .text, examples: ["0000:00:02.0"], "The device as a PCI function: segment, bus, device and function."),
    LanguageKey(
      "acpi", .section(acpiDevice), examples: [["hid": "ACPI0016", "uid": 1]],
      "The device as an object of the ACPI namespace."),
  ]

  /// A device of the ACPI namespace.
  package static let acpiDevice = LanguageSection("a device of ACPI", acpiDeviceKeys)

  static let acpiDeviceKeys: [BoundKey<ACPIDeviceName>] = [
    BoundKey(
      "hid", .hardwareID, \.hardwareID, isRequired: true, examples: ["ACPI0016"],
      "Its hardware ID (_HID), eight capital letters and digits; ACPI0016 is a CXL host bridge."),
    BoundKey("uid", .number(0...UInt64(UInt32.max)), \.uniqueID, examples: [1], "Its unique ID (_UID)."),
  ]
}

extension ACPIDeviceName: KeyOwner {
  static var unstated: ACPIDeviceName { ACPIDeviceName(hardwareID: "") }
}

extension KeyForm<String> {
  /// Eight capital letters and digits.
  fileprivate static var hardwareID: Self {
    Self(
      .text, read: { $0.hardwareID($1, $2) }, text: { $0 }, breach: { id, _ in DeviceRules.hardwareID(id) })
  }
}
