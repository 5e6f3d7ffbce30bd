import Addresses
import MachineModel

extension Layout {
  /// Where memory, space for it and windows lie in any partition.
  var allRanges: [AddressRange] {
    var ranges = extents.map { $0.range }
    ranges += hotplug.map { $0.range }
    ranges += topology.devices.map { $0.range }
    guard let vtl2 = topology.vtl2 else { return ranges }
    ranges.append(vtl2.range)
    for alias in topology.aliases {
      ranges += extents.map { AddressRange($0.start + alias.offset, $0.end + alias.offset) }
    }
    return ranges
  }
}
