import Diagnostics
import MachineModel

/// What Cloud Hypervisor is told of a machine's CPUs, memory and nodes, whichever form says it; `nil` for what nothing says.
struct CloudHypervisorMachine {
  var cpus = CPUs()
  var memory = Memory()
  /// The zones in the order of their addresses; `nil` where none are stated.
  var zones: [Memory]?
  /// The nodes in the order of the text; `nil` where none are stated.
  var nodes: [Node]?

  /// `--cpus`, or `CpusConfig`.
  struct CPUs {
    var boot: Located<UInt64>?
    var max: Located<UInt64>?
    var topology: Located<CPUTopology>?
    var physicalBits: Located<UInt64>?
    /// Where it is said on which CPUs of the host they run.
    var affinity: SourceRange?
    /// Where they are stated.
    var range: SourceRange?
  }

  /// How CPUs are grouped, as Cloud Hypervisor counts.
  struct CPUTopology {
    var threadsPerCore: UInt64
    var coresPerDie: UInt64
    var diesPerPackage: UInt64
    var packages: UInt64

    /// How many CPUs they come to; each factor has 16 bits.
    var count: UInt64 { threadsPerCore * coresPerDie * diesPerPackage * packages }
  }

  /// `--memory` and `--memory-zone`, or `MemoryConfig` and `MemoryZoneConfig`, which have most members in common.
  struct Memory {
    /// Zones have one.
    var id: Located<String>?
    /// Whether it has one that cannot be read.
    var isIDUnclear = false
    var size: Located<UInt64>?
    var file: Located<String>?
    var isShared: Located<Bool>?
    var hugepages: Located<Bool>?
    var hugepageSize: Located<UInt64>?
    var prefault: Located<Bool>?
    var reserve: Located<Bool>?
    var mergeable: Located<Bool>?
    var hostNode: Located<UInt64>?
    var hotplugSize: Located<UInt64>?
    var hotpluggedSize: Located<UInt64>?
    /// Of all memory.
    var hotplugMethod: Located<HotplugMethod>?
    /// Of all memory.
    var transparentHugepages: Located<Bool>?
    /// Where it is stated.
    var range: SourceRange?

    /// Bytes where nothing says how many (vmm/src/vm_config.rs, `DEFAULT_MEMORY_MB`).
    static let defaultSize: UInt64 = 512 << 20
  }

  /// By what memory is plugged in.
  enum HotplugMethod {
    case acpi
    case virtioMem
  }

  /// `--numa`, or `NumaConfig`.
  struct Node {
    var id: Located<UInt64>
    var cpus: Located<[ClosedRange<UInt64>]>?
    var distances: [Distance] = []
    var zones: [Located<String>]?
    /// Where it is said which PCI segments are the node's.
    var pciSegments: SourceRange?
    /// Where it is said which device is the node's.
    var device: SourceRange?
    /// Where it is said what memory of SGX is the node's, which versions before 48 had.
    var sgx: SourceRange?
    /// Where it is stated.
    var range: SourceRange
  }

  /// How far a node is from another one.
  struct Distance {
    var destination: UInt64
    var distance: UInt64
    var range: SourceRange
  }
}
