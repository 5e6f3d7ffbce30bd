public import Diagnostics
import Topology

/// The fourth pass: which memslots hold the RAM.
///
/// One extent is one slot, unless it is longer than `slots.max_size`: then it is cut at the guest physical
/// addresses that are multiples of that, so that every cut is as aligned as the size itself.
public struct SlotAssignment: Sendable {
  /// Creates the pass.
  public init() {}

  /// Numbers the slots; `nil` where there are more than KVM or the topology allows, after saying so.
  public func run(_ mapped: MappedNodes, reportingTo sink: inout DiagnosticSink) -> Layout? {
    let placed = mapped.placed
    let options = placed.topology.slots
    guard mayNumber(placed, options, &sink) else { return nil }
    var slots: [MemorySlot] = []
    slots.reserveCapacity(placed.extents.count)
    var offsets = [UInt64](repeating: 0, count: placed.sizes.count)
    for extent in placed.extents {
      for (start, end) in Self.pieces(of: extent, maximumSize: options.maximumSize) {
        slots.append(
          MemorySlot(
            number: options.first + UInt32(slots.count), guestPhysicalAddress: start, size: end - start,
            node: extent.node, backingOffset: offsets[extent.node]))
        offsets[extent.node] += end - start
      }
    }
    return Layout(
      topology: placed.topology, sizes: placed.sizes, extents: placed.extents, memoryMap: mapped.memoryMap,
      affinities: mapped.affinities, slots: slots)
  }

  private static func pieceCount(of extent: Extent, maximumSize: UInt64) -> UInt64 {
    guard extent.size > maximumSize else { return 1 }
    return (extent.end - 1) / maximumSize - extent.start / maximumSize + 1
  }

  private static func pieces(of extent: Extent, maximumSize: UInt64) -> [(start: UInt64, end: UInt64)] {
    guard extent.size > maximumSize else { return [(extent.start, extent.end)] }
    var pieces: [(UInt64, UInt64)] = []
    var start = extent.start
    while start < extent.end {
      let end = min(extent.end, (start / maximumSize + 1) * maximumSize)
      pieces.append((start, end))
      start = end
    }
    return pieces
  }

  /// Counts before it cuts, so that a tiny `max_size` costs a message and not the memory of 2^40 slots.
  private func mayNumber(
    _ placed: PlacedNodes, _ options: SlotOptions, _ sink: inout DiagnosticSink
  ) -> Bool {
    let count = placed.extents.reduce(0) { $0 + Self.pieceCount(of: $1, maximumSize: options.maximumSize) }
    if let maximum = options.maximumCount, count > maximum.value {
      sink.report(
        LayoutRule.tooManySlots, at: maximum.range,
        "the layout has \(count) slots, but 'slots.max' allows \(maximum.value)")
      return false
    }
    let last = UInt64(options.first) + count - 1
    guard last <= Language.highestSlot else {
      sink.report(
        LayoutRule.slotNumberTooHigh, at: options.range,
        "the layout has \(count) slots from number \(options.first), so the last is \(last); "
          + "KVM takes numbers up to \(Language.highestSlot)")
      return false
    }
    return true
  }
}
