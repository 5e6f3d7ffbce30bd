import Addresses
import CLinux
import SystemPackage

/// Counts the pages of mappings by PAGEMAP_SCAN, which looks at page tables alone.
///
/// /proc/self/smaps and numa_maps look at every page behind them too: of 4 GiB in small pages each takes five times as
/// long. But they know host nodes, and kernels before 6.7.
struct PageScan {
  /// Bytes that have a page.
  private(set) var resident: UInt64 = 0
  /// Bytes of them that are mapped by huge pages, of whatever kind.
  private(set) var huge: UInt64 = 0

  /// Counts the pages of each range; `nil` where the kernel cannot.
  static func read(_ ranges: [AddressRange]) -> [PageScan]? {
    guard let pagemap = try? OwnedDescriptor.open("/proc/self/pagemap", .readOnly) else { return nil }
    var regions = [memc_page_region](repeating: memc_page_region(), count: 512)
    var scans: [PageScan] = []
    for range in ranges {
      guard let scan = try? read(range, pagemap, &regions) else { return nil }
      scans.append(scan)
    }
    return scans
  }

  private static func read(
    _ range: AddressRange, _ pagemap: OwnedDescriptor, _ regions: inout [memc_page_region]
  ) throws(Errno) -> PageScan {
    var scan = PageScan()
    var next = range.start
    while next < range.end {
      var end = next
      let capacity = UInt64(regions.count)
      // The kernel writes regions and the end, and keeps neither.
      let count = try kernel {
        unsafe memc_scan_pages(pagemap.descriptor.rawValue, next, range.end, &regions, capacity, &end)
      }
      for region in regions.prefix(Int(count)) {
        scan.resident += region.end - region.start
        if region.categories & MEMC_PAGE_IS_HUGE != 0 { scan.huge += region.end - region.start }
      }
      // A kernel that does not go on would be asked for ever.
      guard end > next else { throw .ioError }
      next = end
    }
    return scan
  }
}
