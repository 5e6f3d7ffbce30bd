public import FieldCoding
public import Lowering
import MachineModel

/// The Heterogeneous Memory Attribute Table, which tells by which CPUs the memory of a proximity domain is reached best
/// (ACPI 6.5, section 5.2.28). Of its structures those for domains are made and decoded.
public struct HMAT: Equatable, Sendable {
  /// The revision of the format: 2.
  public var revision: UInt8
  /// Who made the table.
  public var identity: ACPIIdentity
  /// The structures in their order.
  public var structures: [Structure]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// A structure.
  public enum Structure: Hashable, Sendable {
    /// What is known of a proximity domain's memory.
    case domain(DomainAttributes)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)
  }

  /// Creates a table.
  public init(revision: UInt8 = 2, identity: ACPIIdentity = ACPIIdentity(), structures: [Structure]) {
    self.revision = revision
    self.identity = identity.named(for: Self.tableSignature)
    self.structures = structures
  }

  /// The table of a layout: its domains with memory, in their order.
  public init(_ layout: Layout) {
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
  private static let tableSignature = FixedText("HMAT", width: 4)
  package static var signature: FixedText? { tableSignature }

  private static let walker = StructureWalker<HMATHead>(
    title, signature: signature, family: .words, types: [StructureType(DomainAttributes.self)])

  package func encode(to encoder: inout RecordEncoder) {
    let head = HMATHead(
      header: ACPIHeader(signature: Self.tableSignature, revision: revision, identity: identity))
    ACPIEnvelope.seal(head, bodyCount: structures.reduce(0) { $0 + $1.byteCount }, to: &encoder) { encoder in
      for (index, structure) in structures.enumerated() {
        switch structure {
        case .domain(let domain): encoder.append(domain, from: origins[index])
        case .other(let other): encoder.append(contentsOf: other.bytes, from: origins[index])
        }
      }
    }
  }

  /// Reads a table.
  public static func decode(_ bytes: [UInt8]) -> Decoded<HMAT> {
    var issues = IssueList()
    var structures: [Structure] = []
    let head = walker.decode(bytes, &issues) { record in
      guard record.kind === DomainAttributes.kind else {
        return structures.append(.other(walker.other(bytes, record)))
      }
      var decoder = ByteDecoder(bytes, from: record.offset, to: record.offset + record.length)
      structures.append(.domain(decoder.read(DomainAttributes.self)))
    }
    return Decoded(
      HMAT(revision: head.header.revision, identity: ACPIIdentity(head.header), structures: structures), issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try walker.forEachRecord(in: bytes, &issues, body)
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
  public struct DomainAttributes: Hashable, Sendable {
    /// What of the structure counts.
    public struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      public let rawValue: UInt16

      /// Takes any bits.
      public init(rawValue: UInt16) {
        self.rawValue = rawValue
      }

      /// ``DomainAttributes/initiator`` counts.
      public static let hasInitiator = Flags(rawValue: 1)
    }

    /// What of the structure counts.
    public var flags: Flags
    /// The proximity domain of the CPUs that are nearest to the memory.
    public var initiator: UInt32
    /// The proximity domain of the memory.
    public var memory: UInt32

    /// Creates a structure, of memory that no CPU is near to where `initiator` is `nil`.
    public init(memory: UInt32, initiator: UInt32?) {
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

extension HMAT.Structure {
  fileprivate var byteCount: Int {
    switch self {
    case .domain: HMAT.DomainAttributes.byteCount
    case .other(let other): other.bytes.count
    }
  }
}

/// HMAT before its structures.
private struct HMATHead: ACPIHead {
  var header: ACPIHeader

  init(header: ACPIHeader) {
    self.header = header
  }

  init() {
    self.init(header: ACPIHeader())
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.reserved(4)
  }
}
