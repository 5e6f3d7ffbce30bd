import Addresses
import MachineModel

/// What can be populated before the kernel begins to kill processes.
struct MemoryBudget: Equatable, Sendable, CustomStringConvertible {
  /// Bytes that can be had.
  let bytes: UInt64
  /// What sets the limit, as it is named to people.
  let source: String

  /// `2 GiB are available (MemAvailable of /proc/meminfo)`.
  var description: String { "\(Units.roughly(bytes)) are available (\(source))" }
}

extension Units {
  /// A number of bytes that was measured, for people: in whole MiB from 1 MiB on, rounded down.
  static func roughly(_ count: UInt64) -> String { bytes(count < 1 << 20 ? count : count & ~0xf_ffff) }
}
