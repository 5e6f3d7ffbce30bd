/// What a guest may do with a memory slot.
public enum Visibility: String, CaseIterable, Hashable, Sendable {
  /// Read and write.
  case readWrite = "read-write"
  /// Read; writes leave the guest and change nothing (KVM_MEM_READONLY).
  case readOnly = "read-only"
  /// Nothing: the slot is not registered, but keeps its number, and every access leaves the guest.
  case unmapped
}
