public import Lowering
import Synchronization
public import SystemPackage

/// A layout on KVM: the machine's descriptor and its memory.
///
/// The object owns everything; when the last reference to it goes, the machine is closed, its memory
/// unmapped, and hugepages are back in their pool. Guests may run while its methods are called.
public final class RealizedMachine: Sendable {
  /// What was realized.
  public let layout: Layout
  /// What the host could not give.
  public let warnings: [HostWarning]
  /// The time of each step, in the order of the steps.
  public let times: [StepTime]

  let machine: VirtualMachine
  let kvm: KVM
  let space: GuestSpace
  let backings: [Int: NodeBacking]
  let tables: GuestTables?
  #if arch(x86_64)
    /// The vCPU of verifications: KVM never gives a vCPU's number back, so one has to do for all of them.
    let probe = Mutex<ProbeCPU?>(nil)
  #endif

  init(
    layout: Layout, machine: VirtualMachine, kvm: KVM, space: GuestSpace, backings: [Int: NodeBacking],
    tables: GuestTables?, times: [StepTime], warnings: Set<HostWarning>
  ) {
    self.layout = layout
    self.machine = machine
    self.kvm = kvm
    self.space = space
    self.backings = backings
    self.tables = tables
    self.times = times
    self.warnings = warnings.sorted { ($0.node ?? -1, $0.identifier) < ($1.node ?? -1, $1.identifier) }
  }

  /// The VM file descriptor, for KVM_CREATE_VCPU and whatever else a machine needs; valid as long as this object lives.
  public var descriptor: FileDescriptor { machine.owner.descriptor }

  /// The slots with their places, in ascending guest physical address.
  public var regions: [Region] { space.regions }

  /// The range of this process's addresses that holds all guest memory.
  public var hostRange: Range<UInt64> { space.memory.start..<space.memory.start + space.memory.size }

  /// The slot that holds a guest physical address, by binary search; `nil` in a hole.
  public func region(containing address: UInt64) -> Region? {
    space.region(containing: address)
  }

  /// The slots of a proximity domain, in ascending guest physical address; empty where it has no memory.
  public func regions(ofNode node: Int) -> [Region] {
    regions.filter { $0.slot.node == node }
  }

  /// The address in this process of a guest physical address; `nil` in a hole.
  public func hostAddress(of address: UInt64) -> UInt64? {
    region(containing: address).map { $0.hostAddress + (address - $0.guest.lowerBound) }
  }

  /// The memfd or file behind a proximity domain's memory; `nil` where the memory is private or there is none.
  ///
  /// A slot begins in it at its `backingOffset`. Valid as long as this object lives.
  public func backingDescriptor(ofNode node: Int) -> FileDescriptor? {
    backings[node]?.object?.descriptor
  }

  /// Reads guest memory; the range may cross slots.
  ///
  /// - Parameters:
  ///   - count: Bytes.
  ///   - address: The first guest physical address.
  /// - Throws: ``GuestAccessError`` where a part of the range is no RAM.
  public func read(_ count: Int, at address: UInt64) throws(GuestAccessError) -> [UInt8] {
    try space.read(count, at: address)
  }

  /// Writes guest memory; the range may cross slots, read-only ones too: that binds the guest only.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - address: The first guest physical address.
  /// - Throws: ``GuestAccessError`` where a part of the range is no RAM; then nothing was written.
  public func write(_ bytes: [UInt8], at address: UInt64) throws(GuestAccessError) {
    try space.write(bytes, at: address)
  }
}

/// The time that a step took.
public struct StepTime: Hashable, Sendable {
  /// The step.
  public let step: RealizationStep
  /// The time.
  public let duration: Duration
}
