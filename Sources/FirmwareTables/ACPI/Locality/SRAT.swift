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
    TableOutline.forEachAffinity(in: bytes, to: end, &issues) { record in
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

/// A structure of SRAT that begins with its type and its length.
protocol SRATStructure: ByteRecord {
  /// The number of the type.
  static var type: UInt8 { get }
}

extension SRATStructure {
  /// Type and length.
  func describeStart<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.fixed("type", Self.type)
    coder.length("length", byteCount, as: UInt8.self)
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

extension TableOutline {
  /// Gives the affinity structures of SRAT one after the other, and ends where a length makes no sense.
  static func forEachAffinity<Failure: Error>(
    in bytes: [UInt8], to end: Int, _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var counts = [Int](repeating: 0, count: 256)
    var unexpected = [Int](repeating: 0, count: 256)
    var offset = SRATHead.byteCount
    var position = 0
    while offset < end {
      guard end - offset >= 2 else {
        issues.append("1 byte is left behind the last SRAT structure", at: offset)
        return
      }
      let type = bytes[offset]
      let length = Int(bytes[offset + 1])
      let known = knownAffinity(type)
      if length < 2 {
        issues.append(
          "length of the SRAT structure of type \(type) is \(length), less than the 2 it begins with",
          at: offset + 1)
        return
      }
      if length > end - offset {
        issues.append(
          "length of the SRAT structure of type \(type) is \(length), but \(end - offset) bytes are left",
          at: offset + 1)
        return
      }
      let kind: TableRecord.Kind
      let index: Int
      if let known, known.length == length {
        kind = known.kind
        index = counts[Int(type)]
        counts[Int(type)] += 1
      } else {
        kind = .otherAffinity(type: type)
        index = unexpected[Int(type)]
        unexpected[Int(type)] += 1
        if let known {
          issues.append(
            "length of the SRAT structure of type \(type) is \(length), should be \(known.length)", at: offset + 1)
        }
      }
      try body(TableRecord(kind: kind, index: index, position: position, offset: offset, length: length))
      offset += length
      position += 1
    }
  }

  /// The types whose contents are decoded.
  private static func knownAffinity(_ type: UInt8) -> (kind: TableRecord.Kind, length: Int)? {
    switch type {
    case SRAT.ProcessorAffinity.type: (.processorAffinity, SRAT.ProcessorAffinity.byteCount)
    case SRAT.MemoryAffinity.type: (.memoryAffinity, SRAT.MemoryAffinity.byteCount)
    case SRAT.X2APICAffinity.type: (.x2APICAffinity, SRAT.X2APICAffinity.byteCount)
    case SRAT.GICCAffinity.type: (.giccAffinity, SRAT.GICCAffinity.byteCount)
    default: nil
    }
  }
}
