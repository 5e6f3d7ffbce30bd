package import FieldCoding

extension SRAT {
  /// RINTC Affinity Structure, type 7, for the harts of RISC-V (ACPI 6.6, section 5.2.16.8). Decoded, but not made.
  package struct RINTCAffinity: Hashable, Sendable {
    /// The proximity domain.
    package var proximityDomain: UInt32
    /// The ACPI processor UID.
    package var processorUID: UInt32
    /// Whether the structure counts.
    package var flags: ProcessorFlags
    /// The clock domain.
    package var clockDomain: UInt32

    /// Creates a structure, enabled unless said otherwise.
    package init(
      proximityDomain: UInt32, processorUID: UInt32, flags: ProcessorFlags = .enabled, clockDomain: UInt32 = 0
    ) {
      self.proximityDomain = proximityDomain
      self.processorUID = processorUID
      self.flags = flags
      self.clockDomain = clockDomain
    }
  }
}

extension SRAT.RINTCAffinity: TableStructure {
  static let type: UInt16 = 7
  static let kind = RecordKind("SRAT RINTC affinity", Self.self) {
    $1.append("ACPI processor UID ", $0.processorUID, ofDomain: $0.proximityDomain)
  }

  package init() {
    self.init(proximityDomain: 0, processorUID: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("proximity domain", &proximityDomain)
    coder.field("ACPI processor UID", &processorUID)
    coder.flags("flags", &flags)
    coder.field("clock domain", &clockDomain)
  }
}
