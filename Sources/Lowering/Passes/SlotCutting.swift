import Addresses
public import MachineModel

/// Where a stretch of addresses is cut into slots.
struct SlotCutting {
  private let maximumSize: UInt64
  private let boundaries: [UInt64]

  /// - Parameters:
  ///   - maximumSize: The longest slot. What is longer is cut at the addresses that are multiples of it, so that every
  ///     cut is as aligned as the size itself.
  ///   - boundaries: Ascending addresses that no slot reaches across.
  init(maximumSize: UInt64, boundaries: [UInt64] = []) {
    self.maximumSize = maximumSize
    self.boundaries = boundaries
  }

  /// How many slots a stretch takes, without cutting it: a tiny `max_size` would make 2^40 of them.
  func count(_ start: UInt64, _ end: UInt64) -> UInt64 {
    var count: UInt64 = 0
    forEachStretch(start, end) { start, end in
      count += end - start > maximumSize ? (end - 1) / maximumSize - start / maximumSize + 1 : 1
    }
    return count
  }

  /// Gives the pieces of a stretch in ascending address.
  func forEachPiece(_ start: UInt64, _ end: UInt64, _ body: (_ start: UInt64, _ end: UInt64) -> Void) {
    forEachStretch(start, end) { start, end in
      guard end - start > maximumSize else { return body(start, end) }
      var start = start
      while start < end {
        let next = min(end, (start / maximumSize + 1) * maximumSize)
        body(start, next)
        start = next
      }
    }
  }

  private func forEachStretch(_ start: UInt64, _ end: UInt64, _ body: (_ start: UInt64, _ end: UInt64) -> Void) {
    var start = start
    if let last = boundaries.last, start < last {
      for boundary in boundaries where start < boundary && boundary < end {
        body(start, boundary)
        start = boundary
      }
    }
    body(start, end)
  }
}

extension Topology {
  /// What of a window is seen in one stretch, cut into what one slot each can show.
  public func slotPieces(of piece: FlatView.VisibleRange) -> [FlatView.VisibleRange] {
    var pieces: [FlatView.VisibleRange] = []
    slotCutting.forEachPiece(piece.start, piece.end) { start, end in
      pieces.append(FlatView.VisibleRange(id: piece.id, start: start, end: end))
    }
    return pieces
  }

  /// Where this topology's slots are cut.
  var slotCutting: SlotCutting {
    SlotCutting(maximumSize: slots.maximumSize, boundaries: splitsFirstMegabyte ? LegacyMegabyte.boundaries : [])
  }
}
