package import FieldCoding

/// The Multiple APIC Description Table, which tells of interrupt controllers, and with them of CPUs (ACPI 6.5,
/// section 5.2.12).
package struct MADT: Equatable, Sendable {
  /// What holds of all interrupt controllers.
  package struct Flags: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt32

    /// Takes any bits.
    package init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// There are two 8259 as well, whose interrupts are to be masked (PCAT_COMPAT).
    package static let has8259 = Flags(rawValue: 1)
  }

  /// The revision of the format: 5 for what memc writes, that of ACPI 6.3, which FADT states and from which on Linux goes
  /// by the online capable flag. QEMU writes 1, 3 and 4.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The address of each CPU's local APIC; 0 where there are none.
  package var localAPICAddress: UInt32
  /// What holds of all interrupt controllers.
  package var flags: Flags
  /// The structures in their order.
  package var entries: [Entry]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// Creates a table.
  package init(
    revision: UInt8 = 5, identity: ACPIIdentity = ACPIIdentity(), localAPICAddress: UInt32, flags: Flags = [],
    entries: [Entry], origins: RecordOrigins = RecordOrigins()
  ) {
    self.revision = revision
    self.identity = identity.named(for: Self.signatureText)
    self.localAPICAddress = localAPICAddress
    self.flags = flags
    self.entries = entries
    self.origins = origins
  }
}

extension MADT: TableFormat {
  package static let name = "madt"
  package static let title = "MADT"
  package static let specification = "ACPI 6.5, section 5.2.12"
  package static let signature: FixedText? = FixedText(signatureText, width: 4)

  /// What the table begins with: it is older than its name.
  private static let signatureText = "APIC"

  private static let structures = StructureTable<MADTHead, Entry>(
    title, signature: signatureText,
    types: [
      StructureType(LocalAPIC.self), StructureType(LocalX2APIC.self), StructureType(GICC.self),
      StructureType(ShortGICC.self), StructureType(LongGICC.self),
      StructureType(IOAPIC.self), StructureType(InterruptSourceOverride.self), StructureType(LocalAPICNMI.self),
      StructureType(LocalX2APICNMI.self), StructureType(GICD.self), StructureType(MSIFrame.self),
      StructureType(GICR.self), StructureType(ITS.self),
    ])

  package func encode(to encoder: inout RecordEncoder) {
    var head = MADTHead(header: Self.structures.header(revision: revision, identity: identity))
    head.localAPICAddress = localAPICAddress
    head.flags = flags
    Self.structures.encode(entries, behind: head, from: origins, to: &encoder)
  }

  /// Reads a table of any revision.
  package static func decode(_ bytes: [UInt8]) -> Decoded<MADT> {
    let (head, entries, issues) = structures.decodeWithHead(bytes)
    let table = MADT(
      revision: head.header.revision, identity: ACPIIdentity(head.header), localAPICAddress: head.localAPICAddress,
      flags: head.flags, entries: entries)
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try structures.outline.forEachRecord(in: bytes, &issues, body)
  }
}

/// MADT before its structures.
private struct MADTHead: ACPIHead {
  var header: ACPIHeader
  var localAPICAddress: UInt32 = 0
  var flags: MADT.Flags = []

  init(header: ACPIHeader) {
    self.header = header
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.field("local APIC address", &localAPICAddress, as: .address)
    coder.flags("flags", &flags)
  }
}

extension MADT.Flags: FlagSet {
  package static let names: [(flag: Self, name: String)] = [(.has8259, "8259 present")]
}

/// Flags that say whether a CPU is there, each at a bit of its own in the structures of x86 and of Arm.
protocol PresenceFlags: FlagSet {
  /// The CPU is there when the machine starts.
  static var enabled: Self { get }
  /// The CPU is not there, but may come.
  static var onlineCapable: Self { get }
}

extension PresenceFlags {
  /// Whether the CPU is there; `nil` where it will never be.
  var isThere: Bool? { isSuperset(of: .enabled) ? true : isSuperset(of: .onlineCapable) ? false : nil }
}

extension ListingText {
  /// Appends what a structure of MADT says of a CPU.
  ///
  /// - Parameter isThere: Whether the CPU is; `nil` where it will never be.
  mutating func append(_ what: StaticString, _ number: UInt32, ofCPU uid: UInt32, _ isThere: Bool?) {
    append(what)
    decimal(number)
    append(", ", ofCPU: uid, isThere)
  }

  /// Appends the CPU behind what it has.
  mutating func append(_ separator: StaticString, ofCPU uid: UInt32, _ isThere: Bool?) {
    append(separator)
    append("ACPI processor UID ")
    decimal(uid)
    switch isThere {
    case true?: break
    case false?: append(", not present")
    case nil: append(", disabled")
    }
  }
}
