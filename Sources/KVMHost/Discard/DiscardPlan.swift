import Addresses
import Lowering
import MachineModel

/// What is to be given back of a range, after everything that forbids it was looked at: once contents are gone, nothing
/// brings them back.
struct DiscardPlan {
  /// Whole pages, ascending.
  let parts: [DiscardPart]
  /// What of the range stays as it is, ascending.
  let kept: [DiscardedMemory.Kept]

  /// Plans to give back what a partition has in a range.
  ///
  /// - Parameters:
  ///   - range: Guest physical addresses.
  ///   - snapshot: What is there, which does not change until it was given back.
  init(
    _ range: AddressRange, in snapshot: MachineSnapshot, of partition: RealizedPartition, _ backings: Backings
  ) throws(HostError) {
    let all = snapshot.regions[partition.index]
    let regions = all[all.firstIndexOfSorted { $0.guest.end > range.start }...].prefix {
      $0.guest.start < range.end
    }
    var wanted: [DiscardPart] = []
    for region in regions {
      guard let guest = region.guest.intersection(range) else { continue }
      let part = try Self.part(guest, of: region, snapshot.memory, backings)
      // A page may lie in several slots.
      if let last = wanted.last, last.continues(in: part) {
        wanted[wanted.count - 1].guest = AddressRange(last.guest.start, part.guest.end)
      } else {
        wanted.append(part)
      }
    }
    parts = wanted.compactMap(\.rounded)
    for part in parts where try !HugepageDiscard.isPossible(part) {
      throw HostError(
        .unavailable, before: .dontNeed, part.subject,
        "the kernel takes no private hugepages back, as Linux does since 5.18; those of 'backing: shared' it does"
      )
    }
    let held = AddressSet(wanted.map(\.guest))
    let whole = AddressSet(parts.map(\.guest))
    let rests = wanted.flatMap { part in
      whole.gaps(in: part.guest).map { DiscardedMemory.Kept(range: $0, reason: .partOfPage(part.pageSize)) }
    }
    let holes = held.gaps(in: range).map { DiscardedMemory.Kept(range: $0, reason: .hole) }
    kept = (rests + holes).sorted { $0.range.start < $1.range.start }
  }

  /// What of a region is to be given back, not rounded yet; refuses what must not be.
  private static func part(
    _ guest: AddressRange, of region: Region, _ memory: MachineMemory, _ backings: Backings
  ) throws(HostError) -> DiscardPart {
    let way: DiscardPart.Way
    switch region.slot.source {
    case .node:
      guard let backing = region.slot.memory.flatMap({ backings[$0] }) else {
        throw HostError(.defect, region.subject, "the machine does not know what backs the memory")
      }
      guard !backing.policy.pin else {
        throw HostError(
          .layout, before: backing.object == nil ? .dontNeed : .remove, region.subject,
          "the memory is locked ('pin: on'), so that its pages stay; the kernel would keep it, or take it all the same",
          as: .discardLocked)
      }
      way = backing.object == nil ? .forgetting : .removing
    case .window(let number):
      if let window = memory.window(number), window.file != nil {
        throw HostError(
          .layout, before: .dontNeed, region.subject,
          "window '\(window.window.name)' is a private copy of a file: the file's bytes would come back, not zeros",
          as: .discardFileCopy)
      }
      way = .removing
    case .vtl2: way = .forgetting
    }
    return DiscardPart(
      way: way, pageSize: max(region.pageSize, HostPages.own.size), subject: region.subject, guest: guest,
      hostAddress: region.hostAddress + (guest.start - region.guest.start))
  }
}
