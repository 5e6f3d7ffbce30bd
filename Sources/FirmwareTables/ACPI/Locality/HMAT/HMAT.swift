import Addresses
package import FieldCoding
package import Lowering
package import MachineModel
import Platforms

/// The Heterogeneous Memory Attribute Table, which tells by which CPUs the memory of a proximity domain is reached best,
/// and how fast (ACPI 6.5, section 5.2.28).
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

  /// The table of a layout: its domains with memory in their order, what is known of latencies and bandwidths in the order
  /// of the data types, and caches in the order of their domains; `nil` where its topology speaks of none of it.
  package init?(_ layout: Layout) {
    guard Self.absence(in: layout) == nil else { return nil }
    let (domains, numbers) = (LocalityDomains(layout.topology), layout.topology.proximityDomains)
    var (structures, origins): ([Structure], [RecordOrigin]) = ([], [])
    Self.appendDomains(of: layout, domains, numbers, to: &structures, &origins)
    let columns = layout.tableStyle.localities.areAllNodesTargets ? numbers.ascending : nil
    for values in layout.localityValues(domains) {
      let unit = layout.localityUnit(of: values).size
      structures.append(
        .matrix(
          LocalityMatrix(
            LocalityMatrix.DataType(values.attribute), base: unit,
            initiators: domains.initiators.map { numbers[$0] },
            targets: (columns ?? domains.targets).map { numbers[$0] },
            entries: domains.spread(
              values.entries(in: unit, domains, layout.topology.distances), over: columns ?? domains.targets))))
      origins.append(RecordOrigin(values.origin))
    }
    Self.appendCaches(of: layout, numbers, to: &structures, &origins)
    self.init(identity: ACPIIdentity(layout), structures: structures)
    self.origins = RecordOrigins(origins)
  }

  /// Linux does without the whole table where a domain has no memory in SRAT.
  private static func appendDomains(
    of layout: Layout, _ domains: LocalityDomains, _ numbers: ProximityDomains,
    to structures: inout [Structure], _ origins: inout [RecordOrigin]
  ) {
    let (topology, style) = (layout.topology, layout.tableStyle.localities)
    let hasCPUs = style.areNearestDerived ? [] : topology.nodesHaveCPUs
    var hasAffinity = [Bool](repeating: false, count: topology.nodes.count)
    for affinity in layout.affinities
    where style.hasAttributesOfAllMemory || affinity.traits.isDisjoint(with: [.hotPluggable, .persistent]) {
      hasAffinity[affinity.node] = true
    }
    for node in domains.targets where hasAffinity[node] {
      let initiator =
        topology.nodes[node].performance?.initiator?.value
        ?? (style.areNearestDerived
          ? domains.initiator(nearestTo: node, topology.distances) : hasCPUs[node] ? node : nil)
      structures.append(
        .domain(
          DomainAttributes(
            memory: numbers[node], initiator: initiator.map { numbers[$0] }, absent: style.absentInitiator))
      )
      origins.append(RecordOrigin(node: node, topology.nodes[node].origin))
    }
  }

  private static func appendCaches(
    of layout: Layout, _ numbers: ProximityDomains, to structures: inout [Structure],
    _ origins: inout [RecordOrigin]
  ) {
    for index in numbers.ascending {
      let node = layout.topology.nodes[index]
      guard let caches = node.performance?.caches, !caches.isEmpty else { continue }
      for (level, cache) in zip(caches.levels, caches).sorted(by: { $0.0 < $1.0 }) {
        structures.append(
          .cache(
            MemorySideCache(
              memory: numbers[index], size: cache.size,
              attributes: MemorySideCache.Attributes(
                levels: UInt8(clamping: caches.count), level: UInt8(clamping: level),
                associativity: MemorySideCache.Associativity(cache.associativity),
                policy: MemorySideCache.WritePolicy(cache.policy), lineSize: cache.lineSize))))
        origins.append(RecordOrigin(node: index, cache.origin))
      }
    }
  }
}

extension HMAT: TableFormat {
  package static let name = "hmat"
  package static let title = "HMAT"
  package static let specification = "ACPI 6.5, section 5.2.28"
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let structures = StructureTable<HMATHead, Structure>(
    title, family: family,
    types: [
      StructureType(DomainAttributes.self), StructureType(LocalityMatrix.self, hasLists: true),
      StructureType(MemorySideCache.self, hasLists: true),
    ])

  package static func absence(in layout: Layout) -> String? {
    layout.silenceOnNodes ?? (layout.topology.speaksOfLocalities ? nil : "nothing is said of 'hmat'")
  }

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
    try structures.outline.forEachRecord(in: bytes, &issues, body)
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
  init(_ place: StructurePlace, from decoder: inout ByteDecoder) {
    if place.holds(HMAT.DomainAttributes.self) {
      self = .domain(decoder.read(HMAT.DomainAttributes.self))
    } else if place.holds(HMAT.LocalityMatrix.self) {
      self = .matrix(decoder.read(HMAT.LocalityMatrix.self))
    } else if place.holds(HMAT.MemorySideCache.self) {
      self = .cache(decoder.read(HMAT.MemorySideCache.self))
    } else {
      self = .other(OtherStructure(decoder.bytes, place))
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

extension LocalityDomains {
  /// Entries of pairs, row by row, with a column for each of some nodes, among which targets are in their order: what is
  /// not known is 0.
  fileprivate func spread(_ entries: [UInt16], over columns: [Int]) -> [UInt16] {
    guard columns.count != targets.count else { return entries }
    var spread = [UInt16](repeating: 0, count: initiators.count * columns.count)
    var places: [Int] = []
    for (place, node) in columns.enumerated() where places.count < targets.count && node == targets[places.count] {
      places.append(place)
    }
    for row in initiators.indices {
      for (column, place) in places.enumerated() {
        spread[row * columns.count + place] = entries[row * targets.count + column]
      }
    }
    return spread
  }
}

extension HMAT.LocalityMatrix.DataType {
  /// The data type of what a topology states.
  package init(_ attribute: LocalityAttribute) {
    switch attribute {
    case .accessLatency: self = .accessLatency
    case .readLatency: self = .readLatency
    case .writeLatency: self = .writeLatency
    case .accessBandwidth: self = .accessBandwidth
    case .readBandwidth: self = .readBandwidth
    case .writeBandwidth: self = .writeBandwidth
    }
  }
}

extension HMAT.MemorySideCache.Associativity {
  /// The associativity of a cache that a topology states.
  init(_ associativity: MachineModel.MemorySideCache.Associativity) {
    switch associativity {
    case .none: self = .none
    case .direct: self = .direct
    case .complex: self = .complex
    }
  }
}

extension HMAT.MemorySideCache.WritePolicy {
  /// The policy of a cache that a topology states.
  init(_ policy: MachineModel.MemorySideCache.WritePolicy) {
    switch policy {
    case .none: self = .none
    case .writeBack: self = .writeBack
    case .writeThrough: self = .writeThrough
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
