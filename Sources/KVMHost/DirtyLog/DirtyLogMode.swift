/// How KVM keeps the log of the pages that a guest writes: one way for the whole life of a machine.
public enum DirtyLogMode: String, CaseIterable, Hashable, Sendable {
  /// A bit a page for each slot: KVM_GET_DIRTY_LOG, and KVM_CLEAR_DIRTY_LOG where KVM has it.
  case bitmap
  /// A ring of entries for each vCPU, which leaves the guest when its ring is almost full: KVM_CAP_DIRTY_LOG_RING_ACQ_REL, or
  /// KVM_CAP_DIRTY_LOG_RING.
  case ring
}
