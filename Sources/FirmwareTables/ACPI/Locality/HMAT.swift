package import FieldCoding
package import Lowering
import MachineModel

/// The Heterogeneous Memory Attribute Table, which tells by which CPUs the memory of a proximity domain is reached best
/// (ACPI 6.5, section 5.2.28). Of its structures those for domains are made and decoded.
package struct HMAT: Equatable, Sendable {
  /// The revision of the format: 2.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The structures in their order.
  package var structures: [Structure]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// A structure.
  package enum Structure: Hashable, Sendable {
    /// What is known of a proximity domain's memory.
    case domain(DomainAttributes)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)
  }

  /// Creates a table.
  package init(revision: UInt8 = 2, identity: ACPIIdentity = ACPIIdentity(), structures: [Structure]) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.structures = structures
  }

  /// The table of a layout: its domains with memory, in their order.
  package init(_ layout: Layout) {
    var structures: [Structure] = []
    var origins: [RecordOrigin] = []
    let initiators = Set(layout.topology.cpus.map { Int($0.node) })
    for (node, size) in layout.sizes.enumerated() where size > 0 {
      let nearest = Self.nearest(of: initiators, to: node, layout.topology.distances)
      structures.append(.domain(DomainAttributes(memory: UInt32(node), initiator: nearest.map { UInt32($0) })))
      origins.append(RecordOrigin(node: node, layout.topology.nodes[node].origin))
    }
    self.init(structures: structures)
    self.origins = RecordOrigins(origins)
  }

  /// The nearest of the nodes with CPUs, of several the one with the lowest number.
  private static func nearest(of initiators: Set<Int>, to node: Int, _ distances: DistanceMatrix) -> Int? {
    initiators.contains(node)
      ? node : initiators.min { (distances[$0, node], $0) < (distances[$1, node], $1) }
  }
}

extension HMAT: TableFormat {
  package static let name = "hmat"
  package static let title = "HMAT"
  package static let specification = "ACPI 6.5, section 5.2.28"
  package static let isWrittenByDefault = false
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let structures = StructureTable<HMATHead, Structure>(
    title, family: .words, types: [StructureType(DomainAttributes.self)])

  package func encode(to encoder: inout RecordEncoder) {
    Self.structures.encode(structures, from: origins, revision: revision, identity: identity, to: &encoder)
  }

  /// Reads a table.
  package static func decode(_ bytes: [UInt8]) -> Decoded<HMAT> {
    let (header, structures, issues) = structures.decode(bytes)
    let table = HMAT(revision: header.revision, identity: ACPIIdentity(header), structures: structures)
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try structures.forEachRecord(in: bytes, &issues, body)
  }

  /// A domain has memory in SRAT: Linux does without the whole table where one has none.
  package static func check(_ hmat: HMAT, in set: TableSet, _ violations: inout ViolationList) {
    guard let srat = set.table(SRAT.self) else { return }
    let domains = Set(
      srat.memoryAffinities.filter { $0.flags.contains(.enabled) }.map(\.proximityDomain))
    for structure in hmat.structures {
      guard case .domain(let domain) = structure, !domains.contains(domain.memory) else { continue }
      violations.tell(
        "HMAT speaks of memory of proximity domain \(domain.memory), but no enabled memory affinity of SRAT does")
    }
  }
}

extension HMAT {
  /// Memory Proximity Domain Attributes Structure, type 0 (ACPI 6.5, section 5.2.28.3).
  package struct DomainAttributes: Hashable, Sendable {
    /// What of the structure counts.
    package struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      package let rawValue: UInt16

      /// Takes any bits.
      package init(rawValue: UInt16) {
        self.rawValue = rawValue
      }

      /// ``DomainAttributes/initiator`` counts.
      package static let hasInitiator = Flags(rawValue: 1)
    }

    /// What of the structure counts.
    package var flags: Flags
    /// The proximity domain of the CPUs that are nearest to the memory.
    package var initiator: UInt32
    /// The proximity domain of the memory.
    package var memory: UInt32

    /// Creates a structure, of memory that no CPU is near to where `initiator` is `nil`.
    package init(memory: UInt32, initiator: UInt32?) {
      flags = initiator == nil ? [] : .hasInitiator
      self.initiator = initiator ?? 0
      self.memory = memory
    }
  }
}

extension HMAT.DomainAttributes: TableStructure {
  static let family = StructureFamily.words
  static let type: UInt16 = 0
  static let kind = RecordKind("HMAT memory domain", Self.self) { domain, text in
    text.append("memory of proximity domain ")
    text.decimal(domain.memory)
  }

  @usableFromInline package init() {
    self.init(memory: 0, initiator: nil)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.flags("flags", &flags)
    coder.reserved(2)
    coder.field("initiator domain", &initiator)
    coder.field("memory domain", &memory)
    coder.reserved(4)
    coder.reserved(8)
    coder.reserved(8)
  }
}

extension HMAT.DomainAttributes.Flags: FlagSet {
  @usableFromInline package static let names: [(flag: Self, name: String)] = [
    (.hasInitiator, "initiator valid")
  ]
}

extension HMAT.Structure: AnyStructure {
  init(_ record: TableRecord, from decoder: inout ByteDecoder) {
    guard record.kind === HMAT.DomainAttributes.kind else {
      self = .other(OtherStructure(decoder.bytes, record, HMAT.DomainAttributes.family))
      return
    }
    self = .domain(decoder.read(HMAT.DomainAttributes.self))
  }

  var byteCount: Int {
    switch self {
    case .domain: HMAT.DomainAttributes.byteCount
    case .other(let other): other.bytes.count
    }
  }

  func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
    switch self {
    case .domain(let domain): encoder.append(domain, from: origin)
    case .other(let other): encoder.append(contentsOf: other.bytes, from: origin)
    }
  }
}

/// HMAT before its structures.
private struct HMATHead: ACPIHead {
  var header: ACPIHeader

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.reserved(4)
  }
}
