public import Addresses
import HostFiles
import Synchronization
public import SystemPackage

/// Devices that reach memory by iommufd, since Linux 6.6: an I/O address space that all of them are attached to.
///
/// Of the memory that is mapped pages are pinned as long as a device is attached; they count as locked ones of the user, of all
/// processes together.
public final class IOMMUAddressSpace: DMAMapper {
  /// The devices.
  public let devices: [DMADevice]

  private let calls: any DeviceCalls
  private let root: HostRoot
  private let file: OwnedDescriptor
  /// The number of the address space in the file.
  private let number: UInt32
  private let state = Mutex(State())

  private struct State {
    var files: [OwnedDescriptor] = []
    var known: KVMDeviceFiles?
    var capacity = DMACapacity()
  }

  /// IOMMU_IOAS_MAP_FIXED_IOVA.
  private static let fixed: UInt32 = 1
  /// IOMMU_IOAS_MAP_WRITEABLE.
  private static let writable: UInt32 = 2
  /// IOMMU_IOAS_MAP_READABLE.
  private static let readable: UInt32 = 4

  /// Makes an address space; the devices are opened when it is attached.
  ///
  /// - Parameter devices: The devices, each of which must be VFIO's; at least one.
  /// - Throws: As ``VFIOContainer/init(_:)``; of kind ``FailureKind/unavailable`` where the kernel has no iommufd.
  public convenience init(_ devices: [DMADevice]) throws(HostError) {
    try self.init(devices, on: .this, by: KernelDeviceCalls())
  }

  init(_ devices: [DMADevice], on root: HostRoot, by calls: any DeviceCalls) throws(HostError) {
    precondition(!devices.isEmpty, "an address space has devices")
    let file: OwnedDescriptor
    do { file = try calls.open("/dev/iommu") } catch { throw HostError(.openIOMMU, error) }
    let groups = IOMMUGroup.readAll(root)
    for device in devices { _ = try PCIDevice(device, in: groups, root) }
    var argument = CallBytes(12, 0, 0)
    do {
      _ = try calls.call(.allocateIOAS, on: file.descriptor, &argument)
    } catch {
      throw HostError(.allocateIOAS, error)
    }
    self.devices = devices
    self.calls = calls
    self.root = root
    self.file = file
    number = argument.word(at: 8)
  }

  /// What the IOMMUs of all devices can map together, once they are attached.
  public var capacity: DMACapacity { state.withLock { $0.capacity } }

  /// The file of a device, for what VFIO offers beyond memory; valid while the address space is attached, `nil` else.
  public func descriptor(of device: DMADevice) -> FileDescriptor? {
    guard let index = devices.firstIndex(of: device) else { return nil }
    return state.withLock { index < $0.files.count ? $0.files[index].descriptor : nil }
  }

  // MARK: Attaching

  /// Opens the devices, and makes them known to the machine's KVM.
  public func begin(on machine: RealizedMachine) throws(HostError) {
    try allow(machine.regions.filter(\.slot.isRAM).map(\.guest))
    try state.withLock { state throws(HostError) in
      state.known = machine.deviceFiles
      for device in devices {
        let file = try open(device)
        state.files.append(file)
        try machine.deviceFiles.add(file.descriptor, of: machine.descriptor, by: calls)
        try attach(device, file)
      }
      state.capacity = try readCapacity()
    }
  }

  /// Keeps addresses free of what devices reserve: then a device that reserves some cannot be attached.
  private func allow(_ ranges: [AddressRange]) throws(HostError) {
    let parts = AddressSet(ranges).ranges
    var list = CallBytes(parts.flatMap { CallBytes([]).with($0.start, $0.end - 1).bytes })
    var argument = CallBytes(24, number, UInt32(parts.count), 0).with(0)
    do {
      _ = try calls.call(.allowIOVAs, on: file.descriptor, &argument, at: 16, pointingTo: &list)
    } catch {
      throw HostError(.allowIOVAs, error)
    }
  }

  private func open(_ device: DMADevice) throws(HostError) -> OwnedDescriptor {
    let name = "device \(device.address)"
    guard let number = PCIDevice.number(of: device.address, root) else {
      throw HostError(.openDevice, .noSuchFileOrDirectory, .any, .init(), name)
    }
    do {
      return try calls.open("/dev/vfio/devices/vfio\(number)")
    } catch {
      throw HostError(.openDevice, error, .any, .init(), name)
    }
  }

  private func attach(_ device: DMADevice, _ opened: OwnedDescriptor) throws(HostError) {
    let name = "device \(device.address)"
    var binding = CallBytes(16, 0, UInt32(bitPattern: file.descriptor.rawValue), 0)
    do {
      _ = try calls.call(.bindDevice, on: opened.descriptor, &binding)
    } catch {
      throw HostError(.bindDevice, error, .any, .init(), name)
    }
    var place = CallBytes(12, 0, number)
    do {
      _ = try calls.call(.attachDevice, on: opened.descriptor, &place)
    } catch {
      throw HostError(.attachDevice, error, .any, .init(), name)
    }
  }

  private func readCapacity() throws(HostError) -> DMACapacity {
    var capacity = DMACapacity()
    capacity.countsAsLocked = true
    var count: UInt32 = 16
    while true {
      var list = CallBytes(size: 16 * Int(count))
      var argument = CallBytes(32, number, count, 0).with(0, 0)
      do {
        _ = try calls.call(.getIOVARanges, on: file.descriptor, &argument, at: 16, pointingTo: &list)
      } catch {
        let needed = argument.word(at: 8)
        guard error == .messageTooLong, needed > count, needed <= 1 << 16 else {
          throw HostError(.getIOVARanges, error)
        }
        count = needed
        continue
      }
      capacity.reachable = (0..<Int(min(argument.word(at: 8), count))).map {
        AddressRange(inclusive: list.long(at: 16 * $0), list.long(at: 16 * $0 + 8))
      }
      if argument.long(at: 24) != 0 { capacity.pageSize = argument.long(at: 24) }
      return capacity
    }
  }

  /// Closes the devices, which resets them.
  public func end() {
    state.withLock { state in
      for file in state.files { state.known?.remove(file.descriptor, by: calls) }
      // A device whose file is closed is reset, and belongs to no address space any more.
      state.files = []
      state.known = nil
    }
  }

  // MARK: Mapping

  /// Pins memory and maps it.
  public func map(_ guest: AddressRange, to hostAddress: UInt64, isWritable: Bool) throws(HostError) {
    let flags = Self.fixed | Self.readable | (isWritable ? Self.writable : 0)
    var argument = CallBytes(40, flags, number, 0).with(hostAddress, guest.size, guest.start)
    do {
      _ = try calls.call(.mapIOAS, on: file.descriptor, &argument)
    } catch {
      throw PinnedMemory.error(.mapIOAS, error, guest, hostAddress)
    }
  }

  /// Unmaps memory and lets its pages go.
  public func unmap(_ guest: AddressRange) throws(HostError) {
    var argument = CallBytes(24, number).with(guest.start, guest.size)
    do {
      _ = try calls.call(.unmapIOAS, on: file.descriptor, &argument)
    } catch {
      throw HostError(.unmapIOAS, error, .any, .init(guest: guest))
    }
    let size = argument.long(at: 16)
    guard size == guest.size else {
      throw HostError(
        .defect, before: .unmapIOAS, .init(guest: guest),
        "\(Units.bytes(size)) were unmapped, not \(Units.bytes(guest.size))")
    }
  }
}
