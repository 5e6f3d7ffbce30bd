import Addresses
import Lowering
import MachineModel

/// Which slots show windows: those of a flat view, numbered so that what does not change keeps its slot.
struct WindowSlots {
  /// Numbers are taken from here on: behind those of RAM.
  let firstNumber: UInt32
  /// The number behind the highest that KVM takes.
  let numberLimit: UInt32

  /// Slots for visible ranges of windows, in their order.
  ///
  /// - Parameters:
  ///   - ranges: What the guest is to see, a range a slot, in ascending guest physical address.
  ///   - windows: The windows by their numbers, which are the ranges' identifiers.
  ///   - current: The slots of windows as they are.
  /// - Returns: The slots; `nil` where there are more of them than numbers.
  func slots(
    for ranges: [FlatView.VisibleRange], of windows: [Int: DeviceWindow], keeping current: [PartitionSlot]
  ) -> [PartitionSlot]? {
    var kept: [FlatView.VisibleRange: PartitionSlot] = [:]
    for slot in current {
      guard case .window(let number) = slot.source else { continue }
      kept[FlatView.VisibleRange(id: number, start: slot.guestPhysicalAddress, end: slot.end)] = slot
    }
    let used = Set(ranges.compactMap { kept[$0]?.number })
    var next = firstNumber
    var slots: [PartitionSlot] = []
    for range in ranges {
      if let slot = kept[range] {
        slots.append(slot)
        continue
      }
      while used.contains(next) { next += 1 }
      guard next < numberLimit, let window = windows[range.id] else { return nil }
      slots.append(
        PartitionSlot(
          number: next, guestPhysicalAddress: range.start, size: range.end - range.start,
          source: .window(range.id), offset: range.start - window.start))
      next += 1
    }
    return slots
  }
}
