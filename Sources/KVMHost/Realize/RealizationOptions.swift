public import Diagnostics
import HostFiles

/// The steps of a realization, in order.
public enum RealizationStep: String, CaseIterable, Hashable, Sendable {
  /// Checks what the host has.
  case check
  /// Makes memfds, those of windows too, opens files, chooses page sizes.
  case back
  /// Reserves ranges of host addresses: for the nodes, for the more privileged level, for each window.
  case reserve
  /// Maps extents into it.
  case map
  /// Gives advice about pages.
  case advise
  /// Binds memory to host nodes.
  case bind
  /// Populates memory.
  case populate
  /// Locks memory.
  case lock
  /// Creates a machine a partition.
  case create
  /// Registers slots, partition by partition.
  case register
  /// Loads tables into guest memory.
  case load
}

/// How far a realization came.
public struct RealizationProgress: Hashable, Sendable {
  /// The step.
  public let step: RealizationStep
  /// Bytes done in it, of all nodes together.
  public let done: UInt64
  /// Bytes to do in it; 0 where the step is not one of populating, locking or registering memory.
  public let total: UInt64

  /// Creates a progress.
  public init(step: RealizationStep, done: UInt64, total: UInt64) {
    self.step = step
    self.done = done
    self.total = total
  }
}

/// What the caller of a realization decides, beyond the topology.
public struct RealizationOptions: Sendable {
  /// Whether a missing host node is a warning, and the memory then comes from anywhere.
  public var allowsUnbound = false
  /// Threads that populate; `nil` for as many as there are CPUs on the host nodes that memory comes from.
  public var populationThreads: Int?
  /// Whether the caller brings pages that are there already to their host nodes, by ``RealizedMachine/moveToHostNodes()``:
  /// then it is not warned of those.
  public var movesPages = false
  /// How the machine can log which pages are written, by ``RealizedMachine/startDirtyLog(_:)``; `nil` for a machine that cannot,
  /// to which KVM's own calls for it are left as KVM has them.
  public var dirtyLog: DirtyLogMode?
  /// Entries of each vCPU's ring, of 16 bytes, where ``dirtyLog`` is a ring: a power of two, from a page of them to what KVM takes,
  /// which is 65,536. A vCPU leaves the guest when about 64 are left.
  public var dirtyRingEntries = 4096
  /// Devices that the caller attaches by ``RealizedMachine/attach(_:)``: whether they can reach the memory is checked before any is
  /// made, and all of it is populated, as its pages are pinned then.
  public var devices: [DMADevice] = []
  /// Memory to take over instead of making new one, for what `Layout.memoryThatTakesExisting` names.
  package var existing: TakenMemory?

  /// How grave it is that the split of the first megabyte loses a large page for which the topology does not ask: of
  /// memory that is taken over, or of a file of a hugetlbfs. An error ends the realization, a warning is one of the
  /// machine's, and `nil` is silence.
  ///
  /// Where hugepages are asked for, the compiler tells of it. Whoever lowered `legacy-split-on-hugepages` there lowers it
  /// here, by `SeverityOverrides.severity(of:)`.
  public var legacySplitOnHugepages: Severity? = .error

  /// Where the host's files lie; tests have hosts of their own.
  var host = HostRoot.this
  /// The calls that attach devices; tests stand in for the kernel.
  var deviceCalls: any DeviceCalls = KernelDeviceCalls()
  /// How many slot numbers windows may have that come later; `nil` for as many as KVM has. Tests make it fewer.
  var slotLimit: Int?
  /// Capabilities of KVM that count as not there; tests name some.
  var lackingCapabilities: Set<CInt> = []
  /// Told of every single thing that was done, by its step and its number in it: tests fail there on purpose.
  var afterEach: @Sendable (RealizationStep, Int) throws(HostError) -> Void = { _, _ in }

  /// The defaults: missing host nodes are errors.
  public init() {}
}
