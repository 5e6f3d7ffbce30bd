import Addresses
public import FieldCoding
public import Lowering
import MachineModel

/// The System Resource Affinity Table, which tells the proximity domain of CPUs and of memory (ACPI 6.5,
/// section 5.2.16).
public struct SRAT: Equatable, Sendable {
  /// The revision of the format: 3 for what memc writes. QEMU writes 1.
  public var revision: UInt8
  /// Who made the table.
  public var identity: ACPIIdentity
  /// The affinity structures in their order.
  public var affinities: [Affinity]

  /// The table's signature.
  public static let signature = FixedText("SRAT", width: 4)

  /// Creates a table.
  public init(revision: UInt8 = 3, identity: ACPIIdentity = ACPIIdentity(), affinities: [Affinity]) {
    self.revision = revision
    self.identity = identity.named(for: Self.signature)
    self.affinities = affinities
  }

  /// The table of a layout: CPUs in their order, then memory by ascending address.
  public init(_ layout: Layout, identity: ACPIIdentity = ACPIIdentity()) {
    var affinities: [Affinity] = []
    affinities.reserveCapacity(layout.topology.cpus.count + layout.affinities.count)
    for (number, cpu) in layout.topology.cpus.enumerated() {
      affinities.append(Affinity(of: cpu, number: UInt32(clamping: number), layout.topology.architecture))
    }
    for range in layout.affinities {
      affinities.append(
        .memory(
          MemoryAffinity(
            proximityDomain: UInt32(clamping: range.node), base: range.start, length: range.end - range.start)))
    }
    self.init(identity: identity, affinities: affinities)
  }

  /// The memory affinity structures, enabled or not, in their order.
  public var memoryAffinities: [MemoryAffinity] {
    affinities.compactMap {
      guard case .memory(let affinity) = $0 else { return nil }
      return affinity
    }
  }

  /// The table's bytes.
  public func encoded() -> [UInt8] {
    let head = SRATHead(header: ACPIHeader(signature: Self.signature, revision: revision, identity: identity))
    return ACPIEnvelope.seal(head, bodyCount: affinities.reduce(0) { $0 + $1.byteCount }) { encoder in
      for affinity in affinities { affinity.encode(to: &encoder) }
    }
  }

  /// Reads a table of any revision.
  public static func decode(_ bytes: [UInt8]) -> Decoded<SRAT> {
    var issues = IssueList()
    let (head, end) = ACPIEnvelope.open(SRATHead.self, signature: signature, in: bytes, &issues)
    var affinities: [Affinity] = []
    walker.forEachStructure(in: bytes, from: SRATHead.byteCount, to: end, &issues) { record in
      affinities.append(Affinity(bytes, record))
    }
    let table = SRAT(
      revision: head.header.revision, identity: ACPIIdentity(head.header), affinities: affinities)
    return Decoded(table, issues)
  }
}

extension SRAT {
  /// An affinity structure.
  public enum Affinity: Hashable, Sendable {
    /// A CPU known by its local APIC ID.
    case processor(ProcessorAffinity)
    /// A range of memory.
    case memory(MemoryAffinity)
    /// A CPU known by its x2APIC ID.
    case x2APIC(X2APICAffinity)
    /// A CPU known by its ACPI processor UID, on Arm.
    case gicc(GICCAffinity)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherAffinity)

    /// The structure of a CPU. A local APIC ID of 255 means all CPUs, so that CPUs from there on need the
    /// structure for x2APIC (ACPI 6.5, section 5.2.16.3).
    init(of cpu: CPU, number: UInt32, _ architecture: Architecture) {
      switch architecture {
      case .x8664 where cpu.apicID < 255:
        self = .processor(
          ProcessorAffinity(proximityDomain: cpu.node, apicID: UInt8(truncatingIfNeeded: cpu.apicID)))
      case .x8664: self = .x2APIC(X2APICAffinity(proximityDomain: cpu.node, apicID: cpu.apicID))
      case .aarch64: self = .gicc(GICCAffinity(proximityDomain: cpu.node, processorUID: number))
      }
    }

    init(_ bytes: [UInt8], _ record: TableRecord) {
      let end = record.offset + record.length
      var decoder = ByteDecoder(bytes, from: record.offset, to: end)
      switch record.kind {
      case .processorAffinity: self = .processor(decoder.read(ProcessorAffinity.self))
      case .memoryAffinity: self = .memory(decoder.read(MemoryAffinity.self))
      case .x2APICAffinity: self = .x2APIC(decoder.read(X2APICAffinity.self))
      case .giccAffinity: self = .gicc(decoder.read(GICCAffinity.self))
      default: self = .other(OtherAffinity(type: bytes[record.offset], body: Array(bytes[record.offset + 2..<end])))
      }
    }

    var byteCount: Int {
      switch self {
      case .processor: ProcessorAffinity.byteCount
      case .memory: MemoryAffinity.byteCount
      case .x2APIC: X2APICAffinity.byteCount
      case .gicc: GICCAffinity.byteCount
      case .other(let other): other.byteCount
      }
    }

    func encode(to encoder: inout ByteEncoder) {
      switch self {
      case .processor(let affinity): encoder.append(affinity)
      case .memory(let affinity): encoder.append(affinity)
      case .x2APIC(let affinity): encoder.append(affinity)
      case .gicc(let affinity): encoder.append(affinity)
      case .other(let other): encoder.append(contentsOf: other.bytes)
      }
    }
  }

  /// A structure that is kept as raw bytes.
  public struct OtherAffinity: Hashable, Sendable {
    /// Its type.
    public let type: UInt8
    /// What stands behind type and length, at most 253 bytes.
    public let body: [UInt8]

    init(type: UInt8, body: [UInt8]) {
      self.type = type
      self.body = body
    }

    var byteCount: Int { 2 + body.count }

    var bytes: [UInt8] { [type, UInt8(clamping: byteCount)] + body }
  }

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

  init(header: ACPIHeader) {
    self.header = header
  }

  init() {
    self.init(header: ACPIHeader())
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    // Reserved to be 1: it was the table's revision before the header had one.
    coder.fixed("table revision", 1 as UInt32)
    coder.reserved(8)
  }
}

/// What every structure of SRAT begins with, for those of which no more is known.
struct SRATStructureStart: ByteRecord {
  private var type: UInt8 = 0
  private var length: UInt8 = 0

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("type", &type)
    coder.field("length", &length)
  }
}

extension SRAT {
  /// How its structures begin.
  static let family = StructureFamily.bytes

  /// Finds the affinity structures.
  static let walker = StructureWalker(
    table: "SRAT", family: family,
    types: [
      StructureType(ProcessorAffinity.self, .processorAffinity),
      StructureType(MemoryAffinity.self, .memoryAffinity),
      StructureType(X2APICAffinity.self, .x2APICAffinity), StructureType(GICCAffinity.self, .giccAffinity),
    ],
    other: { .otherAffinity(type: UInt8(truncatingIfNeeded: $0)) })
}

/// A structure of SRAT.
protocol SRATStructure: TableStructure {}

extension SRATStructure {
  static var family: StructureFamily { SRAT.family }
}
