import HostFiles

/// What sysfs says of a PCI device that is to reach memory.
struct PCIDevice: Equatable, Sendable {
  /// The device.
  let device: DMADevice
  /// Its group.
  let group: IOMMUGroup

  private static let folder = "/sys/bus/pci"

  /// Finds a device.
  ///
  /// - Throws: ``HostError`` where it is not there, in no group, or no driver of VFIO has it.
  init(_ device: DMADevice, in groups: [IOMMUGroup], _ root: HostRoot) throws(HostError) {
    self.device = device
    let address = device.address
    guard root.names(in: "\(Self.folder)/devices")?.contains(address) == true else {
      throw HostError(
        .defect, before: Self.call(device), .init(), "the host has no PCI device \(address)", as: .dmaDeviceMissing)
    }
    guard let group = groups.first(where: { $0.devices.contains(address) }) else {
      throw HostError(
        .unavailable, before: Self.call(device), .init(),
        "no IOMMU stands between device \(address) and memory: the host has none, or it is off (intel_iommu=on)")
    }
    self.group = group
    guard Self.isOfVFIO(address, root) else {
      let owner = Self.driver(of: address, root).map { "driver '\($0)' has it" } ?? "no driver has it"
      let place = "\(Self.folder)/devices/\(address)"
      throw HostError(
        .defect, before: Self.call(device), .init(),
        "device \(address) is not VFIO's: \(owner); to give it, write 'vfio-pci' to \(place)/driver_override, "
          + "'\(address)' to \(place)/driver/unbind if a driver has it, and then to \(Self.folder)/drivers_probe",
        as: .dmaNotBound)
    }
  }

  /// What is called for a device first.
  private static func call(_ device: DMADevice) -> KernelCall { device.way == .vfio ? .openGroup : .openDevice }

  /// Whether a driver of VFIO has a device; there are more than vfio-pci. Since Linux 6.1 each of its devices has a folder.
  private static func isOfVFIO(_ address: String, _ root: HostRoot) -> Bool {
    root.names(in: "\(folder)/drivers/vfio-pci")?.contains(address) == true || number(of: address, root) != nil
  }

  /// The number of a device among those of VFIO: that of its file in `/dev/vfio/devices`.
  static func number(of address: String, _ root: HostRoot) -> UInt32? {
    root.numbers(in: "\(folder)/devices/\(address)/vfio-dev", behind: "vfio", below: 1 << 20)?.first
  }

  /// The driver that has a device; `nil` where none does.
  private static func driver(of address: String, _ root: HostRoot) -> String? {
    root.names(in: "\(folder)/drivers")?.sorted().first {
      root.names(in: "\(folder)/drivers/\($0)")?.contains(address) == true
    }
  }

  /// Which devices of a group are driven by the host, as sentences say it: `0000:00:05.0 (e1000e)`.
  static func drivenByHost(in group: IOMMUGroup, _ root: HostRoot) -> [String] {
    group.devices.compactMap { address in
      // Bridges that do nothing by themselves may stay (`driver_managed_dma` of Linux).
      guard !isOfVFIO(address, root), let driver = driver(of: address, root), driver != "pcieport",
        driver != "pci-stub"
      else { return nil }
      return "\(address) (\(driver))"
    }
  }
}
