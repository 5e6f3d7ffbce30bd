/// How a machine's ACPI tables are written where ACPI leaves it open; memc's own way where nothing else is said.
package struct TableStyle: Sendable {
  /// The maker of the machine, 6 characters.
  package var oemID = "MEMC"
  /// The maker's name for every table, 8 characters; `nil` for ``oemTablePrefix`` with the table's signature behind it.
  package var oemTableID: String?
  /// What the maker's name for a table begins with, up to 4 characters.
  package var oemTablePrefix = "MEMC"
  /// The maker's revision of every table.
  package var oemRevision: UInt32 = 1
  /// The tool that wrote the tables, 4 characters.
  package var creatorID = "MEMC"
  /// The tool's revision.
  package var creatorRevision: UInt32 = 1
  /// In which order maps for boot loaders have their entries: those of the first group, then those of the second one, and
  /// so on, each ascending; none for all of them ascending. Every entry is of a group.
  package var mapGroups: [MapGroup] = []
  /// Whether there is an SRAT. Without one a guest knows nothing of nodes: there is no SLIT and no HMAT, and a device tree
  /// does not speak of them.
  package var hasSRAT = true
  /// The revision of SRAT.
  package var sratRevision: UInt8 = 3
  /// What stands behind SRAT's header: ACPI reserves it to be 1.
  package var sratTableRevision: UInt32 = 1
  /// In which order SRAT has its structures: each group once, or for each node.
  package var affinities: [AffinityGroup] = [.processors, .memoryByAddress, .initiators, .ports]
  /// Whether SRAT has all groups of the node of the lowest proximity domain, then all of the next one, and so on.
  package var areAffinitiesByNode = false
  /// Whether MADT and SRAT have the structures for x2APIC for every CPU of x86_64, as with `x2apic: on`.
  package var hasX2APICsOnly = false
  /// In which order nodes of persistent memory stand, where that is a group of its own.
  package var persistentOrder = PersistentOrder.ascending
  /// How many more memory affinities than nodes there are at the least: disabled ones of zeros stand for those that are
  /// missing, where ``affinities`` has ``AffinityGroup/padding``.
  package var spareMemoryAffinities = 0
  /// Whether each node's proximity domain is its place among the nodes, in whose order memory lies.
  package var hasDomainsByPlace = false
  /// Whether there is a SLIT only where distances are stated: without one, all nodes are 20 from each other.
  package var hasSLITOnlyWhereStated = false
  /// Whether SLIT has rows of nodes only, by ascending proximity domain: where a number below the highest is no node's, its
  /// rows are not those that the numbers say.
  package var hasSLITOfNodesOnly = false
  /// How HMAT tells what is not stated.
  package var localities = LocalityStyle()

  /// memc's own way.
  package init() {}

  /// Structures of SRAT that stand together.
  package enum AffinityGroup: Sendable {
    /// CPUs, in their order.
    case processors
    /// Memory and hot-pluggable space, by ascending address.
    case memoryByAddress
    /// Memory that is no memory of another group, by ascending address.
    case memory
    /// Memory that keeps its contents without power, node by node in the order of ``persistentOrder``.
    case persistentMemory
    /// Disabled structures up to as many of memory as there are to be.
    case padding
    /// Generic initiators, in their order.
    case initiators
    /// Generic ports, in their order.
    case ports
    /// Hot-pluggable space, by ascending address.
    case hotPluggableSpace
  }

  /// In which order nodes of persistent memory stand.
  package enum PersistentOrder: Sendable {
    /// That of the nodes.
    case ascending
    /// That in which QEMU finds its NVDIMMs, of which each node is one, without an `id`, and no other device before them is
    /// without one.
    case ofQEMU

    /// Places among the nodes of persistent memory, in the order.
    package func places(of count: Int) -> [Int] {
      switch self {
      case .ascending: Array(0..<count)
      case .ofQEMU: QEMUDeviceOrder.places(of: count)
      }
    }
  }

  /// How HMAT tells what is not stated.
  package struct LocalityStyle: Sendable {
    /// How a matrix chooses what an entry of 1 stands for.
    package var bases = LocalityBaseRule.greatest
    /// Whether memory of a node without CPUs belongs to the nearest initiator where it says nothing of one.
    package var areNearestDerived = true
    /// What stands for the initiator of memory that has none.
    package var absentInitiator: UInt32 = 0
    /// Whether matrices have a column for nodes without memory as well.
    package var areAllNodesTargets = false
    /// Whether memory that is not there yet, or that keeps its contents without power, has attributes.
    package var hasAttributesOfAllMemory = true
  }
}
