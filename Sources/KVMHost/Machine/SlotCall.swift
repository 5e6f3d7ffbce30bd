import Addresses

/// A call of KVM_SET_USER_MEMORY_REGION.
struct SlotCall: Equatable, Sendable {
  /// The slot's number.
  let number: UInt32
  /// Guest physical addresses; empty where the slot is deleted.
  let guest: AddressRange
  /// KVM_MEM_… flags.
  let flags: UInt32
}
