import CLinux
import HostFiles

/// What a process may have of addresses and of locked memory, and what of that it has.
struct ProcessLimits: Equatable, Sendable {
  /// Bytes of addresses: RLIMIT_AS; the largest number where there is no limit.
  let addresses: UInt64
  /// Bytes of addresses that are in use: `VmSize`.
  let usedAddresses: UInt64
  /// Bytes of memory that may be locked: RLIMIT_MEMLOCK; the largest number where there is no limit, or none that holds.
  let locked: UInt64
  /// Bytes that are locked: `VmLck`.
  let usedLocked: UInt64

  /// CAP_IPC_LOCK, as a bit of the sets in /proc/self/status.
  private static let lockCapability: UInt64 = 1 << 14

  /// Asks the kernel of this process.
  ///
  /// - Parameter status: What `/proc/self/status` says.
  static func read(status: HostFields) -> ProcessLimits {
    let mayLockAll = status.set("CapEff") & lockCapability != 0
    return ProcessLimits(
      addresses: memc_limit(MEMC_LIMIT_ADDRESS_SPACE), usedAddresses: status["VmSize"] ?? 0,
      locked: mayLockAll ? .max : memc_limit(MEMC_LIMIT_LOCKED), usedLocked: status["VmLck"] ?? 0)
  }
}
