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
  /// The numbers that are kept free for memory which may be plugged in, ascending: behind those of RAM, and in
  /// ``privileged`` behind those of each mirror of it as well.
  public var pluggable: [PluggableSlot]

  /// Creates a partition.
  package init(name: String, slots: [MemorySlot], pluggable: [PluggableSlot] = []) {
    self.name = name
    self.slots = slots
    self.pluggable = pluggable
  }
}
