public import Addresses
public import Diagnostics

/// A machine's memory topology as declared: what is wanted, before anything has an address. Rules judge it when it is
/// lowered (``TopologyValidation``).
public struct Topology: Sendable {
  /// A label for reports.
  public var name: String?
  /// The architecture of the guest.
  public var architecture: Architecture
  /// What is said of the fixed geography of the machine.
  public var platform: Platform
  /// Total guest memory in bytes; `nil` for the sum of the nodes.
  public var memory: Located<UInt64>?
  /// How nodes that state no memory share what the total leaves.
  public var share = MemoryShare.last
  /// The nodes. A node's index is its place, by which all else knows it; ``proximityDomains`` has what tables call it.
  public var nodes: [MemoryNode]
  /// The CPUs; a CPU's index is its number.
  public var cpus: [CPU]
  /// How the CPUs are grouped; `nil` where that is not said, and where CPUs have no numbers of a shape's.
  package var cpuShape: CPUShape?
  /// Where the CPUs are stated; `nil` where no text states them.
  package var cpuOrigin: SourceRange?
  /// What tables say of the CPUs besides.
  package var processors = ProcessorOptions()
  /// Distances between the nodes.
  public var distances: DistanceMatrix
  /// What every extent is aligned to, of nodes that say nothing else: a power of two of at least 4 KiB.
  public var placementAlignment: UInt64
  /// How slots are numbered and cut.
  public var slots: SlotOptions
  /// Whether slots are cut at the ranges of a PC's first megabyte.
  public var legacyX86 = Located(false)
  /// The slots that do not begin as read-write.
  public var visibility: [VisibilityRange] = []
  /// Device memory.
  public var devices: [DeviceWindow] = []
  /// Devices that reach memory as CPUs do, in the order in which they are stated.
  package var initiators: [GenericDevice] = []
  /// Devices behind which memory may come to be, in the order in which they are stated.
  package var ports: [GenericDevice] = []
  /// CXL host bridges, in the order in which they are stated.
  package var cxlBridges: [CXLHostBridge] = []
  /// Whether bridges are stated in a way that cannot be read: then nothing follows from one that is not there.
  package var areBridgesUnclear = false
  /// RAM of a more privileged level; `nil` where there is none, and then one partition.
  public var vtl2: PrivilegedMemory?
  /// Mirrors of RAM for the more privileged level.
  public var aliases: [MemoryAlias] = []
  /// What is said of ACPI tables; `nil` where nothing is.
  package var acpi: ACPIOptions?
  /// What is said of latencies and bandwidths between all nodes; `nil` where nothing is.
  package var localities: LocalityOptions?
  /// Whether initiators are stated in a way that cannot be read: then nothing follows from one that is not there.
  package var areInitiatorsUnclear = false
  /// Where fixes can change the file.
  package var places = EditPlaces()
  /// What is not known because of mistakes that were told: such a topology is of use for finding more of them only.
  package var unclear: Aspects = []
  /// How grave findings on single values the decoder has told of already, at better places; `nil` for a topology that is
  /// from no text.
  package var told: Severity?
  /// Where the topology is written; `nil` where no text states it.
  public var origin: SourceRange?

  /// What passes and checks need to know of a machine.
  package struct Aspects: OptionSet, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// Takes any bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Joins aspects, without what the standard library asks of the runtime to do it for any set.
    package init(arrayLiteral aspects: Aspects...) {
      rawValue = aspects.reduce(0) { $0 | $1.rawValue }
    }

    /// Whether there is none.
    package var isEmpty: Bool { rawValue == 0 }

    /// Whether an aspect is among them.
    package func contains(_ aspect: Aspects) -> Bool { rawValue & aspect.rawValue == aspect.rawValue }

    /// Whether nothing is in both.
    package func isDisjoint(with other: Aspects) -> Bool { rawValue & other.rawValue == 0 }

    /// Which architecture it has.
    package static let architecture = Aspects(rawValue: 1 << 0)
    /// Gaps and reserved ranges.
    package static let platform = Aspects(rawValue: 1 << 1)
    /// How much memory each node has, and where.
    package static let memory = Aspects(rawValue: 1 << 2)
    /// How the host provides the memory.
    package static let policy = Aspects(rawValue: 1 << 3)
    /// How memory is cut into slots.
    package static let slots = Aspects(rawValue: 1 << 4)
    /// All of them.
    package static let all: Aspects = [.architecture, .platform, .memory, .policy, .slots]
  }

  /// Creates a topology; where no CPUs are given, node 0 has one.
  public init(
    name: String? = nil, architecture: Architecture = .x8664, platform: Platform = Platform(),
    memory: Located<UInt64>? = nil, nodes: [MemoryNode], cpus: [CPU] = [CPU(apicID: 0, node: 0)],
    distances: DistanceMatrix? = nil, placementAlignment: UInt64 = Units.pageSize,
    slots: SlotOptions = SlotOptions()
  ) {
    self.name = name
    self.architecture = architecture
    self.platform = platform
    self.memory = memory
    self.nodes = nodes
    self.cpus = cpus
    self.distances = distances ?? DistanceMatrix(count: nodes.count)
    self.placementAlignment = placementAlignment
    self.slots = slots
  }
}

extension Topology {
  /// What the ranges of memory begin at multiples of: a power of two of at least 4 KiB.
  package func alignment(of memory: BackedMemory) -> UInt64 {
    switch nodes[memory.node].alignment?.value {
    case .size(let size): size
    case .auto: policy(of: memory).largePageSize ?? Units.pageSize
    case nil: placementAlignment
    }
  }

  /// What the ranges of a node's memory begin at multiples of; of a node with zones, the largest of theirs.
  package func alignment(ofNode node: Int) -> UInt64 {
    nodes[node].zones.indices.reduce(alignment(of: BackedMemory(node: node))) {
      max($0, alignment(of: BackedMemory(node: node, zone: $1)))
    }
  }
}

extension Topology.Aspects {
  /// What a key of the root decides; `nil` where passes look at none of it.
  init?(ofRootKey key: String) {
    switch key {
    case "arch": self = .architecture
    case "platform": self = .platform
    case "memory", "nodes", "placement", "share": self = .memory
    case "defaults": self = .policy
    case "slots", "legacy_x86": self = .slots
    default: return nil
    }
  }
}
