import Addresses
import Lowering

/// The objects of the host's memory that the slots of a machine are parts of, numbered as slots first need them.
struct MemoryObjects {
  /// What has an object of its own.
  private struct Owner: Hashable {
    let source: MemorySource
    let zone: Int?

    init(of slot: MemorySlot) { (source, zone) = (slot.source, slot.zone) }
  }

  private var numbers: [Owner: Int] = [:]
  /// The bytes of each.
  private(set) var sizes: [UInt64] = []

  /// The objects of slots.
  init(of slots: [MemorySlot]) {
    for slot in slots {
      // Within the machine's memory, whose sum has 64 bits.
      let end = slot.backingOffset &+ slot.size
      if let number = numbers[Owner(of: slot)] {
        sizes[number] = max(sizes[number], end)
      } else {
        numbers[Owner(of: slot)] = sizes.count
        sizes.append(end)
      }
    }
  }

  /// The object of a slot, one of those that this was made of.
  func number(of slot: MemorySlot) -> Int { numbers[Owner(of: slot)] ?? 0 }
}
