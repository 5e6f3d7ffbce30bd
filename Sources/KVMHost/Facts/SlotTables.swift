import Addresses
import HostFiles
import Lowering
import MachineModel

/// The kernel memory that KVM itself spends on slots: tables with an entry a page, allocated and cleared while a slot is
/// registered, so that a slot that is huge but never touched costs gigabytes all the same. The kernel does not refuse
/// what it cannot give: allocations this small, page by page, end in the OOM killer, and that may take any process.
///
/// What x86's `kvm_alloc_memslot_metadata` allocates (arch/x86/kvm/x86.c; sizes unchanged since Linux 4.7):
///
/// - `lpage_info`, always: 4 bytes for every 2 MiB and for every 1 GiB that the slot touches;
/// - `rmap`, 8 bytes for every page of 4 KiB, 2 MiB and 1 GiB, where `kvm_memslots_have_rmaps`: at once where KVM does not
///   use its MMU for two-dimensional paging (`tdp_mmu`), otherwise only once a guest nests another one;
/// - `gfn_write_track`, 2 bytes for every 4 KiB, where `kvm_page_track_write_tracking_enabled`: at once where there is no
///   two-dimensional paging at all.
///
/// Without two-dimensional paging that is 2.5 GiB for 1 TiB of slot, with it 2 MiB. What the kernel may spend beyond
/// (page tables, external write tracking) is left out: this is to refuse what cannot work, and nothing else.
struct SlotTables: Equatable, Sendable {
  /// Whether each page has an entry in the reverse maps as soon as a slot is registered.
  let hasReverseMaps: Bool
  /// Whether each page has an entry in the tables of write tracking.
  let hasWriteTracking: Bool

  /// Bytes that slots cost, all of them together; 0 where the architecture's KVM has no such tables.
  func bytes(for slots: some Sequence<AddressRange>) -> UInt64 {
    var sum: UInt64 = 0
    for slot in slots where !slot.isEmpty {
      func pages(_ shift: UInt64) -> UInt64 { ((slot.end - 1) >> shift) - (slot.start >> shift) + 1 }
      let (small, large) = (pages(12), pages(21) + pages(30))
      sum += large * 4
      if hasReverseMaps { sum += (small + large) * 8 }
      if hasWriteTracking { sum += small * 2 }
    }
    return sum
  }

  /// Why a layout's slots cannot be registered; `nil` where they can.
  ///
  /// - Parameters:
  ///   - total: Bytes of memory that the host has altogether; `nil` where that is not known.
  ///   - available: What the host can give now.
  func objection(to layout: Layout, total: UInt64?, available: MemoryBudget?) -> HostError? {
    // What the guest does not see at first is not registered.
    let slots = layout.partitions.flatMap(\.slots).filter { $0.visibility != .unmapped }
    let bytes = bytes(for: slots.lazy.map(\.range))
    func error(_ kind: FailureKind, _ rest: String) -> HostError {
      let length = slots.reduce(0) { $0 + $1.size }
      let rounded = bytes.roundedUp(to: 1 << 20)
      return HostError(
        kind, before: .createVM, .init(),
        "KVM needs about \(Units.bytes(rounded)) for the tables of \(Units.bytes(length)) of slots, but \(rest)")
    }
    if let total, bytes > total {
      return error(.defect, "the host has \(Units.roughly(total)) of memory altogether")
    }
    if let available, bytes > available.bytes { return error(.contention, "\(available)") }
    return nil
  }
}

extension SlotTables {
  /// What this host's KVM allocates.
  static func read(_ root: HostRoot = .this) -> SlotTables {
    #if arch(x86_64)
      let folder = "/sys/module"
      return SlotTables(
        dimensionalMMU: root.text("\(folder)/kvm/parameters/tdp_mmu"),
        paging: ["kvm_intel/parameters/ept", "kvm_amd/parameters/npt"].map { root.text("\(folder)/\($0)") })
    #else
      // Elsewhere slots have no tables with an entry a page.
      return SlotTables(hasReverseMaps: false, hasWriteTracking: false)
    #endif
  }

  /// What follows from KVM's parameters on x86.
  ///
  /// - Parameters:
  ///   - dimensionalMMU: `tdp_mmu` of module `kvm`. Since Linux 6.3 it is N too where there is no hardware paging.
  ///   - paging: `ept` of `kvm_intel`, `npt` of `kvm_amd`. Both are there where both are built in, and then only one of
  ///     them counts; so a single Y is taken at its word. Neither is there with another module, which pages in software.
  init(dimensionalMMU: String?, paging: [String?]) {
    func isOn(_ value: String?) -> Bool { value == "Y" || value == "1" }
    let hasHardwarePaging = paging.contains(where: isOn)
    // Without the parameter nothing is known: that kernel is older than the MMU, or is none of those meant here.
    hasReverseMaps =
      dimensionalMMU.map { !isOn($0) } ?? false || !hasHardwarePaging && paging.contains { $0 != nil }
    hasWriteTracking = hasReverseMaps && !hasHardwarePaging
  }
}
