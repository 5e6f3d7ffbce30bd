import Addresses
import CLinux
import SystemPackage

/// Whether the kernel takes private hugepages back.
///
/// Before Linux 5.18 MADV_DONTNEED of them is EINVAL, which is what it says of many things. So it is asked of an empty mapping,
/// which takes no page of the pool.
enum HugepageDiscard {
  /// Whether the kernel can give a part back.
  static func isPossible(_ part: DiscardPart) throws(HostError) -> Bool {
    guard part.way == .forgetting, part.pageSize > HostPages.own.size else { return true }
    let flags =
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MEMC_MAP_NORESERVE
      | CInt(part.pageSize.trailingZeroBitCount) << MEMC_HUGE_SHIFT
    let address: UInt64
    do {
      // A new range at an address of the kernel's choice touches no one's memory.
      address = try UInt64(kernel { unsafe memc_mmap(0, part.pageSize, PROT_NONE, flags, -1, 0) })
    } catch {
      throw MappingFailure.error(error, bytes: part.pageSize, isHugetlb: true, part.subject, "to ask the kernel")
    }
    // Nothing but this function knows the range.
    defer { _ = unsafe memc_munmap(address, part.pageSize) }
    do {
      _ = try kernel { unsafe memc_madvise(address, part.pageSize, MADV_DONTNEED) }
      return true
    } catch {
      return false
    }
  }
}
