import Addresses
import Lowering
import MachineModel

// What an IOMMU reserves, and what may be pinned, is known before any memory is.
extension HostAssessment {
  /// Where RAM is, or may be plugged in.
  private var ram: [AddressRange] {
    layout.slots.filter(\.isRAM).map(\.range) + (layout.partitions.first?.pluggable ?? []).map(\.range)
  }

  /// What keeps the devices that are asked for from the memory.
  func memoryBeyondDevices() -> [HostError] {
    var errors: [HostError] = []
    let groups = IOMMUGroup.readAll(options.host)
    var told: [UInt32] = []
    for device in options.devices {
      let group: IOMMUGroup
      do throws(HostError) {
        group = try PCIDevice(device, in: groups, options.host).group
      } catch {
        errors.append(error)
        continue
      }
      guard !told.contains(group.number) else { continue }
      told.append(group.number)
      let ranges = group.unreachable(ram)
      guard let first = ranges.first else { continue }
      errors.append(
        HostError(
          .layout, before: device.way == .vfio ? .mapDMA : .mapIOAS, .init(guest: first),
          "RAM lies at \(Self.listed(ranges)), where device \(device.address) reaches none: its IOMMU reserves the addresses "
            + "(/sys/kernel/iommu_groups/\(group.number)/reserved_regions)", as: .dmaUnreachableRAM))
    }
    let shown = layout.slots.filter { $0.isRAM && $0.visibility != .unmapped }.reduce(0) { $0 + $1.size }
    let locked = memory.filter { $0.policy.pin && pages[$0.memory]?.pageSize == Units.pageSize }
      .reduce(0) { $0 + layout.size(of: $1.memory) }
    // Each interface pins for itself.
    let ways = UInt64(Set(options.devices.map(\.way)).count)
    if let error = PinnedMemory.objection(to: shown * ways, besides: locked, supply.process) {
      errors.append(error)
    }
    return errors
  }

  /// Says which RAM no device of the host would reach; nothing where all of it can be reached.
  func unreachableMemory(by groups: [IOMMUGroup]) -> [HostWarning] {
    let ranges = IOMMUGroup.unreachable(ram, by: groups)
    guard !ranges.isEmpty else { return [] }
    let bytes = ranges.reduce(0) { $0 + $1.size }
    return [
      HostWarning(
        HostRule.dmaUnreachableRAM.rawValue,
        "no device can reach \(Units.bytes(bytes)) of RAM by DMA, at \(Self.listed(ranges)): every IOMMU of the host reserves the "
          + "addresses (/sys/kernel/iommu_groups/*/reserved_regions)")
    ]
  }

  private static func listed(_ ranges: [AddressRange]) -> String {
    ranges.map(\.description).joined(separator: ", ")
  }
}
