public import FieldCoding
public import Lowering
public import MachineModel

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

  /// The table's signature.
  public static let signature = FixedText("SLIT", width: 4)

  /// Creates a table.
  public init(_ matrix: DistanceMatrix, revision: UInt8 = 1, identity: ACPIIdentity = ACPIIdentity()) {
    self.init(
      localities: UInt64(matrix.count), distances: matrix.values, revision: revision, identity: identity)
  }

  /// The table of a layout.
  public init(_ layout: Layout, identity: ACPIIdentity = ACPIIdentity()) {
    self.init(layout.topology.distances, identity: identity)
  }

  private init(localities: UInt64, distances: [UInt8], revision: UInt8, identity: ACPIIdentity) {
    self.revision = revision
    self.identity = identity.named(for: Self.signature)
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
  public func encoded() -> [UInt8] {
    let head = SLITHead(
      header: ACPIHeader(signature: Self.signature, revision: revision, identity: identity), localities: localities)
    return ACPIEnvelope.seal(head, bodyCount: distances.count) { $0.append(contentsOf: distances) }
  }

  /// Reads a table.
  public static func decode(_ bytes: [UInt8]) -> Decoded<SLIT> {
    var issues = IssueList()
    let (head, end) = ACPIEnvelope.open(SLITHead.self, signature: signature, in: bytes, &issues)
    let matrix = TableOutline.distances(head, in: bytes, to: end, &issues)
    let table = SLIT(
      localities: head.localities, distances: Array(bytes[matrix]), revision: head.header.revision,
      identity: ACPIIdentity(head.header))
    return Decoded(table, issues)
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

  init() {
    self.init(header: ACPIHeader(), localities: 0)
  }

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    coder.field("localities", &localities)
  }
}

extension TableOutline {
  /// Where the distances lie, of a matrix that is not all there what is.
  static func distances(
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

  /// Gives the rows of a matrix of distances, of which the last one may be cut off, and what lies behind them.
  static func forEachRow<Failure: Error>(
    _ head: SLITHead, _ matrix: Range<Int>, to end: Int, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let width = max(1, min(Int(clamping: head.localities), matrix.count))
    var index = 0
    for offset in stride(from: matrix.lowerBound, to: matrix.upperBound, by: width) {
      try body(
        TableRecord(
          kind: .distances, index: index, position: index, offset: offset,
          length: min(width, matrix.upperBound - offset)))
      index += 1
    }
    guard matrix.upperBound < end else { return }
    try body(
      TableRecord(
        kind: .slack, index: 0, position: index, offset: matrix.upperBound, length: end - matrix.upperBound))
  }
}
