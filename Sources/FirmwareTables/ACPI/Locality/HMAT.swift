package import FieldCoding
package import Lowering
import MachineModel

/// The Heterogeneous Memory Attribute Table, which tells by which CPUs the memory of a proximity domain is reached best,
/// and how fast (ACPI 6.5, section 5.2.28). All of its structures are decoded; of a layout those for domains are made.
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
    /// Latencies or bandwidths between proximity domains.
    case matrix(LocalityMatrix)
    /// A cache in front of a proximity domain's memory.
    case cache(MemorySideCache)
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
    self.init(identity: ACPIIdentity(layout), structures: structures)
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
    title, family: family,
    types: [
      StructureType(DomainAttributes.self), StructureType(LocalityMatrix.self, hasLists: true),
      StructureType(MemorySideCache.self, hasLists: true),
    ])

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
  /// How its structures begin.
  static let family = StructureFamily.words
}

/// A structure of HMAT.
protocol HMATStructure: TableStructure {}

extension HMATStructure {
  static var family: StructureFamily { HMAT.family }
}

extension HMAT.Structure: AnyStructure {
  init(_ record: TableRecord, from decoder: inout ByteDecoder) {
    let kind = record.kind
    if kind === HMAT.DomainAttributes.kind {
      self = .domain(decoder.read(HMAT.DomainAttributes.self))
    } else if kind === HMAT.LocalityMatrix.kind {
      self = .matrix(decoder.read(HMAT.LocalityMatrix.self))
    } else if kind === HMAT.MemorySideCache.kind {
      self = .cache(decoder.read(HMAT.MemorySideCache.self))
    } else {
      self = .other(OtherStructure(decoder.bytes, record, HMAT.family))
    }
  }

  var byteCount: Int {
    switch self {
    case .domain: HMAT.DomainAttributes.byteCount
    case .matrix(let matrix): matrix.byteCount
    case .cache(let cache): cache.byteCount
    case .other(let other): other.bytes.count
    }
  }

  func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
    switch self {
    case .domain(let domain): encoder.append(domain, from: origin)
    case .matrix(let matrix): encoder.append(matrix, from: origin)
    case .cache(let cache): encoder.append(cache, from: origin)
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
