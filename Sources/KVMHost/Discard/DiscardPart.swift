import Addresses
import CLinux
import SystemPackage

/// Whole pages that one call gives back: of one mapping, and side by side for the guest and in this process.
struct DiscardPart: Equatable, Sendable {
  /// How pages are given back.
  enum Way: Equatable, Sendable {
    /// MADV_DONTNEED: of private memory. Of shared memory it would answer the same and give nothing back.
    case forgetting
    /// MADV_REMOVE: of shared memory, whose pages belong to a memfd or a file. Unlike fallocate(2) it refuses where the
    /// mapping is locked, as by mlockall(2) of the process around this (`madvise_remove` of Linux's mm/madvise.c).
    case removing
  }

  /// How it is given back.
  let way: Way
  /// Bytes of a page.
  let pageSize: UInt64
  /// What it is, for messages; guest and host addresses are those of the part.
  var subject: HostError.Subject
  /// Guest physical addresses.
  var guest: AddressRange
  /// The address in this process where it begins.
  var hostAddress: UInt64

  /// The part without what is no whole page at its ends; `nil` where nothing is left.
  ///
  /// The kernel says nothing of a part of a hugepage: it answers that all went well, and does nothing.
  var rounded: DiscardPart? {
    let start = hostAddress.roundedUp(to: pageSize)
    let end = (hostAddress + guest.size).roundedDown(to: pageSize)
    guard start < end else { return nil }
    var part = self
    part.guest = AddressRange(start: guest.start + (start - hostAddress), size: end - start)
    part.hostAddress = start
    part.subject.guest = part.guest
    part.subject.host = AddressRange(start, end)
    return part
  }

  /// Whether another part, which comes behind this one, goes on where this one ends.
  func continues(in other: DiscardPart) -> Bool {
    guest.end == other.guest.start && hostAddress + guest.size == other.hostAddress
      && way == other.way && pageSize == other.pageSize && subject.memory == other.subject.memory
  }

  /// Gives it back.
  ///
  /// - Precondition: The part is ``rounded``, and mapped.
  func discard() throws(HostError) {
    let advice = way == .forgetting ? MADV_DONTNEED : MADV_REMOVE
    do {
      // Contents go because somebody asked for it; the mapping stays, so that every address goes on being memory.
      _ = try kernel { unsafe memc_madvise(hostAddress, guest.size, advice) }
    } catch {
      throw HostError(way == .forgetting ? .dontNeed : .remove, error, .any, subject)
    }
  }
}
