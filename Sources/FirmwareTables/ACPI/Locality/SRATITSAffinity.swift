package import FieldCoding

extension SRAT {
  /// GIC Interrupt Translation Service Affinity Structure, type 4, for Arm (ACPI 6.5, section 5.2.16.5). Decoded, but not
  /// made.
  package struct ITSAffinity: Hashable, Sendable {
    /// The proximity domain.
    package var proximityDomain: UInt32
    /// The service, by its ID in MADT.
    package var serviceID: UInt32

    /// Creates a structure, which has no flags: it always counts.
    package init(proximityDomain: UInt32, serviceID: UInt32) {
      self.proximityDomain = proximityDomain
      self.serviceID = serviceID
    }
  }
}

extension SRAT.ITSAffinity: TableStructure {
  static let type: UInt16 = 4
  static let kind = RecordKind("SRAT ITS affinity", Self.self) {
    $1.append("ITS ID ", $0.serviceID, ofDomain: $0.proximityDomain)
  }

  package init() {
    self.init(proximityDomain: 0, serviceID: 0)
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("proximity domain", &proximityDomain)
    coder.reserved(2)
    coder.field("ITS ID", &serviceID)
  }
}
