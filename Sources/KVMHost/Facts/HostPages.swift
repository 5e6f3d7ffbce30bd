import Addresses
import Glibc
import Lowering
import MachineModel

/// The pages by which a host maps memory at the least, which KVM takes slots in multiples of.
struct HostPages: Equatable, Sendable {
  /// Those of this host.
  static let own = HostPages(size: UInt64(max(sysconf(CInt(_SC_PAGESIZE)), 1)))

  /// Bytes of a page.
  let size: UInt64

  /// Why a layout's slots are not of whole pages; `nil` where all are for certain.
  func objection(to layout: Layout) -> HostError? {
    let stated = layout.topology.slots.pageSize.value
    guard stated.byteCount < size else { return nil }
    return HostError(
      .defect, before: .setMemoryRegion, .init(),
      "this host has pages of \(Units.bytes(size)), but the layout's slots are of pages of \(stated.rawValue); "
        + "'slots: {page_size: \(Units.literal(size))}' has the compiler see to that")
  }

  /// What to say of slots that are for larger pages than the host's, which do no harm; `nil` for others.
  func warning(of layout: Layout) -> HostWarning? {
    let stated = layout.topology.slots.pageSize.value
    guard stated.byteCount > size else { return nil }
    return HostWarning(
      "smaller-host-pages",
      "'slots.page_size' is \(stated.rawValue), but this host has pages of \(Units.bytes(size))")
  }
}
