public import FieldCoding
public import Lowering
public import MachineModel
import Platforms

/// The System Locality Information Table, the relative distances between proximity domains (ACPI 6.5,
/// section 5.2.17).
public struct SLIT: Equatable, Sendable {
  /// The revision of the format: 1.
  public var revision: UInt8
  /// Who made the table.
  public var identity: ACPIIdentity
  /// How many proximity domains the table says it is for.
  public let localities: UInt64
  /// The distances row by row: `localities × localities` bytes, fewer only where a table was cut off.
  public let distances: [UInt8]
  /// Where the distances come from.
  private var origin = RecordOrigins()

  /// Creates a table.
  public init(_ matrix: DistanceMatrix, revision: UInt8 = 1, identity: ACPIIdentity = ACPIIdentity()) {
    self.init(
      localities: UInt64(matrix.count), distances: matrix.values, revision: revision, identity: identity)
  }

  /// The table of a layout, which has a row for every number up to the highest proximity domain, or for every node where the
  /// platform's has.
  public init(_ layout: Layout, identity: ACPIIdentity) {
    let distances = layout.topology.distances
    let domains = layout.topology.proximityDomains
    if domains.areByPlace {
      self.init(distances, identity: identity)
    } else {
      let style = layout.tableStyle
      self.init(
        distances.spread(over: style.localityCount(of: domains), rows: style.rows(of: domains)), identity: identity)
    }
    origin = RecordOrigins([RecordOrigin(distances.origin)])
  }

  private init(localities: UInt64, distances: [UInt8], revision: UInt8, identity: ACPIIdentity) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.localities = localities
    self.distances = distances
  }

  /// The distance from one proximity domain to another; `nil` where the table does not tell.
  public subscript(from: Int, to: Int) -> UInt8? {
    guard let count = Int(exactly: localities), 0..<count ~= from, 0..<count ~= to else { return nil }
    let (row, overflow) = from.multipliedReportingOverflow(by: count)
    guard !overflow, row < distances.count, to < distances.count - row else { return nil }
    return distances[row + to]
  }

  /// The table's bytes.
  public func encoded() -> [UInt8] { encodedBytes() }
}

extension SLIT: TableFormat {
  package static let name = "slit"
  package static let title = "SLIT"
  package static let specification = "ACPI 6.5, section 5.2.17"
  package static let signature: FixedText? = FixedText(title, width: 4)

  private static let head = RecordKind.head("SLIT header", SLITHead.self)
  private static let row = RecordKind(
    "SLIT distances from node", numbering: .node, tail: .distances(to: "to node"))
  private static let slack = RecordKind.slack(of: "SLIT")

  /// The table of a layout, by whom its topology states, or memc.
  public init(_ layout: Layout) {
    self.init(layout, identity: ACPIIdentity(layout))
  }

  package static func make(of layout: Layout, _: ImageTables?) -> SLIT? {
    absence(in: layout) == nil ? SLIT(layout) : nil
  }

  package static func absence(in layout: Layout) -> String? {
    if let silence = layout.silenceOnNodes { return silence }
    return !layout.tableStyle.hasSLITOnlyWhereStated || layout.topology.distances.isStated
      ? nil : "nothing is said of 'distances', and platform '\(layout.geography.name)' then has none"
  }

  package func encode(to encoder: inout RecordEncoder) {
    let head = SLITHead(
      header: ACPIHeader(Self.title, revision: revision, identity: identity),
      localities: localities)
    ACPIEnvelope.seal(head, bodyCount: distances.count, to: &encoder) {
      $0.append(contentsOf: distances, from: origin[0])
    }
  }

  /// Reads a table.
  public static func decode(_ bytes: [UInt8]) -> Decoded<SLIT> {
    var issues = IssueList()
    let (head, end) = ACPIEnvelope.open(SLITHead.self, signature: signature, in: bytes, &issues)
    let matrix = places(head, in: bytes, to: end, &issues)
    let table = SLIT(
      localities: head.localities, distances: Array(bytes[matrix]), revision: head.header.revision,
      identity: ACPIIdentity(head.header))
    return Decoded(table, issues)
  }

  /// Gives the head, the rows of the matrix, of which the last one may be cut off, and what lies behind them.
  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (slit, end) = ACPIEnvelope.open(SLITHead.self, signature: signature, in: bytes, &issues)
    let matrix = places(slit, in: bytes, to: end, &issues)
    try body(TableRecord(kind: head, index: 0, offset: 0, length: min(SLITHead.byteCount, end)))
    let width = max(1, min(Int(clamping: slit.localities), matrix.count))
    for (index, offset) in stride(from: matrix.lowerBound, to: matrix.upperBound, by: width).enumerated() {
      try body(
        TableRecord(kind: row, index: index, offset: offset, length: min(width, matrix.upperBound - offset)))
    }
    guard matrix.upperBound < end else { return }
    try body(
      TableRecord(kind: slack, index: 0, offset: matrix.upperBound, length: end - matrix.upperBound))
  }

  /// Where the distances lie, of a matrix that is not all there what is.
  private static func places(
    _ head: SLITHead, in bytes: [UInt8], to end: Int, _ issues: inout IssueList
  ) -> Range<Int> {
    let start = min(SLITHead.byteCount, end)
    guard end >= SLITHead.byteCount else { return start..<start }
    let (wanted, overflow) = head.localities.multipliedReportingOverflow(by: head.localities)
    let present = end - start
    if overflow || wanted > UInt64(present) {
      issues.append(
        "\(head.localities) localities need \(overflow ? "2^64 or more" : "\(wanted)") distances, "
          + "but \(present) \(present == 1 ? "is" : "are") there", at: ACPIHeader.byteCount)
      return start..<end
    }
    let slack = UInt64(present) - wanted
    if slack > 0 {
      // Firmware that reserves room for its largest machine writes such a table, and Linux reads it.
      issues.append(
        "\(head.localities) \(head.localities == 1 ? "locality needs" : "localities need") \(wanted) "
          + "\(wanted == 1 ? "distance" : "distances"), but \(present) bytes are there; the last \(slack) of them "
          + "\(slack == 1 ? "is" : "are") slack", at: ACPIHeader.byteCount, isWarning: head.localities > 0)
    }
    return start..<start + Int(wanted)
  }
}

extension DistanceMatrix {
  /// The distances in a larger matrix: a row that is no node's, nothing reaches.
  ///
  /// - Parameter rows: The row of each node.
  fileprivate func spread(over size: Int, rows: [Int]) -> DistanceMatrix {
    var spread = DistanceMatrix(count: size, remote: Self.unreachable)
    for from in 0..<count {
      for to in 0..<count { spread[rows[from], rows[to]] = self[from, to] }
    }
    return spread
  }
}

/// SLIT before its distances.
struct SLITHead: ACPIHead {
  var header: ACPIHeader
  var localities: UInt64

  init(header: ACPIHeader, localities: UInt64) {
    self.header = header
    self.localities = localities
  }

  init(header: ACPIHeader) {
    self.init(header: header, localities: 0)
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.field("localities", &localities)
  }
}
