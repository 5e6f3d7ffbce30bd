import Addresses
import CLinux
import SystemPackage

/// Maps pages that shared memory has and this process has not: whoever takes memory over has none mapped at first, and only
/// mapped pages can be asked about and moved.
enum ResidentPages {
  /// Maps those of a range, and makes none that are not there; of hugepages, which mincore(2) does not tell of as long as they are not
  /// mapped, all, which the mapping was promised anyway.
  static func map(_ range: AddressRange, pageSize: UInt64) throws(Errno) {
    guard pageSize == HostPages.own.size else { return try populate(range) }
    // So many pages at a time that their bytes take 256 KiB.
    let length = pageSize << 18
    for start in stride(from: range.start, to: range.end, by: Int(length)) {
      let part = AddressRange(start, min(start + length, range.end))
      var isThere = [UInt8](repeating: 0, count: Int(part.size / pageSize))
      // The kernel writes a byte a page.
      _ = try kernel { unsafe memc_mincore(part.start, part.size, &isThere) }
      var index = 0
      while index < isThere.count {
        let first = index
        while index < isThere.count, isThere[index] & 1 == isThere[first] & 1 { index += 1 }
        guard isThere[first] & 1 == 1 else { continue }
        try populate(
          AddressRange(part.start + UInt64(first) * pageSize, part.start + UInt64(index) * pageSize))
      }
    }
  }

  private static func populate(_ range: AddressRange) throws(Errno) {
    // Contents stay what they are.
    _ = try kernel { unsafe memc_madvise(range.start, range.size, MEMC_MADV_POPULATE_READ) }
  }
}
