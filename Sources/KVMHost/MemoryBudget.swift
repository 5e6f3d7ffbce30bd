import Topology

/// What can be populated before the kernel begins to kill processes.
struct MemoryBudget: Equatable, Sendable, CustomStringConvertible {
  /// Bytes that can be had.
  let bytes: UInt64
  /// What sets the limit, as it is named to people.
  let source: String

  /// `2 GiB are available (MemAvailable of /proc/meminfo)`.
  var description: String { "\(Units.bytes(bytes)) are available (\(source))" }
}
