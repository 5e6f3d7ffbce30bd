import Addresses
import Lowering
import MachineModel

/// Which slots show windows: those of a flat view, numbered so that what does not change keeps its slot.
struct WindowSlots {
  /// Numbers are taken from here on: behind those of RAM, and those that are kept for what may be plugged in.
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
    for ranges: [FlatView.VisibleRange], of windows: [Int: DeviceWindow], keeping current: [MemorySlot]
  ) -> [MemorySlot]? {
    var kept: [FlatView.VisibleRange: MemorySlot] = [:]
    for slot in current {
      guard case .window(let number) = slot.source else { continue }
      kept[FlatView.VisibleRange(id: number, range: slot.range)] = slot
    }
    let used = Set(ranges.compactMap { kept[$0]?.number })
    var next = firstNumber
    var slots: [MemorySlot] = []
    for range in ranges {
      if let slot = kept[range] {
        slots.append(slot)
        continue
      }
      while used.contains(next) { next += 1 }
      guard next < numberLimit, let window = windows[range.id] else { return nil }
      slots.append(
        MemorySlot(
          number: next, range: range.range, source: .window(range.id), backingOffset: range.start - window.start,
          visibility: window.visibility))
      next += 1
    }
    return slots
  }
}
