package import FieldCoding

extension MADT {
  /// Local APIC NMI Structure, type 4: which input of a local APIC the non-maskable interrupt is (ACPI 6.5,
  /// section 5.2.12.7).
  package struct LocalAPICNMI: Hashable, Sendable {
    /// The ACPI processor UID; 255 means all.
    package var processorUID: UInt8
    /// Polarity and trigger mode.
    package var flags: InterruptFlags
    /// The input, LINT0 or LINT1.
    package var input: UInt8

    /// Creates a structure, for all CPUs unless said otherwise.
    package init(processorUID: UInt8 = .max, flags: InterruptFlags = .asOnBus, input: UInt8) {
      self.processorUID = processorUID
      self.flags = flags
      self.input = input
    }
  }

  /// Local x2APIC NMI Structure, type 10 (ACPI 6.5, section 5.2.12.13).
  package struct LocalX2APICNMI: Hashable, Sendable {
    /// Polarity and trigger mode.
    package var flags: InterruptFlags
    /// The ACPI processor UID; all bits set means all.
    package var processorUID: UInt32
    /// The input, LINT0 or LINT1.
    package var input: UInt8

    /// Creates a structure, for all CPUs unless said otherwise.
    package init(processorUID: UInt32 = .max, flags: InterruptFlags = .asOnBus, input: UInt8) {
      self.flags = flags
      self.processorUID = processorUID
      self.input = input
    }
  }
}

extension MADT.LocalAPICNMI: TableStructure {
  static let type: UInt16 = 4
  static let kind = RecordKind("MADT local APIC NMI", Self.self)

  package init() {
    self.init(input: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("ACPI processor UID", &processorUID)
    flags.describe(&coder)
    coder.field("LINT input", &input)
  }
}

extension MADT.LocalX2APICNMI: TableStructure {
  static let type: UInt16 = 10
  static let kind = RecordKind("MADT local x2APIC NMI", Self.self)

  package init() {
    self.init(input: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    flags.describe(&coder)
    coder.field("ACPI processor UID", &processorUID, as: .hexadecimal)
    coder.field("LINT input", &input)
    coder.reserved(3)
  }
}
