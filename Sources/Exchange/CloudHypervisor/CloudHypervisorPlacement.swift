import Addresses
import MachineModel
import Platforms

/// Where Cloud Hypervisor places memory (vmm/src/memory_manager.rs, `create_memory_regions_from_zones` and
/// `MemoryManager::new`): zone by zone, without a step up to an alignment. A zone takes whole pages of what is left up to a
/// gap, and where that is less than all that is left, or less than a page, it goes on behind the gap.
struct CloudHypervisorPlacement {
  /// A zone, as far as its place depends on it.
  struct Zone {
    /// Bytes, a multiple of the page size.
    var size: UInt64
    /// Bytes of a page that the host provides it in, a power of two.
    var pageSize: UInt64
    /// Bytes that may be plugged in; 0 for none.
    var pluggable: UInt64 = 0
  }

  /// Where the RAM of each zone lies, ascending.
  private(set) var ranges: [[AddressRange]]
  /// Where memory may be plugged into each zone; `nil` for nowhere.
  private(set) var spaces: [AddressRange?]

  /// Places zones; `nil` where they do not fit below 2^52, or are none of whole pages: of that, rules tell.
  ///
  /// - Parameter architecture: That of the machine, on which it depends where RAM may be.
  init?(_ zones: [Zone], on architecture: Architecture) {
    guard zones.allSatisfy({ $0.pageSize.nonzeroBitCount == 1 && $0.size % $0.pageSize == 0 }) else { return nil }
    let geography = CloudHypervisor.geography(of: MachineDeclaration(architecture, memory: 0))
    ranges = zones.map { _ in [] }
    spaces = zones.map { _ in nil }
    let all = AddressSet([AddressRange(geography.dramBase, Units.addressLimit)])
    let regions = all.subtracting(AddressSet(geography.gaps.map(\.range))).ranges
    guard place(zones, in: regions), placeSpaces(of: zones, behind: geography.gaps.first?.range) else { return nil }
  }

  private mutating func place(_ zones: [Zone], in regions: [AddressRange]) -> Bool {
    var zone = 0
    var placed: UInt64 = 0
    regions: for region in regions {
      var start = region.start
      while true {
        // What has no bytes takes no place.
        while zone < zones.count, zones[zone].size == 0 { zone += 1 }
        guard zone < zones.count else { break regions }
        let room = (region.end - start).roundedDown(to: zones[zone].pageSize)
        guard room > 0 else { continue regions }
        let size = min(zones[zone].size - placed, room)
        ranges[zone].append(AddressRange(start: start, size: size))
        start += size
        placed += size
        let isWhole = placed == zones[zone].size
        if isWhole { (zone, placed) = (zone + 1, 0) }
        // What is left of a region that a zone has filled as far as its pages go is left.
        if size == room { continue regions }
      }
    }
    return zone >= zones.count
  }

  /// Space lies behind RAM, and behind the gap below 4 GiB (`start_addr`), on what virtio-mem aligns it to.
  private mutating func placeSpaces(of zones: [Zone], behind gap: AddressRange?) -> Bool {
    var end = ranges.joined().map(\.end).max() ?? 0
    if let gap, end <= gap.start { end = gap.end }
    for (index, zone) in zones.enumerated() where zone.pluggable > 0 {
      let start = end.roundedUp(to: CloudHypervisor.hotplugAlignment)
      guard zone.pluggable <= Units.addressLimit, start <= Units.addressLimit - zone.pluggable else { return false }
      spaces[index] = AddressRange(start: start, size: zone.pluggable)
      end = start + zone.pluggable
    }
    return true
  }
}
