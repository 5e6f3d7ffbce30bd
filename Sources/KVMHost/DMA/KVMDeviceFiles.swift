import CLinux
import Synchronization
import SystemPackage

/// Tells KVM which files of VFIO belong to a machine's devices: some need to know their KVM, and KVM needs to know where a device
/// may pass the caches by (Linux's virt/kvm/vfio.c). A machine has one for all of them, as KVM takes no second one.
final class KVMDeviceFiles: Sendable {
  /// KVM_DEV_TYPE_VFIO.
  private static let deviceType: UInt32 = 4
  /// KVM_DEV_VFIO_FILE, once KVM_DEV_VFIO_GROUP.
  private static let fileGroup: UInt32 = 1
  /// KVM_DEV_VFIO_FILE_ADD.
  private static let addition: UInt64 = 1
  /// KVM_DEV_VFIO_FILE_DEL.
  private static let deletion: UInt64 = 2

  private let device = Mutex<OwnedDescriptor?>(nil)

  /// Makes a file known to KVM.
  func add(_ file: FileDescriptor, of machine: FileDescriptor, by calls: any DeviceCalls) throws(HostError) {
    try device.withLock { device throws(HostError) in
      let known: OwnedDescriptor
      if let device {
        known = device
      } else {
        var argument = CallBytes(Self.deviceType, 0, 0)
        do throws(Errno) {
          _ = try calls.call(.createDevice, on: machine, &argument)
        } catch {
          throw HostError(.createDevice, error)
        }
        known = OwnedDescriptor(returned: Int64(argument.word(at: 4)))
        device = known
      }
      do throws(Errno) {
        try Self.set(Self.addition, file, of: known, by: calls)
      } catch {
        throw HostError(.setDeviceAttribute, error)
      }
    }
  }

  /// Has KVM forget a file.
  func remove(_ file: FileDescriptor, by calls: any DeviceCalls) {
    device.withLock { device in
      // It forgets a file that is closed, too, when the machine ends.
      if let device { try? Self.set(Self.deletion, file, of: device, by: calls) }
    }
  }

  private static func set(
    _ attribute: UInt64, _ file: FileDescriptor, of device: OwnedDescriptor, by calls: any DeviceCalls
  ) throws(Errno) {
    var argument = CallBytes(0, fileGroup).with(attribute, 0)
    var number = CallBytes(UInt32(bitPattern: file.rawValue))
    _ = try calls.call(.setDeviceAttribute, on: device.descriptor, &argument, at: 16, pointingTo: &number)
  }
}
