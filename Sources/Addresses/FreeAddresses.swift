/// Ranges of addresses that nobody has yet, of which aligned ranges are taken one by one.
///
/// They are kept in blocks of some dozens. For each alignment that was asked for it is known how much of a range is free in a
/// block, so that blocks without room are passed by: a search takes as long as there are blocks, not ranges.
package struct FreeAddresses: Sendable {
  /// The most ranges of a block, which is cut in two when it has more.
  private static let longestBlock = 128

  /// Ascending ranges that neither overlap nor are empty; a block may be empty.
  private var blocks: [[AddressRange]] = []
  /// By alignment the most bytes, block by block, that are free from a multiple of it on.
  private var rooms: [UInt64: [UInt64]] = [:]

  /// Takes ranges in any order, of which no two overlap. What touches is not joined.
  package init(_ ranges: [AddressRange]) {
    let ascending = ranges.filter { !$0.isEmpty }.sorted { $0.start < $1.start }
    for start in stride(from: 0, to: ascending.count, by: Self.longestBlock / 2) {
      blocks.append(Array(ascending[start...].prefix(Self.longestBlock / 2)))
    }
  }

  /// The most bytes that are free from a multiple of an alignment on.
  ///
  /// - Parameter alignment: A power of two up to 2^52, as are all addresses.
  package mutating func room(alignedTo alignment: UInt64) -> UInt64 { rooms(alignedTo: alignment).max() ?? 0 }

  /// Takes the highest aligned range of so many bytes; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - size: Bytes; never 0.
  ///   - alignment: What it begins at a multiple of: a power of two up to 2^52.
  package mutating func takeHighest(_ size: UInt64, alignedTo alignment: UInt64) -> AddressRange? {
    guard let block = rooms(alignedTo: alignment).lastIndex(where: { $0 >= size }),
      let index = blocks[block].lastIndex(where: { $0.room(alignedTo: alignment) >= size })
    else { return nil }
    let start = (blocks[block][index].end - size).roundedDown(to: alignment)
    return take(AddressRange(start: start, size: size), index, of: block)
  }

  /// Takes the lowest aligned range of so many bytes; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - size: Bytes; never 0.
  ///   - alignment: What it begins at a multiple of: a power of two up to 2^52.
  package mutating func takeLowest(_ size: UInt64, alignedTo alignment: UInt64) -> AddressRange? {
    guard let block = rooms(alignedTo: alignment).firstIndex(where: { $0 >= size }),
      let index = blocks[block].firstIndex(where: { $0.room(alignedTo: alignment) >= size })
    else { return nil }
    let start = blocks[block][index].start.roundedUp(to: alignment)
    return take(AddressRange(start: start, size: size), index, of: block)
  }

  private mutating func rooms(alignedTo alignment: UInt64) -> [UInt64] {
    if let known = rooms[alignment] { return known }
    let found = blocks.map { Self.room(of: $0, alignedTo: alignment) }
    rooms[alignment] = found
    return found
  }

  private static func room(of block: [AddressRange], alignedTo alignment: UInt64) -> UInt64 {
    block.reduce(0) { max($0, $1.room(alignedTo: alignment)) }
  }

  /// Leaves what lies on both sides of what is taken.
  private mutating func take(_ taken: AddressRange, _ index: Int, of block: Int) -> AddressRange {
    let free = blocks[block][index]
    let rest = [AddressRange(free.start, taken.start), AddressRange(taken.end, free.end)].filter { !$0.isEmpty }
    blocks[block].replaceSubrange(index...index, with: rest)
    let isCut = blocks[block].count > Self.longestBlock
    if isCut {
      let half = Self.longestBlock / 2
      blocks.insert(Array(blocks[block][half...]), at: block + 1)
      blocks[block].removeSubrange(half...)
    }
    for alignment in rooms.keys {
      rooms[alignment]?[block] = Self.room(of: blocks[block], alignedTo: alignment)
      if isCut { rooms[alignment]?.insert(Self.room(of: blocks[block + 1], alignedTo: alignment), at: block + 1) }
    }
    return taken
  }
}

extension AddressRange {
  /// The bytes from the first multiple of an alignment on.
  fileprivate func room(alignedTo alignment: UInt64) -> UInt64 {
    let first = start.roundedUp(to: alignment)
    return first < end ? end - first : 0
  }
}
