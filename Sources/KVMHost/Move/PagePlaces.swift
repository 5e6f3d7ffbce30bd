import Addresses
import CLinux
import SystemPackage

/// On which host nodes pages are that this process has mapped: move_pages(2), which asks of each page.
struct PagePlaces: Equatable {
  /// Pages that are there.
  private(set) var pages: UInt64 = 0
  /// Pages of them that are on other nodes than they should be.
  private(set) var misplaced: UInt64 = 0

  /// Pages that one call asks about.
  private static let batch = 4096

  /// Counts the pages of ranges.
  ///
  /// - Parameters:
  ///   - ranges: Addresses in this process, of whole pages.
  ///   - pageSize: Bytes of a page.
  ///   - nodes: Where they should be.
  init(_ ranges: [AddressRange], pageSize: UInt64, nodes: [UInt32]) throws(Errno) {
    let wanted = Set(nodes.map { Int32($0) })
    var addresses: [UInt64] = []
    var found = [Int32](repeating: 0, count: Self.batch)
    func count(_ places: inout PagePlaces) throws(Errno) {
      let number = UInt64(addresses.count)
      // The kernel reads addresses and writes as many nodes.
      _ = try kernel { unsafe memc_page_nodes(addresses, &found, number) }
      for node in found.prefix(addresses.count) where node >= 0 {
        places.pages += 1
        if !wanted.contains(node) { places.misplaced += 1 }
      }
      addresses.removeAll(keepingCapacity: true)
    }
    for range in ranges {
      for address in stride(from: range.start, to: range.end, by: Int(pageSize)) {
        addresses.append(address)
        if addresses.count == Self.batch { try count(&self) }
      }
    }
    if !addresses.isEmpty { try count(&self) }
  }
}
