public import FieldCoding

extension SRAT {
  /// Processor Local x2APIC Affinity Structure, type 2 (ACPI 6.5, section 5.2.16.3).
  public struct X2APICAffinity: Hashable, Sendable {
    /// The proximity domain.
    public var proximityDomain: UInt32
    /// The local x2APIC ID.
    public var apicID: UInt32
    /// Whether the structure counts.
    public var flags: ProcessorFlags
    /// The clock domain.
    public var clockDomain: UInt32

    /// Creates a structure, enabled unless said otherwise.
    package init(
      proximityDomain: UInt32, apicID: UInt32, flags: ProcessorFlags = .enabled, clockDomain: UInt32 = 0
    ) {
      self.proximityDomain = proximityDomain
      self.apicID = apicID
      self.flags = flags
      self.clockDomain = clockDomain
    }
  }
}

extension SRAT.X2APICAffinity: TableStructure {
  static let type: UInt16 = 2
  static let kind = RecordKind(
    "SRAT x2APIC affinity", Self.self,
    fact: {
      $0.flags.contains(.enabled)
        ? .processor([.apic(UInt32($0.apicID))], isThere: true, domain: $0.proximityDomain) : nil
    }
  ) {
    $1.append("x2APIC ID ", $0.apicID, ofDomain: $0.proximityDomain)
  }

  @usableFromInline package init() {
    self.init(proximityDomain: 0, apicID: 0)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.reserved(2)
    coder.field("proximity domain", &proximityDomain)
    coder.field("x2APIC ID", &apicID)
    coder.flags("flags", &flags)
    coder.field("clock domain", &clockDomain)
    coder.reserved(4)
  }
}
