import Addresses
import HostFiles
import Lowering
import MachineModel
import Synchronization
import SystemPackage

/// Bringing pages to the host nodes that the topology states.
extension RealizedMachine {
  /// Brings pages that are there to the host nodes of their memory: those of memory that was taken over, and of files of a
  /// hugetlbfs, which are where the process before had them; others were bound before they came. mbind(2) with MPOL_MF_MOVE, and
  /// with MPOL_MF_MOVE_ALL where this process may do that.
  ///
  /// Guests run meanwhile; a page that is being moved is waited for. Contents do not change, and pages that are not there do not come,
  /// but for hugepages. A page that cannot be moved stays where it is, and is counted.
  ///
  /// - Returns: What became of the pages of each node and zone that states `host_nodes`, in their order.
  /// - Throws: ``HostError`` where the kernel does not move pages, or not tell where they are; what was moved stays moved.
  public func moveToHostNodes() throws(HostError) -> [MovedMemory] {
    gate.checkOutside()
    return try changes.withLock { _ throws(HostError) in
      let snapshot = current.snapshot
      let nodes = HostNodes.read()
      return try withExtendedLifetime(snapshot.memory) { () throws(HostError) in
        var moved: [MovedMemory] = []
        for backing in host.backings.all {
          let policy = backing.policy
          guard !policy.hostNodes.isEmpty, nodes.objection(to: policy.hostNodes) == nil,
            let binding = HostBinding(policy)
          else { continue }
          let regions = snapshot.regions[guest.index].filter { $0.slot.isRAM && $0.slot.memory == backing.memory }
          moved.append(try backing.move(AddressSet(regions.map(\.host)).ranges, by: binding))
        }
        return moved
      }
    }
  }
}

extension NodeBacking {
  /// Brings pages to the backing's host nodes.
  ///
  /// - Parameter ranges: Where it is mapped.
  fileprivate func move(_ ranges: [AddressRange], by binding: HostBinding) throws(HostError) -> MovedMemory {
    let subject = HostError.Subject(memory: memory)
    if object != nil {
      for range in ranges {
        do {
          try ResidentPages.map(range, pageSize: max(pageSize, HostPages.own.size))
        } catch {
          throw HostError(.populate, error, isHugetlb ? .hugetlb : .any, subject)
        }
      }
    }
    let before = try places(in: ranges)
    guard before.misplaced > 0 else { return result(before, before) }
    for range in ranges {
      do throws(Errno) {
        do throws(Errno) {
          try binding.apply(to: range, moving: .all)
        } catch {
          // Pages that others have mapped stay, and are counted below.
          guard error == .notPermitted else { throw error }
          try binding.apply(to: range, moving: .own)
        }
      } catch {
        throw HostError(.mbind, error, .any, subject, "host \(HostNodes.name(policy.hostNodes))")
      }
    }
    return result(before, try places(in: ranges))
  }

  private func places(in ranges: [AddressRange]) throws(HostError) -> PagePlaces {
    do {
      return try PagePlaces(ranges, pageSize: max(pageSize, HostPages.own.size), nodes: policy.hostNodes)
    } catch {
      throw HostError(.movePages, error, .any, .init(memory: memory))
    }
  }

  private func result(_ before: PagePlaces, _ after: PagePlaces) -> MovedMemory {
    MovedMemory(
      memory: memory, pageSize: pageSize, pages: after.pages, misplaced: before.misplaced, left: after.misplaced)
  }
}
