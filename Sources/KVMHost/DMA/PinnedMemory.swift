import Addresses
import CLinux
import HostFiles
import MachineModel
import SystemPackage

/// Memory whose pages stay where they are for devices.
enum PinnedMemory {
  /// Makes sure that a slot has all its pages, and its own: what is pinned for reading before it was written would stay the page of
  /// zeros, or a file's, whatever the guest writes later.
  static func populate(_ region: Region) throws(HostError) {
    let start = region.hostAddress.roundedDown(to: max(region.pageSize, HostPages.own.size))
    let end = region.host.end.roundedUp(to: max(region.pageSize, HostPages.own.size))
    do {
      // Contents stay; the mapping is the machine's, which tells of the slot only while it is there.
      _ = try kernel { unsafe memc_madvise(start, end - start, MEMC_MADV_POPULATE_WRITE) }
    } catch {
      throw HostError(
        .populate, error, region.pageSize > Units.pageSize ? .hugetlb : .any, region.subject)
    }
  }

  /// The error of a mapping that the kernel refuses: where RLIMIT_MEMLOCK does not allow it, that says so.
  static func error(
    _ call: KernelCall, _ errno: Errno, _ guest: AddressRange, _ hostAddress: UInt64
  ) -> HostError {
    let subject = HostError.Subject(guest: guest, host: AddressRange(start: hostAddress, size: guest.size))
    let limits = ProcessLimits.read(status: HostRoot.this.fields("/proc/self/status"))
    guard errno == .noMemory, objection(to: guest.size, limits) != nil else {
      return HostError(call, errno, .any, subject)
    }
    return HostError(call, errno, .lockedMemory, subject, detail(guest.size, limits))
  }

  /// More to pin than may be locked; `nil` where it may.
  ///
  /// - Parameters:
  ///   - bytes: What is to be pinned.
  ///   - locked: What the process will lock besides.
  static func objection(to bytes: UInt64, besides locked: UInt64 = 0, _ limits: ProcessLimits) -> HostError? {
    guard limits.locked != .max, bytes + locked > limits.locked - min(limits.usedLocked, limits.locked) else {
      return nil
    }
    return HostError(
      .permission, before: .mapDMA, .init(),
      "RLIMIT_MEMLOCK does not allow so much pinned memory; \(detail(bytes, besides: locked, limits))")
  }

  private static func detail(_ bytes: UInt64, besides locked: UInt64 = 0, _ limits: ProcessLimits) -> String {
    var text = "\(Units.bytes(bytes)) for devices"
    if locked > 0 { text += " and \(Units.bytes(locked)) of 'pin: on'" }
    text += ", and it is \(Units.bytes(limits.locked))"
    return text + (limits.usedLocked > 0 ? ", of which \(Units.bytes(limits.usedLocked)) are used" : "")
  }
}

extension AddressRange {
  /// The range from a first address to a last one, as kernels write them; the highest address of all is in no range.
  init(inclusive first: UInt64, _ last: UInt64) { self.init(first, last == .max ? .max : last + 1) }
}
