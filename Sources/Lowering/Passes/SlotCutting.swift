import Addresses
import MachineModel

/// Where a range of addresses is cut into slots.
struct SlotCutting {
  private let maximumSize: UInt64
  private let boundaries: [UInt64]

  /// - Parameters:
  ///   - maximumSize: The longest slot. What is longer is cut at the addresses that are multiples of it, so that every
  ///     cut is as aligned as the size itself.
  ///   - boundaries: Ascending addresses that no slot reaches across, each once.
  init(maximumSize: UInt64, boundaries: [UInt64] = []) {
    self.maximumSize = maximumSize
    self.boundaries = boundaries
  }

  /// How many slots a range takes, without cutting it: a tiny `max_size` would make 2^40 of them.
  func count(_ range: AddressRange) -> UInt64 {
    var count: UInt64 = 0
    forEachRange(betweenBoundariesIn: range) { range in
      count +=
        range.size > maximumSize ? (range.end - 1) / maximumSize - range.start / maximumSize + 1 : 1
    }
    return count
  }

  /// Gives the addresses of each slot that a range takes, ascending.
  func forEachSlot(in range: AddressRange, _ body: (AddressRange) -> Void) {
    forEachRange(betweenBoundariesIn: range) { range in
      guard range.size > maximumSize else { return body(range) }
      var start = range.start
      while start < range.end {
        let next = min(range.end, (start / maximumSize + 1) * maximumSize)
        body(AddressRange(start, next))
        start = next
      }
    }
  }

  private func forEachRange(betweenBoundariesIn range: AddressRange, _ body: (AddressRange) -> Void) {
    var start = range.start
    if let last = boundaries.last, start < last {
      for boundary in boundaries[boundaries.firstIndexOfSorted { $0 > start }...] {
        guard boundary < range.end else { break }
        body(AddressRange(start, boundary))
        start = boundary
      }
    }
    body(AddressRange(start, range.end))
  }
}

extension Topology {
  /// The addresses at which a window is seen, cut into what one slot each can show.
  package func slotRanges(of visible: FlatView.VisibleRange) -> [FlatView.VisibleRange] {
    var ranges: [FlatView.VisibleRange] = []
    slotCutting.forEachSlot(in: visible.range) { ranges.append(FlatView.VisibleRange(id: visible.id, range: $0)) }
    return ranges
  }

  /// Where this topology's slots are cut.
  var slotCutting: SlotCutting { SlotCutting(maximumSize: slots.maximumSize, boundaries: slotBoundaries) }

  /// Where slots are cut on purpose, ascending, each once.
  var slotBoundaries: [UInt64] {
    let legacy = splitsFirstMegabyte ? LegacyMegabyte.boundaries : []
    guard !slots.cuts.isEmpty else { return legacy }
    var boundaries: [UInt64] = []
    for address in (legacy + slots.cuts.map(\.value)).sorted() where boundaries.last != address {
      boundaries.append(address)
    }
    return boundaries
  }
}
