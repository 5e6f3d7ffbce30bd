package import FieldCoding

/// The Processor Properties Topology Table, which tells how CPUs are grouped and what caches they share (ACPI 6.5,
/// section 5.2.30). On x86 CPUID tells that, and Linux reads the table on Arm and RISC-V only.
package struct PPTT: Equatable, Sendable {
  /// The revision of the format: 2 for what memc writes, that of ACPI 6.3, which FADT states. From 3 on caches have IDs.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The structures in their order; they name each other by their offsets within the table.
  package var nodes: [Node]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// A structure.
  package enum Node: Hashable, AnyStructure {
    /// A CPU, or a group of them.
    case processor(Processor)
    /// A cache.
    case cache(Cache)
    /// A cache with an ID.
    case cacheWithID(CacheWithID)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)
  }

  /// Creates a table.
  package init(
    revision: UInt8 = 2, identity: ACPIIdentity = ACPIIdentity(), nodes: [Node],
    origins: RecordOrigins = RecordOrigins()
  ) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.nodes = nodes
    self.origins = origins
  }
}

extension PPTT {
  /// Where each node begins in the table, in bytes: what others name it by.
  package var places: [UInt32] {
    var place = UInt32(clamping: ACPIHeader.byteCount)
    return nodes.map { node in
      defer { place &+= UInt32(clamping: node.byteCount) }
      return place
    }
  }
}

extension PPTT: TableFormat {
  package static let name = "pptt"
  package static let title = "PPTT"
  package static let specification = "ACPI 6.5, section 5.2.30"
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let structures = StructureTable<ACPIHeader, Node>(
    title,
    types: [
      StructureType(Processor.self, hasLists: true), StructureType(Cache.self), StructureType(CacheWithID.self),
    ])

  package func encode(to encoder: inout RecordEncoder) {
    Self.structures.encode(nodes, from: origins, revision: revision, identity: identity, to: &encoder)
  }

  /// Reads a table of any revision.
  package static func decode(_ bytes: [UInt8]) -> Decoded<PPTT> {
    let (header, nodes, issues) = structures.decode(bytes)
    return Decoded(PPTT(revision: header.revision, identity: ACPIIdentity(header), nodes: nodes), issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try structures.outline.forEachRecord(in: bytes, &issues, body)
  }
}

extension PPTT.Node {
  init(_ place: StructurePlace, from decoder: inout ByteDecoder) {
    if place.holds(PPTT.Processor.self) {
      self = .processor(decoder.read(PPTT.Processor.self))
    } else if place.holds(PPTT.Cache.self, ofLength: PPTT.Cache.byteCount) {
      self = .cache(decoder.read(PPTT.Cache.self))
    } else if place.holds(PPTT.CacheWithID.self, ofLength: PPTT.CacheWithID.byteCount) {
      self = .cacheWithID(decoder.read(PPTT.CacheWithID.self))
    } else {
      self = .other(OtherStructure(decoder.bytes, place))
    }
  }

  var byteCount: Int {
    switch self {
    case .processor(let node): node.byteCount
    case .cache: PPTT.Cache.byteCount
    case .cacheWithID: PPTT.CacheWithID.byteCount
    case .other(let other): other.bytes.count
    }
  }

  func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
    switch self {
    case .processor(let node): encoder.append(node, from: origin)
    case .cache(let cache): encoder.append(cache, from: origin)
    case .cacheWithID(let cache): encoder.append(cache, from: origin)
    case .other(let other): encoder.append(contentsOf: other.bytes, from: origin)
    }
  }
}
