import Addresses
import CLinux
import Lowering
import MachineModel
import Synchronization
import SystemPackage

/// `/dev/kvm`, opened.
struct KVM: Sendable {
  /// The only version that KVM has had since Linux 2.6.22.
  private static let version: Int64 = 12

  private let device: OwnedDescriptor

  /// Opens the device and checks that it is KVM.
  init() throws(HostError) {
    do {
      device = try OwnedDescriptor.open("/dev/kvm", .readWrite)
    } catch {
      throw HostError(.openKVM, error)
    }
    let found: Int64
    do {
      found = try kernel { memc_ioctl(device.descriptor.rawValue, MEMC_KVM_GET_API_VERSION, 0) }
    } catch {
      throw HostError(.getAPIVersion, error)
    }
    guard found == Self.version else {
      throw HostError(
        .unavailable, before: .createVM, .init(), "KVM's API is version \(found), memc needs \(Self.version)")
    }
  }

  /// What KVM_CHECK_EXTENSION says of a capability: 0 where KVM does not have it.
  func capability(_ number: CInt) -> Int {
    let value = try? kernel { memc_ioctl(device.descriptor.rawValue, MEMC_KVM_CHECK_EXTENSION, UInt64(number)) }
    return Int(value ?? 0)
  }

  /// What KVM says of capabilities to a machine, which may be less than it says of itself; asked of one that is made for it.
  ///
  /// - Parameter lacking: Capabilities that count as not there.
  func machineCapabilities(lacking: Set<CInt> = []) throws(HostError) -> (CInt) -> Int {
    let machine = try makeMachine()
    return { number in
      guard !lacking.contains(number) else { return 0 }
      let value = try? kernel { memc_ioctl(machine.descriptor.rawValue, MEMC_KVM_CHECK_EXTENSION, UInt64(number)) }
      return Int(value ?? 0)
    }
  }

  /// Bytes of the page that a vCPU shares with its runner.
  func sharedPageSize() throws(HostError) -> UInt64 {
    do {
      return UInt64(try kernel { memc_ioctl(device.descriptor.rawValue, MEMC_KVM_GET_VCPU_MMAP_SIZE, 0) })
    } catch {
      throw HostError(.createVCPU, error)
    }
  }

  /// KVM_CREATE_VM without an in-kernel interrupt controller.
  func makeMachine() throws(HostError) -> OwnedDescriptor {
    do {
      return OwnedDescriptor(
        returned: try kernel { memc_ioctl(device.descriptor.rawValue, MEMC_KVM_CREATE_VM, 0) })
    } catch {
      throw HostError(.createVM, error)
    }
  }

  #if arch(x86_64)
    /// KVM_GET_SUPPORTED_CPUID, as KVM_SET_CPUID2 takes it.
    func supportedCPUID() throws(HostError) -> CPUIDTable {
      var capacity = 128
      while true {
        var table = CPUIDTable(capacity: capacity)
        do {
          try table.call(device.descriptor, MEMC_KVM_GET_SUPPORTED_CPUID)
          return table
        } catch {
          guard error == .argListTooLong, capacity < 4096 else { throw HostError(.getSupportedCPUID, error) }
          capacity *= 2
        }
      }
    }
  #endif

  /// Physical address bits of a guest's CPU; `nil` where KVM does not limit them by CPUID.
  func physicalBits() throws(HostError) -> UInt8? {
    #if arch(x86_64)
      try supportedCPUID().physicalBits
    #else
      nil
    #endif
  }
}

/// The calls on a machine's descriptor.
final class VirtualMachine: Sendable {
  /// Pages that KVM takes in one slot, exclusive: KVM_MEM_MAX_NR_PAGES is 2^31 − 1.
  static let slotSizeLimit: UInt64 = (1 << 31) * Units.pageSize

  /// The machine.
  let owner: OwnedDescriptor

  /// Told of every call before it is made: tests count them, and have them fail on purpose.
  let beforeCall = Mutex<(@Sendable (SlotCall) throws(HostError) -> Void)?>(nil)
  /// Told of every call about the log of dirty pages before it is made, for the same reason.
  let beforeLogCall = Mutex<(@Sendable (DirtyLogCall) throws(HostError) -> Void)?>(nil)

  /// Of which slots KVM logs the pages that a guest writes; `nil` for none. Slots that are registered follow it.
  let logScope = Mutex<DirtyLogScope?>(nil)

  init(owner: OwnedDescriptor) {
    self.owner = owner
  }

  /// KVM_SET_USER_MEMORY_REGION: registers a region under its slot's number, unless the guest may do nothing with it.
  func register(_ region: Region) throws(HostError) {
    guard region.visibility != .unmapped else { return }
    let flags =
      switch region.visibility {
      case .readOnly: UInt32(KVM_MEM_READONLY)
      case .readWrite, .unmapped: isLogged(region) ? UInt32(KVM_MEM_LOG_DIRTY_PAGES) : 0
      }
    try setMemory(
      slot: region.slot.number, flags: flags, guest: region.guest, hostAddress: region.hostAddress,
      subject: region.subject)
  }

  /// Deletes the slot of a region, unless it is not registered anyway.
  func delete(_ region: Region) throws(HostError) {
    guard region.visibility != .unmapped else { return }
    try setMemory(
      slot: region.slot.number, flags: 0, guest: AddressRange(start: region.guest.start, size: 0), hostAddress: 0,
      subject: region.subject)
  }

  /// Sets a slot; an empty guest range deletes it.
  func setMemory(
    slot: UInt32, flags: UInt32, guest: AddressRange, hostAddress: UInt64, subject: HostError.Subject
  ) throws(HostError) {
    if let beforeCall = beforeCall.withLock({ $0 }) {
      try beforeCall(SlotCall(number: slot, guest: guest, flags: flags))
    }
    do {
      _ = try kernel {
        // The memory belongs to the machine's owner, which keeps it as long as a slot shows it.
        unsafe memc_kvm_set_memory_region(
          owner.descriptor.rawValue, slot, flags, guest.start, guest.size, hostAddress
        )
      }
    } catch {
      throw HostError(.setMemoryRegion, error, .any, subject)
    }
  }
}
