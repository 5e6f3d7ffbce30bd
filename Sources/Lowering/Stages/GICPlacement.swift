package import Addresses
import MachineModel

/// Where a machine of aarch64 has the registers of its GICv3. The one who builds it has them there.
package struct GICPlacement: Equatable, Sendable {
  /// Bytes of a CPU's redistributor, two frames of 64 KiB.
  package static let redistributorSize: UInt64 = 0x2_0000
  /// Bytes of the distributor.
  package static let distributorSize: UInt64 = 0x1_0000
  /// Where QEMU's virt has the distributor.
  private static let virtDistributor: UInt64 = 0x800_0000
  /// Where QEMU's virt has redistributors, of 123 CPUs at most.
  private static let virtRedistributors = AddressRange(0x80A_0000, 0x900_0000)
  /// Where QEMU's virt has all of it.
  static let virt = AddressRange(virtDistributor, virtRedistributors.end)
  /// What registers behind everything else are aligned to.
  private static let highAlignment: UInt64 = 1 << 30
  /// The longest range: KVM counts the redistributors of one in 12 bits (KVM_DEV_ARM_VGIC_GRP_ADDR), MADT their bytes in 32.
  private static let longestRange = 4095 * redistributorSize

  /// The distributor.
  package let distributor: UInt64
  /// The redistributors of all CPUs, one behind the other, in ranges of at most 4,095.
  package let redistributors: [AddressRange]

  /// Places the registers of a layout's CPUs: where QEMU's virt has them if nothing else is there or may come to be, and
  /// behind everything else, on 1 GiB, what does not fit there.
  package init(_ layout: Layout) {
    let size = UInt64(layout.topology.cpus.count) * Self.redistributorSize
    let registers = layout.topology.cxlBridges.map(\.registersRange)
    let isBelow =
      !layout.allRanges.contains { $0.overlaps(Self.virt) } && !registers.contains { $0.overlaps(Self.virt) }
    let top = registers.reduce(layout.top) { max($0, $1.end) }
    var next = min(top, Units.addressLimit).roundedUp(to: Self.highAlignment)
    if isBelow {
      distributor = Self.virtDistributor
    } else {
      distributor = next
      next += Self.distributorSize
    }
    let fitsBelow = isBelow && size <= Self.virtRedistributors.end - Self.virtRedistributors.start
    var start = fitsBelow ? Self.virtRedistributors.start : next
    let end = start + size
    var ranges: [AddressRange] = []
    while start < end {
      ranges.append(AddressRange(start, min(end, start + Self.longestRange)))
      start = ranges[ranges.count - 1].end
    }
    redistributors = ranges
  }

  /// The address just behind the highest register.
  package var end: UInt64 { max(distributor + Self.distributorSize, redistributors.last?.end ?? 0) }
}
