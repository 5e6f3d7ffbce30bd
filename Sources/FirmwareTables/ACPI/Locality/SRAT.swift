public import FieldCoding
public import Lowering
import Platforms

/// The System Resource Affinity Table, which tells the proximity domain of CPUs and of memory (ACPI 6.5,
/// section 5.2.16).
public struct SRAT: Equatable, Sendable {
  /// The revision of the format: 3 for what memc writes. QEMU writes 1.
  public var revision: UInt8
  /// Who made the table.
  public var identity: ACPIIdentity
  /// What stands behind the header, which is reserved to be 1: it was the table's revision before the header had one.
  package var tableRevision: UInt32 = 1
  /// The affinity structures in their order.
  package var affinities: [Affinity]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// Creates a table.
  package init(revision: UInt8 = 3, identity: ACPIIdentity = ACPIIdentity(), affinities: [Affinity]) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.affinities = affinities
  }

  /// The table of a layout, in the order of its platform: by default CPUs in their order, then memory, present or
  /// hot-pluggable, by ascending address, then initiators and ports in their order.
  public init(_ layout: Layout, identity: ACPIIdentity) {
    let style = layout.tableStyle
    let structures = LayoutAffinities(layout)
    self.init(revision: style.sratRevision, identity: identity, affinities: structures.affinities)
    tableRevision = style.sratTableRevision
    origins = RecordOrigins(structures.origins)
  }

  /// The memory affinity structures, enabled or not, in their order.
  public var memoryAffinities: [MemoryAffinity] {
    affinities.compactMap {
      guard case .memory(let affinity) = $0 else { return nil }
      return affinity
    }
  }

  /// The table's bytes.
  public func encoded() -> [UInt8] { encodedBytes() }
}

extension SRAT: TableFormat {
  package static let name = "srat"
  package static let title = "SRAT"
  package static let specification = "ACPI 6.5, section 5.2.16"
  package static let signature: FixedText? = FixedText(title, width: 4)

  /// The table of a layout, by whom its topology states, or memc.
  public init(_ layout: Layout) {
    self.init(layout, identity: ACPIIdentity(layout))
  }

  package static func make(of layout: Layout, _: ImageTables?) -> SRAT? {
    absence(in: layout) == nil ? SRAT(layout) : nil
  }

  package static func absence(in layout: Layout) -> String? { layout.silenceOnNodes }

  package func encode(to encoder: inout RecordEncoder) {
    var head = SRATHead(header: Self.structures.header(revision: revision, identity: identity))
    head.tableRevision = tableRevision
    Self.structures.encode(affinities, behind: head, from: origins, to: &encoder)
  }

  /// Reads a table of any revision.
  public static func decode(_ bytes: [UInt8]) -> Decoded<SRAT> {
    let (head, affinities, issues) = structures.decodeWithHead(bytes)
    var table = SRAT(
      revision: head.header.revision, identity: ACPIIdentity(head.header), affinities: affinities)
    table.tableRevision = head.tableRevision
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try structures.outline.forEachRecord(in: bytes, &issues, body)
  }
}

extension SRAT {
  /// Flags of the structures of CPUs.
  public struct ProcessorFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt32

    /// Takes any bits.
    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// The structure counts; without it, it is to be ignored.
    public static let enabled = ProcessorFlags(rawValue: 1)
  }
}

extension SRAT.ProcessorFlags: FlagSet {
  @usableFromInline package static let names: [(flag: Self, name: String)] = [(.enabled, "enabled")]
}

/// SRAT before its structures.
struct SRATHead: ACPIHead {
  var header: ACPIHeader
  var tableRevision: UInt32 = 1

  init(header: ACPIHeader) {
    self.header = header
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.field("table revision", &tableRevision)
    coder.reserved(8)
  }

  /// Makers that take it for reserved bytes write 0, and no reader looks at it.
  func judge(_ issues: inout IssueList) {
    guard tableRevision > 1 else { return }
    issues.append("table revision is \(tableRevision), should be 1", at: ACPIHeader.byteCount)
  }
}

extension SRAT {
  private static let structures = StructureTable<SRATHead, Affinity>(
    title,
    types: [
      StructureType(ProcessorAffinity.self), StructureType(MemoryAffinity.self),
      StructureType(X2APICAffinity.self), StructureType(GICCAffinity.self), StructureType(ITSAffinity.self),
      StructureType(GenericInitiatorAffinity.self), StructureType(GenericPortAffinity.self),
      StructureType(RINTCAffinity.self),
    ])
}

extension ListingText {
  /// Appends what a structure of SRAT gives to a proximity domain.
  mutating func append(_ what: StaticString, _ number: UInt32, ofDomain domain: UInt32) {
    append(what)
    decimal(number)
    appendDomain(domain)
  }

  /// Appends the proximity domain behind what belongs to it.
  mutating func appendDomain(_ domain: UInt32) {
    append(" proximity domain ")
    decimal(domain)
  }
}

extension Layout {
  /// Why no table speaks of nodes, behind the name of the topology; `nil` where tables do.
  package var silenceOnNodes: String? {
    tableStyle.hasSRAT ? nil : "platform '\(geography.name)' tells a guest nothing of nodes"
  }
}
