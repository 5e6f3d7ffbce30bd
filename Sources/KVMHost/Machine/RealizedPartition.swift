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
  /// Its number among the partitions of its machine, from 0.
  let index: Int
  /// What the machine is now.
  let current: CurrentState
  /// Where vCPUs note the pages that they write, where the machine keeps rings of them.
  let rings = DirtyRings()
  #if arch(x86_64)
    /// The vCPU of verifications: KVM never gives a vCPU's number back, so one has to do for all of them.
    let probe = Mutex<ProbeCPU?>(nil)
  #endif

  init(name: String, machine: VirtualMachine, index: Int, of current: CurrentState) {
    self.name = name
    self.machine = machine
    self.index = index
    self.current = current
  }

  /// The VM file descriptor, for KVM_CREATE_VCPU and whatever else a machine needs; valid as long as this object lives.
  public var descriptor: FileDescriptor { machine.owner.descriptor }

  /// The slots with their places as they are now, in ascending guest physical address.
  public var regions: [Region] { current.snapshot.regions[index] }
}
