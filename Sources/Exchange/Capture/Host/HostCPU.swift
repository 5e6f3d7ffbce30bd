import MachineModel

/// A CPU of a host: what the kernel schedules on, a thread of a core.
package struct HostCPU: Hashable, Sendable {
  /// What all numbers are below.
  static let limit = UInt32(Language.maximumCPUs)

  /// The kernel's number.
  package let number: UInt32
  /// The package; 0 where that is not known.
  package var package: Int32 = 0
  /// The die within the package; 0 where that is not known.
  package var die: Int32 = 0
  /// The cluster within the die; 0 where that is not known.
  package var cluster: Int32 = 0
  /// The lowest CPU that is a thread of the same core.
  package var core: UInt32
  /// The lowest CPU that has the same last-level cache; `nil` where that is not known.
  package var cache: UInt32?

  /// Creates a CPU that is a core of its own.
  init(_ number: UInt32) {
    self.number = number
    core = number
  }
}
