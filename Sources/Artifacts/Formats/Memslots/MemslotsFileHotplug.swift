package import Addresses
package import JSONCoding
import Lowering
import MachineModel

extension MemslotsFile {
  /// A number that is kept free for memory which may be plugged in.
  package struct PluggableEntry: JSONRecord, Equatable {
    /// What was added to the address of the space that the slot mirrors; absent where it is no alias.
    package var aliasOffset: UInt64?
    /// The proximity domain of the node where it is another number than the node's place; absent where it is that.
    package var domain: UInt64?
    /// The first guest physical address of what is plugged in.
    package var guestPhysicalAddress: UInt64 = 0
    /// Bytes.
    package var memorySize: UInt64 = 0
    /// The node whose space it is a part of, by its place.
    package var node: UInt64 = 0
    /// The slot's number.
    package var slot: UInt64 = 0

    /// A slot of nothing.
    package init() {}

    /// The entry of a slot.
    init(_ slot: PluggableSlot, _ domains: ProximityDomains) {
      aliasOffset = slot.aliasOffset
      domain = domains.domain(unlikePlace: slot.node).map { UInt64($0) }
      guestPhysicalAddress = slot.start
      memorySize = slot.size
      node = UInt64(slot.node)
      self.slot = UInt64(slot.number)
    }

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "alias_offset", &aliasOffset,
        "Only of a mirror: guest_phys_addr is this much above the address of the space that is mirrored.")
      coder.member(
        "domain", &domain, "The proximity domain of the node where that is another number than the node's place.")
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("memory_size", &memorySize)
      coder.member("node", &node, "The node that the memory will belong to, by its place in the topology.")
      coder.member("slot", &slot)
    }
  }
}

extension MemslotsFile.PluggableEntry: AddressRanged {
  /// Where the slot will lie; nothing where that is beyond 64 bits.
  package var range: AddressRange { AddressRange(guestPhysicalAddress, guestPhysicalAddress &+ memorySize) }
}
