public import Diagnostics

/// Relative distances between nodes, as SLIT has them (ACPI 6.5, section 5.2.17): 10 to itself,
/// 11 to 254 to others, 255 where there is no way.
public struct DistanceMatrix: Equatable, Sendable {
  /// A node's distance to itself.
  public static let local: UInt8 = 10
  /// The distance of two nodes of which nothing is said.
  public static let remote: UInt8 = 20
  /// No way from one node to the other.
  public static let unreachable: UInt8 = 255

  /// The number of nodes.
  public let count: Int
  /// The distances row by row: `count × count` bytes; none where nobody could have so many nodes.
  public internal(set) var values: [UInt8]
  /// The first row that has not an entry for each row there is, which rules tell of.
  private(set) var oddRow: OddRow?
  /// Where the distances are stated.
  public var origin: SourceRange?

  struct OddRow: Equatable, Sendable {
    let index: Int
    let entries: Int
  }

  /// Creates a matrix in which all other nodes are equally far.
  public init(count: Int, remote: UInt8 = DistanceMatrix.remote) {
    self.count = count
    guard 0...Language.maximumNodes ~= count else {
      values = []
      return
    }
    values = [UInt8](repeating: remote, count: count * count)
    for node in 0..<count { values[node * count + node] = Self.local }
  }

  /// Creates a matrix of its rows, which have an entry for each of them.
  public init(rows: [[UInt8]], origin: SourceRange? = nil) {
    count = rows.count
    values = Array(rows.joined())
    oddRow = rows.enumerated().first { $1.count != rows.count }.map { OddRow(index: $0, entries: $1.count) }
    self.origin = origin
  }

  /// Whether anything is said of distances: where they come from, or another one than where nothing is.
  package var isStated: Bool { origin != nil || values != DistanceMatrix(count: count).values }

  /// Whether all distances are the same both ways, in a matrix whose rows are whole.
  package var isSymmetric: Bool {
    (0..<count).allSatisfy { from in (0..<from).allSatisfy { self[from, $0] == self[$0, from] } }
  }

  /// Puts rows and columns that stand in an order where their nodes are.
  ///
  /// - Parameter order: The node of each row.
  mutating func reorder(_ order: [Int]) {
    let rows = values
    for (row, from) in order.enumerated() {
      for (column, to) in order.enumerated() { values[from * count + to] = rows[row * count + column] }
    }
  }

  /// The distance from one node to another, by their places.
  public subscript(from: Int, to: Int) -> UInt8 {
    get { values[from * count + to] }
    set { values[from * count + to] = newValue }
  }
}
