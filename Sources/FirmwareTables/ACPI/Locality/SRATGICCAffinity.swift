public import FieldCoding

extension SRAT {
  /// GICC Affinity Structure, type 3, for the CPUs of Arm (ACPI 6.5, section 5.2.16.4).
  public struct GICCAffinity: Hashable, Sendable {
    /// The proximity domain.
    public var proximityDomain: UInt32
    /// The ACPI processor UID, which memc makes the CPU's number.
    public var processorUID: UInt32
    /// Whether the structure counts.
    public var flags: ProcessorFlags
    /// The clock domain.
    public var clockDomain: UInt32

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

extension SRAT.GICCAffinity: TableStructure {
  static let type: UInt16 = 3
  static let kind = RecordKind(
    "SRAT GICC affinity", Self.self,
    fact: {
      $0.flags.contains(.enabled)
        ? .processor([.uid($0.processorUID)], isThere: true, domain: $0.proximityDomain) : nil
    }
  ) {
    $1.append("ACPI processor UID ", $0.processorUID, ofDomain: $0.proximityDomain)
  }

  @usableFromInline package init() {
    self.init(proximityDomain: 0, processorUID: 0)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("proximity domain", &proximityDomain)
    coder.field("ACPI processor UID", &processorUID)
    coder.flags("flags", &flags)
    coder.field("clock domain", &clockDomain)
  }
}
