public import FieldCoding

extension SRAT {
  /// Processor Local APIC/SAPIC Affinity Structure, type 0 (ACPI 6.5, section 5.2.16.1).
  public struct ProcessorAffinity: Hashable, Sendable {
    /// The proximity domain.
    public var proximityDomain: UInt32
    /// The local APIC ID, below 255.
    public var apicID: UInt8
    /// Whether the structure counts.
    public var flags: ProcessorFlags
    /// The local SAPIC EID, 0 on x86_64.
    public var sapicEID: UInt8
    /// The clock domain.
    public var clockDomain: UInt32

    /// Creates a structure, enabled unless said otherwise.
    package init(
      proximityDomain: UInt32, apicID: UInt8, flags: ProcessorFlags = .enabled, sapicEID: UInt8 = 0,
      clockDomain: UInt32 = 0
    ) {
      self.proximityDomain = proximityDomain
      self.apicID = apicID
      self.flags = flags
      self.sapicEID = sapicEID
      self.clockDomain = clockDomain
    }
  }
}

extension SRAT.ProcessorAffinity: TableStructure {
  static let type: UInt16 = 0
  static let kind = RecordKind(
    "SRAT processor affinity", Self.self,
    fact: {
      $0.flags.contains(.enabled)
        ? .processor([.apic(UInt32($0.apicID))], isThere: true, domain: $0.proximityDomain) : nil
    }
  ) {
    $1.append("APIC ID ", UInt32($0.apicID), ofDomain: $0.proximityDomain)
  }

  @usableFromInline package init() {
    self.init(proximityDomain: 0, apicID: 0)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    // The domain had 8 bits before ACPI 3.0; the upper 24 were put where there was room.
    var low = UInt8(truncatingIfNeeded: proximityDomain)
    var high = proximityDomain >> 8
    coder.field("proximity domain [7:0]", &low)
    coder.field("APIC ID", &apicID)
    coder.flags("flags", &flags)
    coder.field("local SAPIC EID", &sapicEID)
    coder.number("proximity domain [31:8]", &high, width: 3, as: .decimal)
    proximityDomain = high << 8 | UInt32(low)
    coder.field("clock domain", &clockDomain)
  }
}
