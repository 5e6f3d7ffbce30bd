import Addresses
import Artifacts
import Lowering

extension Fact {
  /// A memslot as `memslots.json` has it: of a topology and of a folder in the same words.
  ///
  /// - Parameters:
  ///   - slot: The slot.
  ///   - partition: Its partition, where there are several.
  ///   - domain: The proximity domain of its node.
  ///   - origin: The place in the topology that it comes from.
  init(_ slot: MemslotsFile.Slot, of partition: String?, domain: UInt32?, origin: FactOrigin?) {
    self.init(
      .slot, "slot \(slot.facts.slot)", number: slot.facts.slot,
      range: AddressRange(start: slot.facts.guestPhysicalAddress, size: slot.facts.memorySize),
      meaning: slot.facts.memory,
      node: slot.facts.node.map { Int(clamping: $0) }, domain: domain, origin: origin)
    self.partition = partition
    backingOffset = slot.backingOffset
    add("backing", slot.backingFile.map { "file \($0)" } ?? slot.facts.backing)
    add("file", slot.deviceFile)
    add("offset in the file", slot.deviceFileOffset.map { Units.address($0) })
    add("visibility", slot.facts.visibility)
    add("mirrors RAM at", slot.facts.aliasOffset.map { Units.address(slot.facts.guestPhysicalAddress &- $0) })
    if slot.hugepages != "off" {
      add("hugepages", (slot.hugepages == "auto" ? "auto, " : "") + Units.bytes(slot.pageSize))
    }
    if slot.thp != "default" { add("transparent hugepages", slot.thp) }
    if !slot.hostNodes.isEmpty { add("host nodes", CPUList.text(slot.hostNodes.map { UInt32(clamping: $0) })) }
    if slot.policy != "default" { add("policy", slot.policy) }
    for (name, holds) in [
      ("populated", slot.prefault), ("locked", slot.pin), ("reserved", slot.reserve), ("mergeable", slot.mergeable),
    ] where holds {
      add(name, "yes")
    }
  }
}
