public import Addresses
public import Lowering
import MachineModel
import Synchronization
public import SystemPackage

/// A layout on KVM: the machine's descriptors and its memory.
///
/// The object owns everything; when the last reference to it goes, the machine is closed, its memory
/// unmapped, and hugepages are back in their pool. Guests may run while its methods are called.
///
/// A layout with a more privileged level has two ``partitions`` over the same memory. What is said here of a guest is
/// said of `vtl0`, the partition that every machine has.
public final class RealizedMachine: Sendable {
  /// What was realized.
  public let layout: Layout
  /// What each privilege level sees: `vtl0`, then `vtl2` where the layout has it.
  public let partitions: [RealizedPartition]
  /// What the host could not give.
  public let warnings: [HostWarning]
  /// The time of each step, in the order of the steps.
  public let times: [StepTime]

  /// What it has of the host, from its beginning to its end.
  let host: MachineHost
  /// What changes while guests run, under one lock: the slots of all partitions, windows, and the memory of both.
  let current: CurrentState
  /// Locked while slots change and while a guest verifies them, so that changes come one after the other. Readers do not
  /// take it, and so do not wait for vCPUs to come out of KVM_RUN. It holds the number of the next window.
  let changes: Mutex<Int>
  /// What was given back of its memory.
  let discards = MachineDiscards()
  /// Who follows its memory.
  let observers = MemoryObservers()
  /// What of its devices KVM knows.
  let deviceFiles = KVMDeviceFiles()

  init(
    layout: Layout, partitions: [RealizedPartition], host: MachineHost, current: CurrentState, times: [StepTime],
    warnings: Set<HostWarning>
  ) {
    self.layout = layout
    self.partitions = partitions
    self.host = host
    self.current = current
    self.times = times
    self.warnings = warnings.inOrder
    changes = Mutex(current.snapshot.windows.count)
  }

  deinit {
    // Before what they follow goes, whoever else holds on to them.
    for observer in observers.all { observer.machineEnds() }
  }

  /// What the guest sees: the partition `vtl0`.
  public var guest: RealizedPartition { partitions[0] }
  /// What the more privileged level sees: the partition `vtl2`; `nil` where there is none.
  public var privileged: RealizedPartition? { partitions.count > 1 ? partitions[1] : nil }
  /// The gate that every vCPU of `vtl0` passes before KVM_RUN.
  public var gate: RunGate { guest.gate }

  /// The VM file descriptor, for KVM_CREATE_VCPU and whatever else a machine needs; valid as long as this object lives.
  public var descriptor: FileDescriptor { guest.descriptor }

  /// The slots with their places as they are now, windows' included, in ascending guest physical address.
  public var regions: [Region] { guest.regions }

  /// The windows that are mapped, in the order in which they came; those that others hide are among them.
  public var windows: [RealizedWindow] { current.snapshot.windows }

  /// The range of this process's addresses that holds the memory of all nodes; windows and VTL2's RAM lie elsewhere.
  public var hostRange: AddressRange {
    let ram = current.snapshot.memory.ram
    return AddressRange(start: ram.start, size: ram.size)
  }

  var machine: VirtualMachine { guest.machine }
  var memory: MachineMemory { current.snapshot.memory }
  /// Guest memory as it is now; the memory stays as long as the copy that is returned.
  var space: GuestSpace { space(of: guest) }

  func space(of partition: RealizedPartition) -> GuestSpace {
    let snapshot = current.snapshot
    return GuestSpace(regions: snapshot.regions[partition.index], memory: snapshot.memory)
  }

  /// Tells the process that handed memory over that the memory stays with this machine. Only then it gives its socket up.
  ///
  /// Until this is called, that process goes on offering the memory when this one ends or this object goes, or when it
  /// has waited for as long as it was told to. So call it last, when nothing can fail any more: what the guest had in its
  /// memory is lost if both processes end. It has no effect on a machine that took no memory over, nor when called again.
  ///
  /// - Returns: `false` where the other process did not wait any more: then it may give the memory to another one.
  public func confirmTakeOver() -> Bool {
    host.confirmation?.confirm() ?? true
  }

  /// The slot that holds a guest physical address, by binary search; `nil` in a hole.
  public func region(containing address: UInt64) -> Region? {
    space.region(containing: address)
  }

  /// The slots of a node, in ascending guest physical address; empty where it has no memory.
  public func regions(ofNode node: Int) -> [Region] {
    regions.filter { $0.slot.node == node }
  }

  /// The address in this process of a guest physical address; `nil` in a hole.
  ///
  /// RAM stays there as long as this object lives. A window's memory does as long as the window is mapped, or its
  /// ``RealizedWindow`` lives: who uses the address beyond a change of windows keeps the latter.
  public func hostAddress(of address: UInt64) -> UInt64? {
    region(containing: address).map { $0.hostAddress + (address - $0.guest.start) }
  }

  /// The memfd or file behind the memory of a node or of a zone; `nil` where the memory is private or there is none.
  ///
  /// A slot begins in it at its `backingOffset`. Valid as long as this object lives.
  ///
  /// - Parameters:
  ///   - node: The node, by its place in the topology.
  ///   - zone: The zone, by its place among the node's, where the node has zones: each has an object of its own.
  public func backingDescriptor(ofNode node: Int, zone: Int? = nil) -> FileDescriptor? {
    host.backings[BackedMemory(node: node, zone: zone)]?.object?.descriptor
  }

  /// Reads guest memory; the range may cross slots.
  ///
  /// - Parameters:
  ///   - count: Bytes.
  ///   - address: The first guest physical address.
  /// - Throws: ``GuestAccessError`` where no slot holds a part of the range.
  public func read(_ count: Int, at address: UInt64) throws(GuestAccessError) -> [UInt8] {
    try space.read(count, at: address)
  }

  /// Writes guest memory; the range may cross slots, read-only ones too: that binds the guest only.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - address: The first guest physical address.
  /// - Throws: ``GuestAccessError`` where no slot holds a part of the range; then nothing was written.
  public func write(_ bytes: [UInt8], at address: UInt64) throws(GuestAccessError) {
    try space.write(bytes, at: address)
  }
}

/// What a machine has of its host and keeps as it is.
struct MachineHost: Sendable {
  /// What its windows hold as well, so that a window of another machine is told apart.
  let identity: MachineIdentity
  let kvm: KVM
  /// What KVM has here.
  let facts: HostFacts.KVMFacts
  /// What is behind the memory of each node, or of its zones.
  let backings: Backings
  /// The tables that were loaded; `nil` where none were.
  let tables: GuestTables?
  /// How many slot numbers there are; `nil` for as many as KVM has. Tests make it fewer.
  let slotLimit: Int?
  /// The log of dirty pages; `nil` where the machine was made without one.
  let dirtyLog: DirtyLog?
  /// What the process waits for whose memory was taken over; `nil` where none was.
  let confirmation: HandOverConfirmation?
}

/// The time that a step took.
public struct StepTime: Hashable, Sendable {
  /// The step.
  public let step: RealizationStep
  /// The time.
  public let duration: Duration
}
