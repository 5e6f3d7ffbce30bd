import FieldCoding

/// A register anywhere, the Generic Address Structure (ACPI 6.5, section 5.2.3.2): 12 bytes.
struct GenericAddress: Hashable, Sendable {
  /// Where the register is: 0 system memory, 1 system I/O, 2 PCI configuration space and others.
  var space: UInt8 = 0
  /// Bits of the register.
  var bitWidth: UInt8 = 0
  /// The register's first bit at the address.
  var bitOffset: UInt8 = 0
  /// Bytes of one access as a power of two, from 1 for one byte; 0 where nothing is said.
  var accessSize: UInt8 = 0
  /// The address in its space; 0 for no register.
  var address: UInt64 = 0

  /// Names the fields behind the name of the register.
  mutating func describe<Coder: FieldCoder>(_ name: StaticString, _ coder: inout Coder) {
    coder.field(name, &space, as: .named(Self.name))
    coder.field("bit width", &bitWidth)
    coder.field("bit offset", &bitOffset)
    coder.field("access size", &accessSize)
    coder.field("address", &address, as: .address)
  }

  @Sendable private static func name(of space: UInt64) -> String {
    let names = [
      "system memory", "system I/O", "PCI configuration space", "embedded controller", "SMBus", "CMOS", "PCI BAR",
      "IPMI", "general purpose I/O", "generic serial bus", "platform communications channel",
    ]
    return space < UInt64(names.count) ? "\(space) (\(names[Int(space)]))" : "\(space)"
  }
}
