/// What one privilege level sees: a virtual machine of its own for KVM.
public struct Partition: Equatable, Sendable {
  /// The name of the partition that every machine has.
  public static let guest = "vtl0"
  /// The name of the partition of the more privileged level.
  public static let privileged = "vtl2"

  /// ``guest`` or ``privileged``.
  public var name: String
  /// The slots in ascending number: RAM in ascending address, then windows in ascending address; in ``privileged``, all
  /// in ascending address.
  public var slots: [MemorySlot]

  /// Creates a partition.
  package init(name: String, slots: [MemorySlot]) {
    self.name = name
    self.slots = slots
  }
}
