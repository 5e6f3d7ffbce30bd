import Addresses
import Lowering
import MachineModel

/// Which slots show windows: those of a flat view, numbered so that what does not change keeps its slot.
struct WindowSlots {
  /// Numbers are taken from here on: behind those of RAM.
  let firstNumber: UInt32
  /// The number behind the highest that KVM takes.
  let numberLimit: UInt32

  /// Slots for pieces of windows, in their order.
  ///
  /// - Parameters:
  ///   - pieces: What the guest is to see, a piece a slot, in ascending guest physical address.
  ///   - windows: The windows by their numbers, which are the pieces' identifiers.
  ///   - current: The slots of windows as they are.
  /// - Returns: The slots; `nil` where there are more of them than numbers.
  func slots(
    for pieces: [FlatView.VisibleRange], of windows: [Int: DeviceWindow], keeping current: [PartitionSlot]
  ) -> [PartitionSlot]? {
    var kept: [FlatView.VisibleRange: PartitionSlot] = [:]
    for slot in current {
      guard case .window(let number) = slot.source else { continue }
      kept[FlatView.VisibleRange(id: number, start: slot.guestPhysicalAddress, end: slot.end)] = slot
    }
    let used = Set(pieces.compactMap { kept[$0]?.number })
    var next = firstNumber
    var slots: [PartitionSlot] = []
    for piece in pieces {
      if let slot = kept[piece] {
        slots.append(slot)
        continue
      }
      while used.contains(next) { next += 1 }
      guard next < numberLimit, let window = windows[piece.id] else { return nil }
      slots.append(
        PartitionSlot(
          number: next, guestPhysicalAddress: piece.start, size: piece.end - piece.start,
          source: .window(piece.id), offset: piece.start - window.start))
      next += 1
    }
    return slots
  }
}
