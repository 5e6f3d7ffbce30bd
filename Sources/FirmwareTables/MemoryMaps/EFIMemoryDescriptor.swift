package import Addresses
package import FieldCoding

/// An entry of a UEFI memory map, EFI_MEMORY_DESCRIPTOR of version 1 (UEFI 2.10, section 7.2.3): 40 bytes.
package struct EFIMemoryDescriptor: AddressRanged, Hashable, Sendable {
  /// What memory can do, and what it is for.
  package struct Attributes: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt64

    /// Takes any bits.
    package init(rawValue: UInt64) {
      self.rawValue = rawValue
    }

    /// Uncached, write-combining, write-through and write-back, as RAM can be mapped. Linux takes for memory what can be
    /// one of the last three.
    package static let ram = Attributes(rawValue: 0xf)
    /// The memory keeps its contents without power (EFI_MEMORY_NV).
    package static let nonVolatile = Attributes(rawValue: 0x8000)
    /// The memory is for a special purpose (EFI_MEMORY_SP): nothing but what asks for it should be put there.
    package static let specialPurpose = Attributes(rawValue: 0x4_0000)
  }

  /// What the memory is.
  package var type: EFIMemoryType
  /// The first physical address.
  package var physicalStart: UInt64
  /// The first virtual address: 0 until an operating system chooses one.
  package var virtualStart: UInt64
  /// Pages of 4 KiB.
  package var pages: UInt64
  /// What the memory can do, and what it is for.
  package var attributes: Attributes

  /// Creates a descriptor.
  package init(
    type: EFIMemoryType, physicalStart: UInt64, pages: UInt64, virtualStart: UInt64 = 0, attributes: Attributes
  ) {
    self.type = type
    self.physicalStart = physicalStart
    self.virtualStart = virtualStart
    self.pages = pages
    self.attributes = attributes
  }

  /// The addresses, up to 2^64 − 1 at most.
  package var range: AddressRange { AddressRange(start: physicalStart, size: length) }
}

extension EFIMemoryDescriptor: PackedMapEntry {
  /// What its records are called.
  package static let kind = RecordKind(
    "EFI memory descriptor", Self.self,
    fact: { $0.pages == 0 ? nil : .addresses($0.range, .firmwareMap, meaning: $0.meaning) }
  ) { descriptor, text in
    text.append(MemoryRangeText(descriptor.physicalStart, descriptor.length).description)
    text.append(" ")
    text.append(descriptor.meaning)
  }

  /// What its memory is, in words.
  private var meaning: String { type.name + (attributes.contains(.specialPurpose) ? ", special purpose" : "") }

  package static let article = "an"

  package var base: UInt64 { physicalStart }

  /// Bytes; all bits set where there are more.
  package var length: UInt64 {
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: Units.pageSize)
    return overflow ? .max : bytes
  }

  package var isTooLong: Bool { pages > UInt64.max / Units.pageSize || (pages != 0 && base > .max - (length - 1)) }

  package init() {
    self.init(type: .reserved, physicalStart: 0, pages: 0, attributes: [])
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    var type = type.rawValue
    coder.field("type", &type, as: .named { EFIMemoryType(rawValue: UInt32(truncatingIfNeeded: $0)).listing })
    self.type = EFIMemoryType(rawValue: type)
    // The next field lies on 8 bytes.
    coder.reserved(4)
    coder.field("physical start", &physicalStart, as: .address)
    coder.field("virtual start", &virtualStart, as: .address)
    coder.field("pages", &pages)
    coder.flags("attributes", &attributes)
  }
}

extension EFIMemoryDescriptor.Attributes: FlagSet {
  package static let names: [(flag: Self, name: String)] = [
    (Self(rawValue: 1), "UC"), (Self(rawValue: 2), "WC"), (Self(rawValue: 4), "WT"), (Self(rawValue: 8), "WB"),
    (Self(rawValue: 0x10), "UCE"), (Self(rawValue: 0x1000), "WP"), (Self(rawValue: 0x2000), "RP"),
    (Self(rawValue: 0x4000), "XP"), (.nonVolatile, "NV"), (Self(rawValue: 0x1_0000), "more reliable"),
    (Self(rawValue: 0x2_0000), "RO"), (.specialPurpose, "SP"), (Self(rawValue: 0x8_0000), "CPU crypto"),
    (Self(rawValue: 1 << 62), "ISA valid"), (Self(rawValue: 1 << 63), "runtime"),
  ]
}
