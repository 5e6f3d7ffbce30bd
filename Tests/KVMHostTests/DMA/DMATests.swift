import Addresses
import CLinux
import Foundation
import HostFiles
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import KVMHost

extension DMADevice {
  static func of(_ way: Way, _ number: Int = 4) -> DMADevice {
    guard let device = DMADevice("\(way.rawValue):0000:00:0\(number).0") else { preconditionFailure() }
    return device
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct DMATests {
    private static let slot: UInt64 = 16 << 20
    private let host: DeviceHost
    private let kernel = DeviceKernel()

    init() throws { host = try DeviceHost() }

    /// A machine of four slots of RAM, of which the second one is read-only and the third one unmapped, and a window.
    private func machine(edit: (inout Topology) -> Void = { _ in }) throws -> RealizedMachine {
      let layout = try windowedLayout([DeviceWindow("bar", atMiB: 256, 1)], edit: edit)
      let machine = try Realization.run(layout)
      try machine.setVisibility(of: AddressRange(16 * .mib, 32 * .mib), to: .readOnly)
      try machine.setVisibility(of: AddressRange(32 * .mib, 48 * .mib), to: .unmapped)
      return machine
    }

    private func attach(_ machine: RealizedMachine, _ devices: DMADevice...) throws -> [DMAAttachment] {
      try machine.attach(devices, on: host.root, by: kernel)
    }

    /// What devices reach is what the guest sees, and where it is.
    private func expectAgreement(
      _ machine: RealizedMachine, times: Int = 1, _ location: SourceLocation = #_sourceLocation
    ) {
      let expected = machine.regions.filter { $0.slot.isRAM && $0.visibility != .unmapped }.map {
        DeviceKernel.Mapping(guest: $0.guest, host: $0.hostAddress, isWritable: $0.visibility == .readWrite)
      }
      #expect(
        kernel.mappings == expected.flatMap { [DeviceKernel.Mapping](repeating: $0, count: times) },
        sourceLocation: location)
      for attachment in machine.attachments {
        #expect(attachment.ranges == AddressSet(expected.map(\.guest)).ranges, sourceLocation: location)
      }
    }

    // MARK: Attaching

    @Test("Devices reach the RAM that the guest sees, where it sees it", arguments: DMADevice.Way.allCases)
    func attached(_ way: DMADevice.Way) throws {
      let machine = try machine()
      let attachment = try #require(try attach(machine, .of(way), .of(way, 5)).first)
      expectAgreement(machine)
      #expect(attachment.ranges == [AddressRange(0, 32 * .mib), AddressRange(48 * .mib, 64 * .mib)])
      #expect(attachment.mapper.devices == [.of(way), .of(way, 5)])
      #expect(machine.attachments.count == 1)
      #expect(kernel.write([1, 2, 3], at: 0x1000))
      #expect(try machine.read(3, at: 0x1000) == [1, 2, 3])
      #expect(!kernel.write([1], at: 17 * .mib))
      #expect(!kernel.write([1], at: 33 * .mib))
      #expect(!kernel.write([1], at: 256 * .mib))

      machine.detach(attachment)
      #expect(kernel.mappings.isEmpty)
      #expect(!kernel.write([9], at: 0x1000))
      #expect(machine.attachments.isEmpty)
      machine.detach(attachment)
      // The mapper is there for as long as somebody has it, and may be attached again.
      try machine.attach(attachment.mapper)
      expectAgreement(machine)
    }

    @Test func bothInterfacesReachTheSame() throws {
      let machine = try machine()
      let attached = try attach(machine, .of(.vfio), .of(.iommufd, 5))
      #expect(attached.map(\.mapper.devices) == [[.of(.vfio)], [.of(.iommufd, 5)]])
      expectAgreement(machine, times: 2)
      // KVM takes one device for all files of VFIO.
      #expect(kernel.open.filter { $0 == .kvm }.count == 1)
      try machine.setVisibility(of: AddressRange(32 * .mib, 48 * .mib), to: .readWrite)
      expectAgreement(machine, times: 2)
    }

    @Test func theFilesOfDevicesAreThereWhileTheyAreAttached() throws {
      let machine = try machine()
      let container = try VFIOContainer([.of(.vfio)], on: host.root, by: kernel)
      #expect(container.descriptor(of: .of(.vfio)) == nil)
      #expect(container.group(of: .of(.vfio)) == 2)
      #expect(kernel.open == [.container, .group(2)])
      let attachment = try machine.attach(container)
      #expect(Set(kernel.open) == [.container, .group(2), .kvm, .device("0000:00:04.0")])
      #expect(container.descriptor(of: .of(.vfio)) != nil)
      #expect(container.descriptor(of: .of(.vfio, 5)) == nil)
      machine.detach(attachment)
      #expect(container.descriptor(of: .of(.vfio)) == nil)
      #expect(Set(kernel.open) == [.container, .group(2), .kvm])
    }

    @Test func aMachineThatEndsIsReachedByNoDevice() throws {
      var machine: RealizedMachine? = try machine()
      let attachment = try #require(try machine.map { try attach($0, .of(.vfio)) }?.first)
      #expect(kernel.mappings.count == 3)
      machine = nil
      #expect(attachment.ranges.isEmpty)
      #expect(kernel.mappings.isEmpty)
      #expect(Set(kernel.open) == [.container, .group(2)])
    }

    @Test("Whatever call fails, nothing is left, and it can be tried again", arguments: DMADevice.Way.allCases)
    func failing(_ way: DMADevice.Way) throws {
      let before = Holdings.now()
      _ = try attach(try machine(), .of(way), .of(way, 5))
      // Those by which it is detached again are behind them.
      let last = try #require(kernel.structures.lastIndex { $0.contains("MAP_DMA 2") || $0.contains("IOAS_MAP") })
      let opened = kernel.count - kernel.structures.count
      let count = last + 1 + opened
      #expect(count > 12)
      for number in 0..<count {
        let machine = try machine()
        let kernel = DeviceKernel()
        kernel.failing.withLock { $0.numbers = [number] }
        let error = try hostError {
          try machine.attach([.of(way), .of(way, 5)], on: host.root, by: kernel)
        }
        #expect(!error.message.isEmpty)
        #expect(kernel.mappings.isEmpty, "\(number)")
        // What KVM knows the files by goes with the machine.
        #expect(kernel.open.filter { $0 != .kvm }.isEmpty, "\(number): \(kernel.open)")
        #expect(machine.attachments.isEmpty)
        kernel.failing.withLock { $0.numbers = [] }
        let again = try machine.attach([.of(way), .of(way, 5)], on: host.root, by: kernel)
        #expect(kernel.mappings.count == 3, "\(number)")
        for attachment in again { machine.detach(attachment) }
        #expect(try machine.read(1, at: 0x1000) == [0])
      }
      #expect(Holdings.now().mappings == before.mappings)
    }

    @Test func whatFailsInTheSecondInterfaceTakesTheFirstOneBack() throws {
      let machine = try machine()
      kernel.missing.withLock { $0 = ["/dev/iommu"] }
      let error = try hostError { try attach(machine, .of(.vfio), .of(.iommufd, 5)) }
      #expect(
        error.description
          == "open /dev/iommu: ENOENT: the kernel has no iommufd, which is Linux 6.2's (CONFIG_IOMMUFD), or its module is "
          + "not loaded")
      #expect(error.exitCode == 69)
      #expect(kernel.mappings.isEmpty)
      #expect(machine.attachments.isEmpty)
    }

    @Test func pagesAreThereBeforeTheyArePinned() throws {
      let machine = try machine()
      #expect(MachineReport(machine).rows.map(\.resident) == [0, 0, 0, 0, 0])
      _ = try attach(machine, .of(.vfio))
      #expect(
        MachineReport(machine).rows.map(\.resident) == [Self.slot, Self.slot, 0, Self.slot, 0])
    }

    // MARK: Structures

    @Test func structuresOfVFIO() throws {
      let machine = try Realization.run(try makeLayout([2 * .mib]))
      let attachment = try #require(try attach(machine, .of(.vfio)).first)
      machine.detach(attachment)
      let host = machine.regions[0].hostAddress
      let calls = kernel.structures.filter { !$0.hasPrefix("VFIO_GROUP_SET_CONTAINER") }
      #expect(calls[0] == "VFIO_GET_API_VERSION 0000000000000000")
      #expect(calls[1] == "VFIO_CHECK_EXTENSION 0300000000000000")
      #expect(calls[2] == "VFIO_GROUP_GET_STATUS 0800000000000000")
      #expect(calls[3] == "VFIO_SET_IOMMU 0300000000000000")
      #expect(calls[4].hasPrefix("VFIO_IOMMU_GET_INFO 000100000000000000"))
      #expect(calls[5] == "KVM_CREATE_DEVICE 040000000000000000000000")
      #expect(calls[6] == "KVM_SET_DEVICE_ATTR 000000000100000001000000000000000000000000000000")
      #expect(calls[7] == "VFIO_GROUP_GET_DEVICE_FD 303030303a30303a30342e3000")
      #expect(
        calls[8] == "VFIO_IOMMU_MAP_DMA 2000000003000000" + hex(host) + "0000000000000000" + "0000200000000000")
      #expect(calls[9] == "KVM_SET_DEVICE_ATTR 000000000100000002000000000000000000000000000000")
      #expect(calls[10] == "VFIO_IOMMU_UNMAP_DMA 1800000000000000" + "0000000000000000" + "0000200000000000")
      #expect(calls.count == 11)
    }

    @Test func structuresOfIOMMUFD() throws {
      let machine = try Realization.run(try makeLayout([2 * .mib]))
      let attachment = try #require(try attach(machine, .of(.iommufd)).first)
      machine.detach(attachment)
      let host = machine.regions[0].hostAddress
      let calls = kernel.structures.filter { !$0.hasPrefix("VFIO_DEVICE_BIND") && !$0.hasPrefix("KVM") }
      #expect(calls[0] == "IOMMU_IOAS_ALLOC 0c0000000000000000000000")
      #expect(
        calls[1] == "IOMMU_IOAS_ALLOW_IOVAS 18000000070000000100000000000000" + "0000000000000000"
          + "0000000000000000ffff1f0000000000")
      #expect(calls[2] == "VFIO_DEVICE_ATTACH_IOMMUFD_PT 0c0000000000000007000000")
      #expect(calls[3].hasPrefix("IOMMU_IOAS_IOVA_RANGES 20000000070000001000000000000000" + "0000000000000000"))
      #expect(
        calls[4] == "IOMMU_IOAS_MAP 28000000070000000700000000000000" + hex(host) + "0000200000000000"
          + "0000000000000000")
      #expect(calls[5] == "IOMMU_IOAS_UNMAP 1800000007000000" + "0000000000000000" + "0000200000000000")
      #expect(calls.count == 6)
    }

    private func hex(_ value: UInt64) -> String {
      (0..<8).map { byte in
        let digits = String(value >> (8 * UInt64(byte)) & 0xff, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
    }

    // MARK: Changes

    @Test("Changes of slots are changes for devices", arguments: DMADevice.Way.allCases)
    func changes(_ way: DMADevice.Way) throws {
      let machine = try machine()
      _ = try attach(machine, .of(way))
      let range = AddressRange(16 * .mib, 32 * .mib)
      for visibility: Visibility in [.readWrite, .unmapped, .readOnly, .unmapped, .readWrite, .readOnly] {
        try machine.setVisibility(of: range, to: visibility)
        expectAgreement(machine)
        #expect(kernel.write([7], at: range.start) == (visibility == .readWrite))
      }
      // Windows are no RAM.
      let calls = kernel.count
      let window = try machine.mapWindow(DeviceWindow("other", atMiB: 300, 1))
      try machine.unmapWindow(window)
      #expect(kernel.count == calls)
    }

    @Test("A change that an IOMMU refuses is none", arguments: DMADevice.Way.allCases)
    func refusedChange(_ way: DMADevice.Way) throws {
      let machine = try machine()
      _ = try attach(machine, .of(way))
      let range = AddressRange(0, 16 * .mib)
      let before = machine.regions
      // Unmapping, then mapping anew.
      for place in 0..<2 {
        let next = kernel.count + place
        kernel.failing.withLock { $0 = ([next], .noMemory) }
        let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
        #expect(error.kind == .contention)
        #expect(
          error.message.hasSuffix(place == 0 ? "devices still reach \(range)" : "devices do not reach \(range)"))
        #expect(machine.regions == before)
        expectAgreement(machine)
      }
      // KVM refuses behind it.
      for failing in [0, 1] {
        _ = try SlotCalls.during(machine, failing: [failing]) {
          _ = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
        }
        expectAgreement(machine)
      }
      #expect(machine.regions == before)
    }

    @Test func memoryThatCannotBeMappedAgainIsTold() throws {
      let machine = try machine()
      let attachment = try #require(try attach(machine, .of(.vfio)).first)
      let range = AddressRange(0, 16 * .mib)
      let next = kernel.count
      kernel.failing.withLock { $0 = ([next + 1, next + 2], .noMemory) }
      let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
      #expect(
        error.message
          == "the kernel has no memory to pin pages, or for the IOMMU's tables; devices do not reach \(range); "
          + "the kernel has no memory to pin pages, or for the IOMMU's tables; devices do not reach \(range)")
      // The guest has its memory, and the next change maps it.
      #expect(machine.regions[0].visibility == .readWrite)
      #expect(attachment.ranges == [AddressRange(16 * .mib, 32 * .mib), AddressRange(48 * .mib, 64 * .mib)])
      try machine.setVisibility(of: range, to: .readOnly)
      expectAgreement(machine)
    }

    /// MEMC_DMA_ROUNDS raises their number.
    @Test("Whatever changes and fails, no device reaches what the guest does not see")
    func random() throws {
      let rounds = ProcessInfo.processInfo.environment["MEMC_DMA_ROUNDS"].flatMap(Int.init) ?? 400
      var generator = SeededGenerator(seed: 1)
      let layout = try windowedLayout(memory: 16 * .mib, slotSize: 2 * .mib)
      let machine = try Realization.run(layout)
      _ = try attach(machine, .of(.vfio))
      var failures = 0
      for round in 0..<rounds {
        let region = try #require(machine.regions.randomElement(using: &generator))
        let visibility = try #require(Visibility.allCases.randomElement(using: &generator))
        let next = kernel.count
        let fails = Int.random(in: 0..<4, using: &generator)
        if fails < 2 { kernel.failing.withLock { $0 = ([next + fails], .noMemory) } }
        do { try machine.setVisibility(of: region.guest, to: visibility) } catch { failures += 1 }
        kernel.failing.withLock { $0.numbers = [] }
        let seen = machine.regions.filter { $0.visibility != .unmapped }
        for mapping in kernel.mappings {
          let slot = seen.first { $0.guest == mapping.guest }
          #expect(slot?.hostAddress == mapping.host, "round \(round)")
          #expect(!mapping.isWritable || slot?.visibility == .readWrite, "round \(round)")
        }
        #expect(kernel.mappings.count == seen.count, "round \(round)")
      }
      #expect(failures > rounds / 10)
    }

    // MARK: Giving back

    @Test func whatDevicesReachIsNotGivenBack() throws {
      let machine = try machine()
      let attachment = try #require(try attach(machine, .of(.vfio)).first)
      try machine.write([1], at: 0x1000)
      let error = try hostError { try machine.discard(AddressRange(0, 40 * .mib)) }
      #expect(
        error.description
          == "madvise MADV_REMOVE of guest 0x0-0x2000000: devices reach the memory by DMA, and would go on using the pages "
          + "that it has now; detach them first [discard-pinned]")
      #expect(error.exitCode == 1)
      #expect(try machine.read(1, at: 0x1000) == [1])
      // What is unmapped, and windows, are nobody's.
      #expect(try machine.discard(AddressRange(32 * .mib, 48 * .mib)).bytes == 16 * .mib)
      #expect(try machine.discard(AddressRange(256 * .mib, 257 * .mib)).bytes == 1 * .mib)
      machine.detach(attachment)
      #expect(try machine.discard(AddressRange(0, 16 * .mib)).bytes == 16 * .mib)
    }

    @Test("What devices may have written is dirty", arguments: [DirtyLogMode.bitmap, .ring])
    func dirtyPages(_ mode: DirtyLogMode) throws {
      var options = RealizationOptions()
      options.dirtyLog = mode
      let layout = try windowedLayout()
      let machine: RealizedMachine
      do { machine = try Realization.run(layout, options: options) } catch {
        guard error.kind == .unavailable else { throw error }
        try Test.cancel("\(error)")
      }
      try machine.setVisibility(of: AddressRange(16 * .mib, 32 * .mib), to: .readOnly)
      let attachment = try #require(try attach(machine, .of(.vfio)).first)
      try machine.startDirtyLog()
      func dirty() throws -> [AddressRange] {
        let pages = try machine.dirtyPages()
        try machine.clearDirtyPages(pages)
        return AddressSet(pages.flatMap(\.ranges)).ranges
      }
      let reached = [AddressRange(0, 16 * .mib), AddressRange(32 * .mib, 64 * .mib)]
      for _ in 0..<2 { #expect(try dirty() == reached) }
      // What was reached until a change, or until devices were let go of, is dirty once more.
      try machine.setVisibility(of: AddressRange(32 * .mib, 48 * .mib), to: .readOnly)
      #expect(try dirty() == reached)
      #expect(try dirty() == [AddressRange(0, 16 * .mib), AddressRange(48 * .mib, 64 * .mib)])
      machine.detach(attachment)
      #expect(try dirty() == [AddressRange(0, 16 * .mib), AddressRange(48 * .mib, 64 * .mib)])
      #expect(try dirty() == [])
    }

    // MARK: Limits

    @Test func moreSlotsThanMappingsAreRefused() throws {
      let machine = try machine()
      kernel.limit.withLock { $0 = 2 }
      let error = try hostError { try attach(machine, .of(.vfio)) }
      #expect(
        error.description
          == "VFIO_IOMMU_MAP_DMA: 3 slots of RAM are a mapping each, but 2 are left (dma_entry_limit of vfio_iommu_type1); "
          + "'slots: {max_size:}' makes fewer slots")
      #expect(error.exitCode == 69)
      kernel.limit.withLock { $0 = 3 }
      _ = try attach(machine, .of(.vfio))
      // A change that takes one more is put back.
      let change = try hostError {
        try machine.setVisibility(of: AddressRange(32 * .mib, 48 * .mib), to: .readWrite)
      }
      #expect(change.message.hasPrefix("VFIO takes no more mappings (dma_entry_limit of vfio_iommu_type1); "))
      #expect(change.exitCode == 69)
      expectAgreement(machine)
    }

    @Test("RAM that an IOMMU does not map is refused", arguments: DMADevice.Way.allCases)
    func unreachable(_ way: DMADevice.Way) throws {
      let machine = try machine()
      kernel.reachable.withLock { $0 = [AddressRange(0, 8 * .mib), AddressRange(12 * .mib, 1 << 40)] }
      let error = try hostError { try attach(machine, .of(way)) }
      if way == .vfio {
        #expect(
          error.description
            == "VFIO_IOMMU_MAP_DMA of slot 0, guest 0x0-0x1000000: the IOMMU maps nothing at 0x800000-0xc00000 "
            + "[dma-unreachable-ram]")
        #expect(error.exitCode == 1)
      } else {
        #expect(
          error.description
            == "VFIO_DEVICE_ATTACH_IOMMUFD_PT: EADDRINUSE: the device's IOMMU reserves addresses where RAM is; device "
            + "0000:00:04.0")
        #expect(error.exitCode == 71)
      }
      #expect(kernel.mappings.isEmpty)
      #expect(machine.attachments.isEmpty)
    }

    @Test func slotsThatAreNoPagesOfTheIOMMUAreRefused() throws {
      let machine = try Realization.run(try makeLayout([1 * .mib + 0x3000]))
      kernel.pageSizes.withLock { $0 = 0x2001_0000 }
      let error = try hostError { try attach(machine, .of(.vfio)) }
      #expect(error.message.hasPrefix("the slot does not begin and end on pages of 64 KiB"))
      #expect(error.exitCode == 69)
    }

    @Test func devicesAreThePagesLimit() throws {
      let limits = ProcessLimits(addresses: .max, usedAddresses: 0, locked: 64 << 20, usedLocked: 8 << 20)
      #expect(PinnedMemory.objection(to: 56 << 20, limits) == nil)
      let error = try #require(PinnedMemory.objection(to: 48 << 20, besides: 16 << 20, limits))
      #expect(
        error.description
          == "VFIO_IOMMU_MAP_DMA: RLIMIT_MEMLOCK does not allow so much pinned memory; 48 MiB for devices and 16 MiB of "
          + "'pin: on', and it is 64 MiB, of which 8 MiB are used")
      #expect(error.exitCode == 77)
      let free = ProcessLimits(addresses: .max, usedAddresses: 0, locked: .max, usedLocked: 1 << 40)
      #expect(PinnedMemory.objection(to: 1 << 40, free) == nil)
    }

    // MARK: The whole realization

    /// What a sequence reports.
    private final class Reporter: RealizationCaller {
      let made: Layout
      var report: [String: Any] = [:]
      var json = ""
      var state = ""
      var text: [String] = []

      init(_ layout: Layout) { made = layout }

      func isWanted() -> Bool { true }
      func layout(for plan: RealizationPlan) -> Layout? { made }
      func tables(for layout: Layout) -> GuestTables? { nil }
      func show(_ progress: RealizationProgress) {}
      func hasRealized() {}
      func report(_ machine: RealizedMachine, _ findings: RealizationFindings) throws {
        text = findings.dma.map(\.description)
        json = MachineReport(machine).json(findings)
        state = machine.state().json()
      }
      func show(_ notice: HandOverNotice) {}
      func hasNotConfirmed() {}
      func hasHandedOver(to peer: HandOverPeer) {}
      func waitForEnd() {}
    }

    private func sequence(_ devices: DMADevice...) -> RealizationSequence {
      var sequence = RealizationSequence()
      sequence.devices = devices
      sequence.options.host = host.root
      sequence.options.deviceCalls = kernel
      return sequence
    }

    @Test func whatIsReachedIsReported() throws {
      let reporter = Reporter(try windowedLayout())
      let before = Holdings.now()
      _ = try sequence(.of(.vfio), .of(.vfio, 5)).run(for: reporter)
      let line = try #require(reporter.text.first)
      #expect(
        line.hasPrefix(
          "vfio:0000:00:04.0 (IOMMU group 2), vfio:0000:00:05.0 (IOMMU group 3): 64 MiB in 4 mappings of at most 65535, in "
        ))
      for document in [reporter.json, reporter.state] {
        let parts = document.split(separator: "\"dma\": ")
        try #require(parts.count == 2)
        #expect(parts[1].contains("\"bytes\": 67108864"))
        #expect(parts[1].contains("\"address\": \"0000:00:05.0\""))
        #expect(parts[1].contains("\"group\": 3"))
        #expect(parts[1].contains("\"mappings_max\": 65535"))
        #expect(parts[1].contains("\"way\": \"vfio\""))
      }
      #expect(kernel.open.isEmpty)
      #expect(kernel.mappings.isEmpty)
      #expect(Holdings.now() == before)
    }

    @Test("What of a device is wrong is told before any memory is made", arguments: DMADevice.Way.allCases)
    func wrongDevices(_ way: DMADevice.Way) throws {
      func failure(_ number: Int, _ layout: Layout) throws -> HostError {
        do {
          _ = try sequence(.of(way, number)).run(for: Reporter(layout))
        } catch let failure as RealizationSequence.Failure {
          #expect(kernel.count == 0)
          return failure.error
        }
        throw CancellationError()
      }
      let layout = try windowedLayout()
      let call = way == .vfio ? "open /dev/vfio/…" : "open /dev/vfio/devices/…"
      let missing = try failure(1, layout)
      #expect(missing.description == "\(call): the host has no PCI device 0000:00:01.0 [dma-device-missing]")
      #expect(missing.exitCode == 71)
      let free = try failure(7, layout)
      #expect(
        free.description
          == "\(call): no IOMMU stands between device 0000:00:07.0 and memory: the host has none, or it is off "
          + "(intel_iommu=on)")
      #expect(free.exitCode == 69)
      let driven = try failure(6, layout)
      let place = "/sys/bus/pci/devices/0000:00:06.0"
      #expect(
        driven.description
          == "\(call): device 0000:00:06.0 is not VFIO's: driver 'e1000e' has it; to give it, write 'vfio-pci' to "
          + "\(place)/driver_override, '0000:00:06.0' to \(place)/driver/unbind if a driver has it, and then to "
          + "/sys/bus/pci/drivers_probe [dma-not-bound]")
      #expect(driven.exitCode == 71)
      try host.reserve(
        "0x0000000000000000 0x0000000000000fff direct-relaxable\n0x0000000000800000 0x0000000000bfffff reserved",
        inGroup: 2)
      let reserved = try failure(4, layout)
      #expect(
        reserved.description
          == "\(way == .vfio ? "VFIO_IOMMU_MAP_DMA" : "IOMMU_IOAS_MAP") of guest 0x800000-0xc00000: RAM lies at "
          + "0x800000-0xc00000, where device 0000:00:04.0 reaches none: its IOMMU reserves the addresses "
          + "(/sys/kernel/iommu_groups/2/reserved_regions) [dma-unreachable-ram]")
      #expect(reserved.exitCode == 1)
    }

    @Test func aGroupThatTheHostUsesIsRefused() throws {
      let machine = try machine()
      try host.add("0000:00:04.1", toGroup: 2)
      try host.drive("0000:00:04.1", by: "snd_hda_intel")
      try host.add("0000:00:04.2", toGroup: 2)
      try host.drive("0000:00:04.2", by: "pcieport")
      kernel.isViable.withLock { $0 = false }
      let error = try hostError { try attach(machine, .of(.vfio)) }
      #expect(
        error.description
          == "VFIO_GROUP_SET_CONTAINER: IOMMU group 2 is not VFIO's as a whole: the host drives 0000:00:04.1 (snd_hda_intel), "
          + "which reaches the same memory; give VFIO all devices of the group [dma-group-in-use]")
      #expect(error.exitCode == 71)
      #expect(kernel.open.isEmpty)
    }

    @Test func aHostWithoutVFIOSaysSo() throws {
      let machine = try machine()
      kernel.missing.withLock { $0 = ["/dev/vfio/vfio"] }
      let error = try hostError { try attach(machine, .of(.vfio)) }
      #expect(
        error.description
          == "open /dev/vfio/vfio: ENOENT: the kernel has no VFIO, or its modules are not loaded ('modprobe vfio-pci')"
      )
      #expect(error.exitCode == 69)
    }
  }
}
