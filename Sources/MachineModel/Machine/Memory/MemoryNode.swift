public import Diagnostics

/// A NUMA node as declared; where it states no proximity domain, that is its place in the list of nodes.
public struct MemoryNode: Sendable {
  /// A label for reports.
  public var name: String?
  /// The proximity domain, 0 to 4095, which no other node has; `nil` for the node's place in the list.
  package var domain: Located<UInt32>?
  /// Memory in bytes, a multiple of 4 KiB; `nil` for an equal share of what the total leaves.
  public var memory: Located<UInt64>?
  /// Where the memory lies, ascending and disjoint; empty for where there is room. ``memory`` is the sum of them.
  public var ranges: [MemoryRange] = []
  /// What the ranges of the memory begin at multiples of; `nil` for what all nodes' do.
  public var alignment: Located<NodeAlignment>?
  /// How the host provides the memory; of no meaning where there are ``zones``. ``Topology/policy(of:)`` asks whichever says it.
  public var policy: MemoryPolicy
  /// What the memory is made of, in the order of addresses; empty where one policy holds for all. ``memory`` is the sum of
  /// them.
  public var zones: [MemoryZone] = []
  /// Whether the memory keeps its contents without power.
  package var isPersistent = Located(false)
  /// Whether the memory is for a special purpose, so that nothing but what asks for it should be put there.
  package var isSpecialPurpose = Located(false)
  /// Whether Linux, booted without firmware, is told of the memory as of its own kind "soft reserved", too.
  package var isSoftReserved = Located(false)
  /// How the memory is reached where it is of CXL devices; `nil` where it is not.
  package var cxl: CXLWindow?
  /// How fast the memory is, and what caches are in front of it; `nil` where nothing is said of that.
  package var performance: MemoryPerformance?
  /// Where memory of the node may be plugged in; `nil` for nowhere.
  package var hotplug: HotplugSpace?
  /// Where the node is written.
  public var origin: SourceRange?
  /// Where the node takes another key; `nil` for one that is no mapping, as where nodes are only counted.
  package var insertion: KeyInsertion?

  /// Creates a node.
  public init(
    name: String? = nil, memory: Located<UInt64>? = nil, policy: MemoryPolicy = MemoryPolicy(),
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.memory = memory
    self.policy = policy
    self.origin = origin
  }
}
