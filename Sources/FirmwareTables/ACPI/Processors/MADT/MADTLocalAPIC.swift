package import FieldCoding

extension MADT {
  /// Processor Local APIC Structure, type 0 (ACPI 6.5, section 5.2.12.2).
  package struct LocalAPIC: Hashable, Sendable {
    /// The ACPI processor UID, below 255: the CPU's number.
    package var processorUID: UInt8
    /// The local APIC ID, below 255.
    package var apicID: UInt8
    /// Whether the CPU is there, or may come.
    package var flags: ProcessorFlags

    /// Creates a structure, of a CPU that is there unless said otherwise.
    package init(processorUID: UInt8, apicID: UInt8, flags: ProcessorFlags = .enabled) {
      self.processorUID = processorUID
      self.apicID = apicID
      self.flags = flags
    }
  }

  /// Flags of the structures of local APICs (ACPI 6.5, table 5.22).
  package struct ProcessorFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The CPU is there when the machine starts.
    package static let enabled = ProcessorFlags(rawValue: 1)
    /// The CPU is not there, but may be plugged in. Readers go by it from revision 5 of the table on.
    package static let onlineCapable = ProcessorFlags(rawValue: 2)
  }
}

extension MADT.LocalAPIC: TableStructure {
  static let type: UInt16 = 0
  static let kind = RecordKind(
    "MADT local APIC", Self.self,
    fact: { cpu in
      cpu.flags.isThere.map {
        .processor([.apic(UInt32(cpu.apicID)), .uid(UInt32(cpu.processorUID))], isThere: $0)
      }
    }
  ) {
    $1.append("APIC ID ", UInt32($0.apicID), ofCPU: UInt32($0.processorUID), $0.flags.isThere)
  }

  package init() {
    self.init(processorUID: 0, apicID: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("ACPI processor UID", &processorUID)
    coder.field("APIC ID", &apicID)
    coder.flags("flags", &flags)
  }
}

extension MADT.ProcessorFlags: PresenceFlags {
  package static let names: [(flag: Self, name: String)] = [
    (.enabled, "enabled"), (.onlineCapable, "online capable"),
  ]
}
