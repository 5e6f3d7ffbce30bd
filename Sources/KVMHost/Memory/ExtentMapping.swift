import Addresses
import CLinux
import HostFiles
import Lowering
import MachineModel
import SystemPackage

/// One extent mapped into the reservation.
struct ExtentMapping: Sendable {
  /// The extent.
  let extent: Extent
  /// The address in this process where it begins.
  let hostAddress: UInt64
  /// What it is made of.
  let backing: NodeBacking

  /// The addresses in this process.
  var host: AddressRange { AddressRange(start: hostAddress, size: extent.size) }

  private var subject: HostError.Subject {
    HostError.Subject(memory: extent.memory, guest: extent.range, host: host)
  }

  /// Maps the extent with MAP_FIXED over what the reservation keeps free for it.
  ///
  /// - Precondition: The reservation holds the extent's place.
  func map(into reservation: borrowing Reservation) throws(HostError) {
    precondition(reservation.contains(hostAddress, extent.size), "an extent lies in the reservation")
    var flags = MAP_FIXED
    if backing.object == nil {
      flags |= MAP_PRIVATE | MAP_ANONYMOUS
      if backing.isHugetlb {
        flags |= MAP_HUGETLB | CInt(backing.pageSize.trailingZeroBitCount) << MEMC_HUGE_SHIFT
      }
    } else {
      flags |= MAP_SHARED
    }
    // A hugetlb mapping without its reservation is a SIGBUS to come.
    if !backing.isHugetlb, !backing.policy.reserve { flags |= MEMC_MAP_NORESERVE }
    let descriptor = backing.object?.descriptor.rawValue ?? -1
    let offset = backing.object == nil ? 0 : extent.backingOffset
    do {
      _ = try kernel {
        // The place is the reservation's, and nothing points into it before a machine exists.
        unsafe memc_mmap(hostAddress, extent.size, PROT_READ | PROT_WRITE, flags, descriptor, offset)
      }
    } catch {
      guard backing.isHugetlb, error == .noMemory else {
        throw MappingFailure.error(
          error, bytes: extent.size, isHugetlb: backing.isHugetlb, subject, "\(Units.bytes(extent.size)) of memory")
      }
      // The lower extents of the same memory have theirs.
      let supply = HostSupply.read()
      let (circumstance, detail) = supply.explanation(
        of: (backing.size - extent.backingOffset) / backing.pageSize, pageSize: backing.pageSize,
        on: supply.nodes.bound(backing.policy))
      throw HostError(.mmap, error, circumstance, subject, detail)
    }
  }

  /// Names the mapping in /proc/self/maps where the kernel can do that, for people who look there.
  func name() {
    guard backing.object == nil else { return }
    _ = unsafe memc_name_mapping(hostAddress, extent.size, extent.memory.mappingName)
  }

  /// Gives advice about transparent huge pages and KSM; what the kernel cannot do becomes a warning.
  func advise(_ warnings: inout Set<HostWarning>) throws(HostError) {
    switch backing.policy.transparentHugepages {
    case .default: break
    case .on:
      try advise(MADV_HUGEPAGE) {
        HostWarning(
          "thp-unsupported", of: extent.memory, "the kernel is built without transparent huge pages")
      } report: {
        warnings.insert($0)
      }
    case .off:
      // A kernel without them gives none anyway.
      try advise(MADV_NOHUGEPAGE) {
        nil
      } report: {
        warnings.insert($0)
      }
    }
    guard backing.policy.mergeable else { return }
    try advise(MADV_MERGEABLE) {
      HostWarning("ksm-unsupported", of: extent.memory, "the kernel is built without KSM; nothing is merged")
    } report: {
      warnings.insert($0)
    }
  }

  private func advise(
    _ advice: CInt, unsupported: () -> HostWarning?, report: (HostWarning) -> Void
  ) throws(HostError) {
    do {
      // None of this advice takes contents away.
      _ = try kernel { unsafe memc_madvise(hostAddress, extent.size, advice) }
    } catch {
      guard error == .invalidArgument else { throw HostError(.madvise, error, .any, subject) }
      if let warning = unsupported() { report(warning) }
    }
  }

  /// Decides which host nodes the memory's pages come from: mbind(2), which must come before any page exists.
  func bind() throws(HostError) {
    guard let binding = HostBinding(backing.policy) else { return }
    do {
      try binding.apply(to: host)
    } catch {
      throw HostError(.mbind, error, .any, subject, "host \(HostNodes.name(backing.policy.hostNodes))")
    }
  }

  /// What is to be locked, and what may be.
  static func lockingDetail(_ bytes: UInt64, limit: UInt64) -> String {
    "\(Units.bytes(bytes)) to lock, the limit is \(limit == .max ? "none" : Units.bytes(limit)) (ulimit -l)"
  }

  /// Locks the memory: mlock(2), which populates it too.
  ///
  /// - Parameter report: Told how many bytes were locked, each time that some were.
  func lock(report: (UInt64) throws(HostError) -> Void) throws(HostError) {
    // Not all at once, so that somebody who waits can be told.
    let length = max(256 << 20, backing.pageSize)
    for start in stride(from: 0, to: extent.size, by: Int(length)) {
      let size = min(length, extent.size - start)
      do {
        _ = try kernel { memc_mlock(hostAddress + start, size) }
      } catch {
        let limit = memc_limit(MEMC_LIMIT_LOCKED)
        throw HostError(
          .mlock, error, .any, subject, Self.lockingDetail(extent.size, limit: limit))
      }
      try report(size)
    }
  }
}
