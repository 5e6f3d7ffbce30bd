import Addresses
package import FieldCoding
package import Lowering
import MachineModel

/// The CXL Early Discovery Table, by which a guest finds CXL host bridges, and the windows of addresses behind which the
/// memory of their devices is (CXL 3.1, section 9.18.1).
package struct CEDT: Equatable, Sendable {
  /// The revision of the format: 1.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The structures in their order.
  package var structures: [Structure]
  /// Where the structures come from.
  private var origins = RecordOrigins()

  /// A structure.
  package enum Structure: Hashable, Sendable {
    /// A host bridge with its registers.
    case hostBridge(HostBridge)
    /// A window of addresses.
    case window(FixedMemoryWindow)
    /// A structure of another type, or of a length that its type does not have.
    case other(OtherStructure)
  }

  /// Creates a table.
  package init(revision: UInt8 = 1, identity: ACPIIdentity = ACPIIdentity(), structures: [Structure]) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.structures = structures
  }

  /// The table of a layout: host bridges as they are stated, then windows by ascending address; `nil` where there are
  /// neither.
  package init?(_ layout: Layout) {
    guard Self.absence(in: layout) == nil else { return nil }
    var structures: [Structure] = []
    var origins: [RecordOrigin] = []
    for bridge in layout.topology.cxlBridges {
      structures.append(
        .hostBridge(
          HostBridge(
            uniqueID: bridge.uniqueID, registers: bridge.registers, length: CXLHostBridge.registersSize)))
      origins.append(RecordOrigin(bridge.origin))
    }
    for range in layout.cxlRanges {
      let node = layout.topology.nodes[range.node]
      guard let cxl = node.cxl else { continue }
      structures.append(
        .window(
          FixedMemoryWindow(
            base: range.start, size: range.size, granularity: cxl.granularity,
            restrictions: [.hostOnlyCoherent, node.isPersistent.value ? .persistent : .volatile],
            targets: cxl.bridges)))
      origins.append(RecordOrigin(node: range.node, cxl.origin))
    }
    self.init(identity: ACPIIdentity(layout), structures: structures)
    self.origins = RecordOrigins(origins)
  }

  /// The host bridges.
  package var hostBridges: [HostBridge] {
    structures.compactMap { if case .hostBridge(let bridge) = $0 { bridge } else { nil } }
  }

  /// The windows.
  package var windows: [FixedMemoryWindow] {
    structures.compactMap { if case .window(let window) = $0 { window } else { nil } }
  }
}

extension CEDT: TableFormat {
  package static let name = "cedt"
  package static let title = "CEDT"
  package static let specification = "CXL 3.1, section 9.18.1"
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let structures = StructureTable<ACPIHeader, Structure>(
    title, family: .byteAndWord,
    types: [StructureType(HostBridge.self), StructureType(FixedMemoryWindow.self, hasLists: true)])

  package static func absence(in layout: Layout) -> String? {
    layout.topology.cxlBridges.isEmpty && layout.topology.nodes.allSatisfy { $0.cxl == nil }
      ? "no node and no host bridge is of CXL" : nil
  }

  package func encode(to encoder: inout RecordEncoder) {
    Self.structures.encode(structures, from: origins, revision: revision, identity: identity, to: &encoder)
  }

  /// Reads a table.
  package static func decode(_ bytes: [UInt8]) -> Decoded<CEDT> {
    let (header, structures, issues) = structures.decode(bytes)
    let table = CEDT(revision: header.revision, identity: ACPIIdentity(header), structures: structures)
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try structures.outline.forEachRecord(in: bytes, &issues, body)
  }
}

/// A structure of CEDT.
protocol CEDTStructure: TableStructure {}

extension CEDTStructure {
  static var family: StructureFamily { .byteAndWord }
}

extension CEDT.Structure: AnyStructure {
  init(_ place: StructurePlace, from decoder: inout ByteDecoder) {
    if place.holds(CEDT.HostBridge.self) {
      self = .hostBridge(decoder.read(CEDT.HostBridge.self))
    } else if place.holds(CEDT.FixedMemoryWindow.self) {
      self = .window(decoder.read(CEDT.FixedMemoryWindow.self))
    } else {
      self = .other(OtherStructure(decoder.bytes, place))
    }
  }

  var byteCount: Int {
    switch self {
    case .hostBridge(let bridge): bridge.byteCount
    case .window(let window): window.byteCount
    case .other(let other): other.bytes.count
    }
  }

  func encode(to encoder: inout RecordEncoder, from origin: RecordOrigin) {
    switch self {
    case .hostBridge(let bridge): encoder.append(bridge, from: origin)
    case .window(let window): encoder.append(window, from: origin)
    case .other(let other): encoder.append(contentsOf: other.bytes, from: origin)
    }
  }
}
