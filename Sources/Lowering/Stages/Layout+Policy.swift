import Addresses
public import MachineModel

extension Layout {
  /// How the host provides memory, as it was declared.
  public func policy(of memory: BackedMemory) -> MemoryPolicy { topology.policy(of: memory) }

  /// How the host provides the memory of a slot, as it was declared; what is of no node has the policy of a node that
  /// states none.
  public func policy(of slot: MemorySlot) -> MemoryPolicy {
    slot.memory.map { topology.policy(of: $0) } ?? MemoryPolicy()
  }

  /// What has a backing of its own, ascending: nodes with memory, or their zones.
  public var backedMemory: [BackedMemory] {
    topology.backedMemory(of: sizes.indices.filter { sizes[$0] > 0 })
  }

  /// Bytes of a node, or of a zone.
  public func size(of memory: BackedMemory) -> UInt64 { topology.size(of: memory, nodes: sizes) }

  /// The pages that are asked for, as far as a compiler can tell.
  package var hugepages: HugepageRequests { HugepageRequests(self) }

  /// For all new memory with `auto` that cannot have large pages, the first extent that cannot hold them. Memory that is
  /// there already, as that of a file, has the pages that it has.
  var extentsTooSmallForAuto: [Extent] {
    let small = extents.filter { extent in
      let policy = policy(of: extent.memory)
      return policy.hugepages.value == .auto && !policy.backing.isPreexisting
        && !extent.isAligned(to: Units.largePage)
    }
    guard !small.isEmpty else { return [] }
    let numbers = BackedMemoryNumbers(of: topology.nodes)
    var isTold = [Bool](repeating: false, count: numbers.count)
    return small.filter { extent in
      guard let number = numbers[extent.memory], !isTold[number] else { return false }
      isTold[number] = true
      return true
    }
  }
}
