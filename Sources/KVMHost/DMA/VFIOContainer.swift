public import Addresses
import HostFiles
import Synchronization
public import SystemPackage

/// Devices that reach memory by VFIO's IOMMU of type 1: a container with the groups of all of them.
///
/// Every mapping is one of the kernel's, which unmaps none in part, and has 65,535 of them unless its administrator says otherwise
/// (`dma_entry_limit` of vfio_iommu_type1). Pages are pinned from when they are mapped until they are unmapped, and count as locked.
public final class VFIOContainer: DMAMapper {
  /// The devices.
  public let devices: [DMADevice]
  /// What the IOMMUs of all of them can map together.
  public let capacity: DMACapacity

  private let calls: any DeviceCalls
  private let container: OwnedDescriptor
  private let groups: [Group]
  private let groupOfDevice: [DMADevice: UInt32]
  private let state = Mutex(State())

  private struct Group: Sendable {
    let number: UInt32
    let file: OwnedDescriptor
  }

  private struct State {
    /// Those of the devices, in their order, while the container is attached.
    var files: [OwnedDescriptor] = []
    /// What of the machine KVM knows the groups by.
    var known: KVMDeviceFiles?
  }

  /// VFIO_TYPE1v2_IOMMU.
  private static let type: UInt64 = 3

  /// Takes the groups of devices, each of which must be VFIO's.
  ///
  /// - Parameter devices: The devices; at least one.
  /// - Throws: ``HostError`` of kind ``FailureKind/unavailable`` where the host has no VFIO or no IOMMU, of
  ///   ``FailureKind/defect`` where a device is not there, or not VFIO's, with its whole group; of ``FailureKind/contention`` where
  ///   another process has it.
  public convenience init(_ devices: [DMADevice]) throws(HostError) {
    try self.init(devices, on: .this, by: KernelDeviceCalls())
  }

  init(_ devices: [DMADevice], on root: HostRoot, by calls: any DeviceCalls) throws(HostError) {
    precondition(!devices.isEmpty, "a container has devices")
    let known = IOMMUGroup.readAll(root)
    var wanted: [IOMMUGroup] = []
    let container = try Self.open(by: calls)
    for device in devices {
      let group = try PCIDevice(device, in: known, root).group
      if !wanted.contains(group) { wanted.append(group) }
    }
    var groups: [Group] = []
    for group in wanted {
      groups.append(Group(number: group.number, file: try Self.take(group, into: container, root, by: calls)))
    }
    do {
      _ = try calls.call(.setIOMMU, on: container.descriptor, Self.type)
    } catch {
      throw HostError(.setIOMMU, error)
    }
    self.devices = devices
    self.calls = calls
    self.container = container
    self.groups = groups
    groupOfDevice = Dictionary(
      devices.compactMap { device in
        known.first { $0.devices.contains(device.address) }.map { (device, $0.number) }
      }, uniquingKeysWith: { first, _ in first })
    capacity = try Self.capacity(of: container, by: calls)
  }

  private static func open(by calls: any DeviceCalls) throws(HostError) -> OwnedDescriptor {
    let container: OwnedDescriptor
    do { container = try calls.open("/dev/vfio/vfio") } catch { throw HostError(.openVFIO, error) }
    let version: Int64
    do { version = try calls.call(.getVFIOVersion, on: container.descriptor, 0) } catch {
      throw HostError(.getVFIOVersion, error)
    }
    guard version == 0 else {
      throw HostError(
        .unavailable, before: .setIOMMU, .init(), "VFIO's API is version \(version), memc needs 0")
    }
    guard let answer = try? calls.call(.checkVFIOExtension, on: container.descriptor, type), answer > 0 else {
      throw HostError(
        .unavailable, before: .setIOMMU, .init(),
        "VFIO drives no IOMMU of type 1 here ('modprobe vfio_iommu_type1')")
    }
    return container
  }

  private static func take(
    _ group: IOMMUGroup, into container: OwnedDescriptor, _ root: HostRoot, by calls: any DeviceCalls
  ) throws(HostError) -> OwnedDescriptor {
    let name = "IOMMU group \(group.number)"
    let file: OwnedDescriptor
    do { file = try calls.open("/dev/vfio/\(group.number)") } catch {
      throw HostError(.openGroup, error, .any, .init(), name)
    }
    var status = CallBytes(8, 0)
    do {
      _ = try calls.call(.getGroupStatus, on: file.descriptor, &status)
    } catch {
      throw HostError(.getGroupStatus, error, .any, .init(), name)
    }
    // VFIO_GROUP_FLAGS_VIABLE.
    guard status.word(at: 4) & 1 != 0 else {
      let others = PCIDevice.drivenByHost(in: group, root).joined(separator: ", ")
      throw HostError(
        .defect, before: .setContainer, .init(),
        "\(name) is not VFIO's as a whole: the host drives \(others.isEmpty ? "another device of it" : others), which reaches "
          + "the same memory; give VFIO all devices of the group", as: .dmaGroupInUse)
    }
    var number = CallBytes(UInt32(bitPattern: container.descriptor.rawValue))
    do {
      _ = try calls.call(.setContainer, on: file.descriptor, &number)
    } catch {
      throw HostError(.setContainer, error, .any, .init(), name)
    }
    return file
  }

  // MARK: What it can map

  private static func capacity(
    of container: OwnedDescriptor, by calls: any DeviceCalls
  ) throws(HostError) -> DMACapacity {
    var size = 256
    while true {
      var info = CallBytes(CallBytes(UInt32(size)).bytes + [UInt8](repeating: 0, count: size - 4))
      do {
        _ = try calls.call(.getIOMMUInfo, on: container.descriptor, &info)
      } catch {
        throw HostError(.getIOMMUInfo, error)
      }
      // The kernel says how long all of it is, and leaves out what does not fit.
      let needed = Int(info.word(at: 0))
      guard needed > size, needed <= 1 << 20 else { return capacity(info) }
      size = needed
    }
  }

  /// What `struct vfio_iommu_type1_info` says with its chain of capabilities.
  static func capacity(_ info: CallBytes) -> DMACapacity {
    var capacity = DMACapacity()
    capacity.countsAsLocked = true
    let flags = info.word(at: 4)
    // VFIO_IOMMU_INFO_PGSIZES.
    if flags & 1 != 0, info.long(at: 8) != 0 {
      capacity.pageSize = 1 << UInt64(info.long(at: 8).trailingZeroBitCount)
    }
    // VFIO_IOMMU_INFO_CAPS.
    guard flags & 2 != 0 else { return capacity }
    var offset = Int(info.word(at: 16))
    // A chain goes forward, as one that came back would never end.
    while offset >= 20, offset + 8 <= info.bytes.count {
      switch info.word(at: offset) & 0xffff {
      case 1:  // VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE
        capacity.reachable = (0..<Int(min(info.word(at: offset + 8), 1 << 12))).compactMap { index in
          let place = offset + 16 + 16 * index
          guard place + 16 <= info.bytes.count else { return nil }
          return AddressRange(inclusive: info.long(at: place), info.long(at: place + 8))
        }
      case 3:  // VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL
        capacity.mappingCount = Int(info.word(at: offset + 8))
      default: break
      }
      let next = Int(info.word(at: offset + 4))
      guard next > offset else { break }
      offset = next
    }
    return capacity
  }

  // MARK: Attaching

  /// The file of a device, for what VFIO offers beyond memory; valid while the container is attached, `nil` else.
  public func descriptor(of device: DMADevice) -> FileDescriptor? {
    guard let index = devices.firstIndex(of: device) else { return nil }
    return state.withLock { index < $0.files.count ? $0.files[index].descriptor : nil }
  }

  /// The number of the group that a device is in.
  public func group(of device: DMADevice) -> UInt32? { groupOfDevice[device] }

  /// Opens the devices, and makes them known to the machine's KVM.
  public func begin(on machine: RealizedMachine) throws(HostError) {
    try state.withLock { state throws(HostError) in
      state.known = machine.deviceFiles
      // Before a device is opened, as some ask for their KVM then.
      for group in groups {
        try machine.deviceFiles.add(group.file.descriptor, of: machine.descriptor, by: calls)
      }
      for device in devices {
        guard let group = groups.first(where: { $0.number == groupOfDevice[device] }) else { continue }
        var name = CallBytes(Array(device.address.utf8) + [0])
        do throws(Errno) {
          state.files.append(
            OwnedDescriptor(returned: try calls.call(.getDevice, on: group.file.descriptor, &name)))
        } catch {
          throw HostError(.getDevice, error, .any, .init(), "device \(device.address)")
        }
      }
    }
  }

  /// Closes the devices, which resets them.
  public func end() {
    state.withLock { state in
      // VFIO resets a device whose last file is closed, and it sends nothing more.
      state.files = []
      for group in groups { state.known?.remove(group.file.descriptor, by: calls) }
      state.known = nil
    }
  }

  // MARK: Mapping

  /// Pins memory and maps it.
  public func map(_ guest: AddressRange, to hostAddress: UInt64, isWritable: Bool) throws(HostError) {
    // VFIO_DMA_MAP_FLAG_READ, VFIO_DMA_MAP_FLAG_WRITE.
    var argument = CallBytes(32, isWritable ? 3 : 1).with(hostAddress, guest.start, guest.size)
    do {
      _ = try calls.call(.mapDMA, on: container.descriptor, &argument)
    } catch {
      throw PinnedMemory.error(.mapDMA, error, guest, hostAddress)
    }
  }

  /// Unmaps memory and lets its pages go.
  public func unmap(_ guest: AddressRange) throws(HostError) {
    var argument = CallBytes(24, 0).with(guest.start, guest.size)
    do {
      _ = try calls.call(.unmapDMA, on: container.descriptor, &argument)
    } catch {
      throw HostError(.unmapDMA, error, .any, .init(guest: guest))
    }
    let size = argument.long(at: 16)
    guard size == guest.size else {
      throw HostError(
        .defect, before: .unmapDMA, .init(guest: guest),
        "\(Units.bytes(size)) were unmapped, not \(Units.bytes(guest.size))")
    }
  }
}
