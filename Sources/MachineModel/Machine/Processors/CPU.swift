/// A CPU of the machine; its place in the list of CPUs is its number.
public struct CPU: Hashable, Sendable {
  /// The local APIC ID on x86_64; on aarch64 the CPU's number, which is its ACPI processor UID.
  public var apicID: UInt32
  /// The node that the CPU belongs to, by its place in the topology.
  public var node: UInt32

  /// Creates a CPU.
  public init(apicID: UInt32, node: UInt32) {
    self.apicID = apicID
    self.node = node
  }
}
