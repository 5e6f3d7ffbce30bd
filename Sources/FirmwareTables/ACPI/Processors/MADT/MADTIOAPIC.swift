import Addresses
package import FieldCoding

extension MADT {
  /// I/O APIC Structure, type 1 (ACPI 6.5, section 5.2.12.3).
  package struct IOAPIC: Hashable, Sendable {
    /// The I/O APIC's ID.
    package var id: UInt8
    /// Where its registers are, a guest physical address.
    package var address: UInt32
    /// The global system interrupt of its first input.
    package var interruptBase: UInt32

    /// Creates a structure.
    package init(id: UInt8, address: UInt32, interruptBase: UInt32) {
      self.id = id
      self.address = address
      self.interruptBase = interruptBase
    }
  }
}

extension MADT.IOAPIC: TableStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind(
    "MADT I/O APIC", Self.self,
    fact: {
      .addresses(
        AddressRange(start: UInt64($0.address), size: Units.pageSize), .registers, meaning: "I/O APIC \($0.id)")
    })

  package init() {
    self.init(id: 0, address: 0, interruptBase: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("I/O APIC ID", &id)
    coder.reserved(1)
    coder.field("address", &address, as: .address)
    coder.field("interrupt base", &interruptBase)
  }
}
