import Addresses
import MachineModel

/// Where the memory of a host's nodes lies, as topologies say it: ranges of RAM, what in them is reserved, and gaps.
struct HostMemory {
  /// What of a hole between two ranges of RAM is taken for memory that the firmware keeps to itself, whatever the map says of
  /// it: as large as all that a PC has below 1 MiB.
  private static let smallHole: UInt64 = 1 << 20
  /// The same of a hole of which the map says all.
  private static let coveredHole: UInt64 = 64 << 20

  /// The ranges of each node, ascending; in the order of the nodes.
  private(set) var ranges: [[AddressRange]]
  /// What is reserved, ascending and disjoint; `nil` where nothing is known of it.
  private(set) var reserved: [ReservedRange]?
  /// What lies between ranges of RAM, ascending.
  private(set) var gaps: [AddressRange] = []
  /// Bytes of memory for a special purpose, of which nobody knows the node.
  private(set) var softReserved: UInt64 = 0

  /// Finds where memory lies; `nil` where nothing is known of that.
  init?(_ tree: HostTree) {
    let owners = BlockOwners(tree)
    let usable: AddressSet
    var covered = AddressSet([])
    if tree.memoryMap.isEmpty {
      guard let owners else { return nil }
      usable = AddressSet(owners.ranges.map(\.range))
      reserved = nil
    } else {
      let map = tree.memoryMap
      softReserved = AddressSet(map.filter { $0.kind == .softReserved }.map(\.range)).size
      covered = AddressSet(map.filter { $0.kind != .ram }.map(\.range))
      (usable, reserved) = Self.settled(map)
    }
    ranges = tree.nodes.map { _ in [] }
    guard var pieces = Self.pieces(of: usable, owners, tree) else { return nil }
    if let first = pieces.first, first.range.start <= Self.smallHole, tree.architecture != .aarch64 {
      // What firmware keeps of the first page is memory all the same.
      pieces[0].range = AddressRange(0, first.range.end)
    }
    var joined: [(node: Int, range: AddressRange)] = []
    for piece in pieces {
      if let last = joined.last, last.node == piece.node {
        let hole = AddressRange(last.range.end, piece.range.start)
        let isKept = hole.size <= Self.smallHole || hole.size <= Self.coveredHole && covered.gaps(in: hole).isEmpty
        if isKept {
          joined[joined.count - 1].range = AddressRange(last.range.start, piece.range.end)
          continue
        }
      }
      joined.append(piece)
    }
    for (node, range) in joined {
      let range = AddressRange(range.start.roundedUp(to: Units.pageSize), range.end.roundedDown(to: Units.pageSize))
      if !range.isEmpty { ranges[node].append(range) }
    }
    settle(usable)
  }

  /// What follows from the ranges.
  private mutating func settle(_ usable: AddressSet) {
    let all = ranges.flatMap { $0 }.sorted { $0.start < $1.start }
    gaps = zip(all, all.dropFirst()).compactMap { lower, upper in
      lower.end < upper.start ? AddressRange(lower.end, upper.start) : nil
    }
    guard let known = reserved else { return }
    // What lies in a range, and is neither usable nor said to be anything.
    let told = AddressSet(known.map(\.range) + usable.ranges)
    let holes = all.flatMap { told.gaps(in: $0) }.map { ReservedRange(start: $0.start, end: $0.end, kind: .hole) }
    reserved = (known + holes).sorted { $0.start < $1.start }
  }

  /// What is usable and what is reserved, of several kinds for an address the one that Linux believes: that of the highest
  /// number (`e820__update_table` of arch/x86/kernel/e820.c).
  static func settled(_ map: [HostRange]) -> (usable: AddressSet, reserved: [ReservedRange]) {
    let usable = AddressSet(map.filter { $0.kind == .ram }.map(\.range))
      .subtracting(AddressSet(map.filter { $0.kind != .ram }.map(\.range)))
    var taken = AddressSet([])
    var reserved: [ReservedRange] = []
    for kind in ReservedRange.Kind.allCases.reversed() where kind != .hole {
      let ranges = AddressSet(map.filter { $0.kind == .reserved(kind) }.map(\.range)).subtracting(taken).ranges
      reserved += ranges.map { ReservedRange(start: $0.start, end: $0.end, kind: kind) }
      taken = AddressSet(taken.ranges + ranges)
    }
    return (usable, reserved.sorted { $0.start < $1.start })
  }

  /// RAM cut where another node's begins; `nil` where nobody knows which node's some of it is.
  private static func pieces(
    of usable: AddressSet, _ owners: BlockOwners?, _ tree: HostTree
  ) -> [(node: Int, range: AddressRange)]? {
    let withMemory = tree.nodes.indices.filter { tree.nodes[$0].hasMemory || !tree.nodes[$0].blocks.isEmpty }
    if withMemory.count <= 1, let node = withMemory.first { return usable.ranges.map { (node, $0) } }
    guard let owners, let first = owners.ranges.first else { return nil }
    return usable.ranges.flatMap { range -> [(node: Int, range: AddressRange)] in
      var pieces: [(node: Int, range: AddressRange)] = []
      let next = owners.ranges.firstIndexOfSorted { $0.range.end > range.start }
      // What lies in no block, as where the kernel was told to do with less, is of the node before it.
      var (start, node) = (range.start, next > 0 ? owners.ranges[next - 1].node : first.node)
      for owner in owners.ranges[next...] {
        guard owner.range.start < range.end else { break }
        if owner.node != node, owner.range.start > start {
          pieces.append((node, AddressRange(start, owner.range.start)))
          start = owner.range.start
        }
        node = owner.node
      }
      return pieces + [(node, AddressRange(start, range.end))]
    }
  }
}

/// Which node each block of memory is of.
private struct BlockOwners {
  /// Ascending and disjoint.
  let ranges: [(node: Int, range: AddressRange)]

  /// `nil` where the kernel does not tell.
  init?(_ tree: HostTree) {
    guard let size = tree.blockSize else { return nil }
    var found: [(node: Int, range: AddressRange)] = []
    for (node, host) in tree.nodes.enumerated() {
      for run in host.blocks.ranges {
        let (start, isTooHigh) = UInt64(run.first).multipliedReportingOverflow(by: size)
        let (end, isTooLong) = (UInt64(run.last) + 1).multipliedReportingOverflow(by: size)
        guard !isTooHigh, !isTooLong, end <= Units.addressLimit else { continue }
        found.append((node, AddressRange(start, end)))
      }
    }
    found.sort { ($0.range.start, $0.node) < ($1.range.start, $1.node) }
    var disjoint: [(node: Int, range: AddressRange)] = []
    for (node, range) in found {
      // A block in which one node's memory ends and another's begins is of both.
      let start = max(range.start, disjoint.last?.range.end ?? 0)
      if start < range.end { disjoint.append((node, AddressRange(start, range.end))) }
    }
    guard !disjoint.isEmpty else { return nil }
    ranges = disjoint
  }
}
