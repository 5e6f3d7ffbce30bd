import Addresses
import Lowering
import MachineModel
import SystemPackage

// Limits that the kernel holds calls to. They are what the calls would fail with, mapping by mapping, and known before.
extension HostAssessment {
  /// What the limits of this process and of the host's accounting do not allow.
  func memoryBeyondLimits() -> [HostError] {
    [addressesBeyondLimit(), lockingBeyondLimit(), accountingBeyondLimit()].compactMap(\.self)
  }

  /// More addresses than RLIMIT_AS allows, for the one range that all nodes' memory is mapped into.
  private func addressesBeyondLimit() -> HostError? {
    let limits = supply.process
    guard limits.addresses != .max, layout.extents.allSatisfy({ pages[$0.memory] != nil }) else { return nil }
    let packing = Packing(layout.extents, pageSizes: layout.extents.map { pages[$0.memory]?.pageSize ?? 0 })
    let total = packing.size + packing.alignment
    guard total > limits.addresses - min(limits.usedAddresses, limits.addresses) else { return nil }
    return HostError(.mmap, .noMemory, .addressSpace, .init(), Reservation.purpose(total))
  }

  /// More memory to lock than RLIMIT_MEMLOCK allows. The kernel holds hugepages to it one mapping at a time, and counts
  /// them no further.
  private func lockingBeyondLimit() -> HostError? {
    let limit = supply.process.locked
    guard limit != .max else { return nil }
    let pinned = memory.filter { $0.policy.pin && pages[$0.memory]?.pageSize == Units.pageSize }
    let bytes = pinned.reduce(0) { $0 + layout.size(of: $1.memory) }
    guard let first = pinned.first, bytes > limit - min(supply.process.usedLocked, limit) else { return nil }
    return HostError(
      .mlock, limit == 0 ? .notPermitted : .noMemory, .any, .init(memory: first.memory),
      ExtentMapping.lockingDetail(bytes, limit: limit))
  }

  /// More private memory than is left to promise on a host that promises no more than it has, whatever a mapping asks for.
  private func accountingBeyondLimit() -> HostError? {
    guard let left = supply.unpromised else { return nil }
    var bytes: UInt64 = 0
    for (memory, policy) in memory where policy.backing == .private && taken[memory] == nil {
      guard pages[memory]?.pageSize == Units.pageSize else { continue }
      bytes += layout.size(of: memory)
      if bytes > left {
        return HostError(
          .mmap, .noMemory, .any, .init(memory: memory),
          "\(Units.bytes(bytes)) of memory, but \(Units.roughly(left)) are left (CommitLimit of /proc/meminfo)")
      }
    }
    return nil
  }
}
