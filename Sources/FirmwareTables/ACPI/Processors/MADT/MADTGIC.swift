import Addresses
package import FieldCoding

extension MADT {
  /// GIC Distributor (GICD) Structure, type 12 (ACPI 6.5, section 5.2.12.15).
  package struct GICD: Hashable, Sendable {
    /// The distributor's ID.
    package var id: UInt32
    /// Where its registers are, a guest physical address.
    package var address: UInt64
    /// The version of the GIC, 1 to 4; 0 for what the registers say.
    package var version: UInt8

    /// Creates a structure.
    package init(address: UInt64, version: UInt8 = 3) {
      id = 0
      self.address = address
      self.version = version
    }
  }

  /// GIC Redistributor (GICR) Structure, type 14: a range of redistributors, one behind the other (ACPI 6.5,
  /// section 5.2.12.17).
  package struct GICR: Hashable, Sendable {
    /// The first one, a guest physical address.
    package var address: UInt64
    /// Bytes of the range.
    package var length: UInt32

    /// Creates a structure.
    package init(address: UInt64, length: UInt32) {
      self.address = address
      self.length = length
    }
  }

  /// GIC Interrupt Translation Service (ITS) Structure, type 15 (ACPI 6.5, section 5.2.12.18). Decoded, but not made.
  package struct ITS: Hashable, Sendable {
    /// The service's ID.
    package var id: UInt32
    /// Where its registers are, a guest physical address.
    package var address: UInt64

    /// Creates a structure.
    package init(id: UInt32, address: UInt64) {
      self.id = id
      self.address = address
    }
  }

  /// GIC MSI Frame Structure, type 13, with GICv2m (ACPI 6.5, section 5.2.12.16). Decoded, but not made.
  package struct MSIFrame: Hashable, Sendable {
    /// The frame's ID.
    package var id: UInt32
    /// Where its registers are, a guest physical address.
    package var address: UInt64
    /// Bit 0: what follows counts, rather than what the registers say.
    package var flags: UInt32
    /// How many interrupts there are.
    package var interruptCount: UInt16
    /// The first interrupt.
    package var interruptBase: UInt16

    /// Creates a structure whose interrupts count.
    package init(id: UInt32, address: UInt64, interruptCount: UInt16, interruptBase: UInt16) {
      self.id = id
      self.address = address
      flags = 1
      self.interruptCount = interruptCount
      self.interruptBase = interruptBase
    }
  }
}

extension MADT.GICD: TableStructure {
  static let type: UInt16 = 12
  static let kind = RecordKind("MADT GICD", Self.self)

  package init() {
    self.init(address: 0, version: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("GIC ID", &id)
    coder.field("address", &address, as: .address)
    coder.reserved(4)
    coder.field("GIC version", &version)
    coder.reserved(3)
  }
}

extension MADT.GICR: TableStructure {
  static let type: UInt16 = 14
  static let kind = RecordKind(
    "MADT GICR", Self.self,
    fact: {
      .addresses(
        AddressRange(start: $0.address, size: UInt64($0.length)), .registers, meaning: "GIC redistributors")
    })

  package init() {
    self.init(address: 0, length: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("address", &address, as: .address)
    coder.field("range length", &length, as: .bytes)
  }
}

extension MADT.ITS: TableStructure {
  static let type: UInt16 = 15
  static let kind = RecordKind("MADT ITS", Self.self)

  package init() {
    self.init(id: 0, address: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("ITS ID", &id)
    coder.field("address", &address, as: .address)
    coder.reserved(4)
  }
}

extension MADT.MSIFrame: TableStructure {
  static let type: UInt16 = 13
  static let kind = RecordKind("MADT MSI frame", Self.self)

  package init() {
    self.init(id: 0, address: 0, interruptCount: 0, interruptBase: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("frame ID", &id)
    coder.field("address", &address, as: .address)
    coder.field("flags", &flags, as: .hexadecimal)
    coder.field("interrupts", &interruptCount)
    coder.field("interrupt base", &interruptBase)
  }
}
