import Lowering
import Synchronization
public import SystemPackage

/// What one privilege level sees, as a virtual machine of KVM.
public final class RealizedPartition: Sendable {
  /// `vtl0` or `vtl2`.
  public let name: String
  /// The gate that every vCPU of this partition passes before KVM_RUN.
  public let gate = RunGate()

  let machine: VirtualMachine
  /// In ascending guest physical address. Slots that are not registered are among them as long as they have a number.
  let current: Mutex<[Region]>
  #if arch(x86_64)
    /// The vCPU of verifications: KVM never gives a vCPU's number back, so one has to do for all of them.
    let probe = Mutex<ProbeCPU?>(nil)
  #endif

  /// - Parameter regions: What is registered, in ascending guest physical address.
  init(name: String, machine: VirtualMachine, regions: [Region]) {
    self.name = name
    self.machine = machine
    current = Mutex(regions)
  }

  /// The VM file descriptor, for KVM_CREATE_VCPU and whatever else a machine needs; valid as long as this object lives.
  public var descriptor: FileDescriptor { machine.owner.descriptor }

  /// The slots with their places as they are now, in ascending guest physical address.
  public var regions: [Region] { current.withLock { $0 } }
}
