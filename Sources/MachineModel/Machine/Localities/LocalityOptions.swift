package import Diagnostics

/// What a topology says of latencies and bandwidths between all its nodes.
package struct LocalityOptions: Sendable {
  /// What memory is taken to be like where a node says nothing and its machine asks for an estimate: as fast as DRAM on
  /// nodes with CPUs, as far memory is on others. In picoseconds and MB/s.
  package static let estimates = (
    latency: (near: 100_000 as UInt64, far: 300_000 as UInt64),
    bandwidth: (near: 51_200 as UInt64, far: 20_480 as UInt64)
  )

  /// Whether what no node states is estimated.
  package var areDerived = false
  /// What an entry of 1 stands for among latencies, in picoseconds; `nil` for what all values are multiples of.
  package var latencyBase: Located<UInt64>?
  /// What an entry of 1 stands for among bandwidths, in MB/s; `nil` for what all values are multiples of.
  package var bandwidthBase: Located<UInt64>?
  /// Where it is stated.
  package var origin: SourceRange?
  private var matrices = [StatedLocalities?](repeating: nil, count: LocalityAttribute.allCases.count)

  /// A machine that says nothing.
  package init(areDerived: Bool = false) {
    self.areDerived = areDerived
  }

  /// The values of all pairs; `nil` where they are not stated as a matrix.
  package subscript(attribute: LocalityAttribute) -> StatedLocalities? {
    get { matrices[attribute.index] }
    set { matrices[attribute.index] = newValue }
  }

  /// What an entry of 1 stands for, where that is stated.
  package func base(of quantity: Quantity) -> Located<UInt64>? {
    switch quantity {
    case .latency: latencyBase
    case .bandwidth: bandwidthBase
    }
  }
}

/// A value for each pair of an initiator and a target.
package struct StatedLocalities: Sendable {
  /// A row of the matrix as it is written.
  package struct Row: Sendable {
    /// How many entries it has.
    package var count: Int
    /// Where it is stated.
    package var origin: SourceRange?
  }

  /// The value of a pair of which nothing is known.
  package static let notStated: UInt64 = 0
  /// The value of a target that cannot be reached from its initiator.
  package static let unreachable = UInt64.max

  /// The values row by row, in picoseconds or in MB/s.
  package var values: [UInt64]
  /// A row for each initiator.
  package var rows: [Row]
  /// Where the matrix is stated.
  package var origin: SourceRange?

  /// Creates a matrix of its rows.
  package init(rows: [[UInt64]], origin: SourceRange? = nil) {
    values = rows.flatMap { $0 }
    self.rows = rows.map { Row(count: $0.count) }
    self.origin = origin
  }
}
