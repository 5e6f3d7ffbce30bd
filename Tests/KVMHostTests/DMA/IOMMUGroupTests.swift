import Addresses
import HostFiles
import Lowering
import MachineModel
import Testing

@testable import KVMHost

@Suite("IOMMU groups") struct IOMMUGroupTests {
  @Test func reservedRangesAreReadAsTheKernelWritesThem() {
    let text = """
      0x0000000000000000 0x0000000000ffffff direct-relaxable
      0x00000000fee00000 0x00000000feefffff msi
      0x000000fd00000000 0x000000ffffffffff reserved
      0x000000008d800000 0x000000008fffffff direct
      0xffffffffffff0000 0xffffffffffffffff reserved
      0x2000 0x1000 reserved
      nothing of the kernel's
      """
    #expect(
      IOMMUGroup.reservedRanges(text) == [
        AddressRange(0xfee0_0000, 0xfef0_0000), AddressRange(0xfd_0000_0000, 0x100_0000_0000),
        AddressRange(0x8d80_0000, 0x9000_0000), AddressRange(0xffff_ffff_ffff_0000, .max),
      ])
  }

  @Test func groupsAreReadWithTheirDevices() throws {
    let host = try DeviceHost()
    #expect(
      IOMMUGroup.readAll(host.root) == [
        IOMMUGroup(number: 2, devices: ["0000:00:04.0"], reserved: [AddressRange(0xfee0_0000, 0xfef0_0000)]),
        IOMMUGroup(number: 3, devices: ["0000:00:05.0"], reserved: [AddressRange(0xfee0_0000, 0xfef0_0000)]),
        IOMMUGroup(number: 4, devices: ["0000:00:06.0"], reserved: [AddressRange(0xfee0_0000, 0xfef0_0000)]),
      ])
    #expect(try IOMMUGroup.readAll(RecordedHost().root) == [])
  }

  @Test(
    "devices are named by interface and address",
    arguments: [
      ("vfio:0000:00:04.0", "vfio:0000:00:04.0"), ("iommufd:0000:3B:1f.7", "iommufd:0000:3b:1f.7"),
      ("vfio:10000:00:04.0", "vfio:10000:00:04.0"), ("vfio:00:04.0", nil), ("vfio:0000:00:20.0", nil),
      ("vfio:0000:00:04.8", nil), ("vfio:0000:00:04", nil), ("vfio:0000:0:04.0", nil), ("0000:00:04.0", nil),
      ("vdpa:0000:00:04.0", nil), ("vfio:0000:00:04.0.0", nil), ("vfio:0000:00:+4.0", nil), ("", nil),
      ("vfio:", nil),
      ("vfio:000g:00:04.0", nil),
    ] as [(String, String?)])
  func names(_ name: String, _ device: String?) { #expect(DMADevice(name)?.description == device) }

  @Test func whatVFIOSaysOfItsIOMMUIsReadAndNothingBelieved() {
    let head = CallBytes(72, 3).with(0x4020_1000).bytes + CallBytes(24, 0).bytes
    let ranges =
      CallBytes(1 | 1 << 16, 56, 1, 0).bytes + CallBytes([]).with(0x1000, 0x1fff).bytes
    let available = CallBytes(3 | 1 << 16, 0, 5, 0).bytes
    let all = VFIOContainer.capacity(CallBytes(head + ranges + available))
    #expect(all.reachable == [AddressRange(0x1000, 0x2000)])
    #expect(all.mappingCount == 5)
    #expect(all.pageSize == 4096)
    #expect(all.countsAsLocked)
    // A chain that comes back, one that leads out, a list that is longer than all, and nothing at all.
    let back = CallBytes(1 | 1 << 16, 24, 1, 0).bytes + CallBytes([]).with(0x1000, 0x1fff).bytes
    #expect(VFIOContainer.capacity(CallBytes(head + back)).reachable == [AddressRange(0x1000, 0x2000)])
    let out = CallBytes(1 | 1 << 16, 4000, 0xffff_ffff, 0).bytes + CallBytes([]).with(0x1000, 0x1fff).bytes
    #expect(VFIOContainer.capacity(CallBytes(head + out)).reachable == [AddressRange(0x1000, 0x2000)])
    #expect(VFIOContainer.capacity(CallBytes(size: 24)).reachable == nil)
    #expect(VFIOContainer.capacity(CallBytes([])).mappingCount == nil)
  }

  // MARK: RAM that no device reaches

  private func warnings(_ layout: Layout, _ host: DeviceHost) -> [String] {
    let kvm = HostFacts.KVMFacts(slotCount: 32764, hasReadOnlyMemory: true, physicalBits: 52)
    return HostFacts(kvm: kvm, error: nil, host.root).findings(for: layout).warnings.map(\.description)
  }

  @Test func ramThatNoDeviceReachesIsToldOf() throws {
    let host = try DeviceHost()
    let layout = try makeLayout([64 << 20])
    #expect(warnings(layout, host).isEmpty)
    for group in 2...4 {
      try host.reserve("0x0000000000800000 0x0000000000bfffff reserved", inGroup: group)
    }
    #expect(
      warnings(layout, host) == [
        "no device can reach 4 MiB of RAM by DMA, at 0x800000-0xc00000: every IOMMU of the host reserves the addresses "
          + "(/sys/kernel/iommu_groups/*/reserved_regions) [dma-unreachable-ram]"
      ])
    // What a single device reserves, others reach.
    try host.reserve("0x0000000000800000 0x00000000009fffff reserved", inGroup: 3)
    #expect(
      warnings(layout, host).first?.hasPrefix("no device can reach 2 MiB of RAM by DMA, at 0x800000-0xa00000: ")
        == true)
    try host.reserve("0x0000000000800000 0x00000000009fffff direct-relaxable", inGroup: 3)
    #expect(warnings(layout, host).isEmpty)
  }

  @Test func theHyperTransportRangeOfAMDIsInTheWayOfATerabyte() throws {
    let host = try DeviceHost()
    for group in 2...4 {
      try host.reserve(
        "0x00000000fee00000 0x00000000feefffff msi\n0x000000fd00000000 0x000000ffffffffff reserved", inGroup: group)
    }
    #expect(
      warnings(try makeLayout([1030 << 30]), host).filter { $0.contains("dma") } == [
        "no device can reach 12 GiB of RAM by DMA, at 0xfd00000000-0x10000000000: every IOMMU of the host reserves the "
          + "addresses (/sys/kernel/iommu_groups/*/reserved_regions) [dma-unreachable-ram]"
      ])
    #expect(warnings(try makeLayout([1000 << 30]), host).filter { $0.contains("dma") }.isEmpty)
  }
}
