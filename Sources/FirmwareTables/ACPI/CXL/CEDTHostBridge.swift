import Addresses
package import FieldCoding

extension CEDT {
  /// CXL Host Bridge Structure (CHBS), type 0 (CXL 3.1, section 9.18.1.2).
  package struct HostBridge: Hashable, Sendable {
    /// The `_UID` of the bridge in the ACPI namespace.
    package var uniqueID: UInt32
    /// What it is of: 0 for CXL 1.1, whose registers are an RCRB of 8 KiB; 1 for CXL 2.0 and later, whose component
    /// registers are 64 KiB.
    package var version: UInt32
    /// Physical address of the registers.
    package var registers: UInt64
    /// Bytes of the registers.
    package var length: UInt64

    /// Creates a structure, of CXL 2.0 unless said otherwise.
    package init(uniqueID: UInt32, version: UInt32 = 1, registers: UInt64, length: UInt64) {
      self.uniqueID = uniqueID
      self.version = version
      self.registers = registers
      self.length = length
    }
  }
}

extension CEDT.HostBridge: CEDTStructure {
  static let type: UInt16 = 0
  static let kind = RecordKind(
    "CEDT host bridge", Self.self,
    fact: {
      .addresses(
        AddressRange(start: $0.registers, size: $0.length), .registers, meaning: "CXL host bridge \($0.uniqueID)")
    }
  ) { bridge, text in
    text.append("UID ")
    text.decimal(bridge.uniqueID)
    text.append(" registers ")
    text.append(MemoryRangeText(bridge.registers, bridge.length).description)
  }

  package init() {
    self.init(uniqueID: 0, registers: 0, length: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("UID", &uniqueID)
    coder.field("CXL version", &version, as: .named(Self.listing(ofVersion:)))
    coder.reserved(4)
    coder.field("register base", &registers, as: .address)
    coder.field("register length", &length, as: .bytes)
  }

  private static func listing(ofVersion version: UInt64) -> String {
    switch version {
    case 0: "0 (CXL 1.1)"
    case 1: "1 (CXL 2.0)"
    default: "\(version)"
    }
  }
}
