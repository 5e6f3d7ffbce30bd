package import FieldCoding

extension MADT {
  /// Processor Local x2APIC Structure, type 9 (ACPI 6.5, section 5.2.12.12).
  package struct LocalX2APIC: Hashable, Sendable {
    /// The local x2APIC ID.
    package var apicID: UInt32
    /// Whether the CPU is there, or may come.
    package var flags: ProcessorFlags
    /// The ACPI processor UID: the CPU's number.
    package var processorUID: UInt32

    /// Creates a structure, of a CPU that is there unless said otherwise.
    package init(processorUID: UInt32, apicID: UInt32, flags: ProcessorFlags = .enabled) {
      self.apicID = apicID
      self.flags = flags
      self.processorUID = processorUID
    }
  }
}

extension MADT.LocalX2APIC: TableStructure {
  static let type: UInt16 = 9
  static let kind = RecordKind(
    "MADT local x2APIC", Self.self,
    fact: { cpu in
      cpu.flags.isThere.map {
        .processor([.apic(UInt32(cpu.apicID)), .uid(UInt32(cpu.processorUID))], isThere: $0)
      }
    }
  ) {
    $1.append("x2APIC ID ", $0.apicID, ofCPU: $0.processorUID, $0.flags.isThere)
  }

  package init() {
    self.init(processorUID: 0, apicID: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("x2APIC ID", &apicID)
    coder.flags("flags", &flags)
    coder.field("ACPI processor UID", &processorUID)
  }
}
