import CMemc
import Lowering
import MachineModel

/// The partitions of a layout with their slots, as C has them.
///
/// It is safe to share, as nothing of it changes once it is made, and what its structures point to lives as long as it does.
final class SlotTable: @unchecked Sendable {
  /// The machine as a whole.
  let machine: memc_machine
  /// The partitions.
  let partitions: [memc_partition]
  /// The slots of each partition, in ascending number.
  private let slots: [[memc_slot]]
  /// The numbers that are kept free in each partition, ascending.
  private let pluggable: [[memc_pluggable_slot]]
  /// What the structures point to.
  private let texts: LentTexts

  /// Makes the table of a layout.
  init(_ layout: Layout) {
    let objects = MemoryObjects(of: layout.partitions.flatMap(\.slots))
    var maker = SlotMaker(layout, objects)
    partitions = layout.partitions.map { maker.partition($0) }
    slots = layout.partitions.map { partition in partition.slots.map { maker.slot($0) } }
    pluggable = layout.partitions.map { partition in partition.pluggable.map { maker.pluggable($0) } }
    machine = memc_machine(
      size: 0, partition_count: UInt32(partitions.count), object_count: UInt32(objects.sizes.count))
    texts = maker.texts
  }

  /// The slots of a partition; none where there is no such partition.
  func slots(of partition: Int) -> [memc_slot] { slots.indices.contains(partition) ? slots[partition] : [] }

  /// The numbers that are kept free in a partition; none where there is no such partition.
  func pluggable(of partition: Int) -> [memc_pluggable_slot] {
    pluggable.indices.contains(partition) ? pluggable[partition] : []
  }
}

/// Texts and lists that structures point to: those that are alike lie there once.
struct LentTexts {
  private var texts: [String: Lent<CChar>] = [:]
  private var lists: [[UInt32]: Lent<UInt32>] = [:]

  /// Where a text lies; nowhere where there is none.
  @unsafe mutating func place(of text: String?) -> UnsafePointer<CChar>? {
    guard let text else { return nil }
    if let lent = texts[text] { return unsafe lent.start }
    let lent = Lent(text: text)
    texts[text] = lent
    return unsafe lent.start
  }

  /// Where numbers lie; nowhere where there are none.
  @unsafe mutating func place(of numbers: [UInt32]) -> UnsafePointer<UInt32>? {
    guard !numbers.isEmpty else { return nil }
    if let lent = lists[numbers] { return unsafe lent.start }
    let lent = Lent(numbers)
    lists[numbers] = lent
    return unsafe lent.start
  }
}
