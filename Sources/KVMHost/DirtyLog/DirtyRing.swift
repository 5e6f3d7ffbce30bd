import Addresses
import CLinux
import SystemPackage

/// A vCPU's ring of pages that it has written, mapped as long as this object lives.
struct DirtyRing: ~Copyable {
  private let address: UInt64
  private let entryCount: UInt32
  /// How many entries were ever taken.
  private var next: UInt32 = 0

  /// Maps the ring of a vCPU. The mapping keeps what it needs of the vCPU, whatever becomes of the descriptor.
  init(ofVCPU descriptor: FileDescriptor, entries: Int) throws(HostError) {
    entryCount = UInt32(entries)
    let size = UInt64(entries) * MEMC_DIRTY_ENTRY_SIZE
    let offset = MEMC_KVM_DIRTY_LOG_PAGE_OFFSET * HostPages.own.size
    do {
      // A new mapping at an address of the kernel's choice.
      address = try UInt64(
        kernel { unsafe memc_mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.rawValue, offset) })
    } catch {
      throw HostError(.mmap, error, .any, .init(), "the ring of a vCPU")
    }
  }

  deinit {
    // Mapped in the initializer, and used within this object only.
    _ = unsafe memc_munmap(address, UInt64(entryCount) * MEMC_DIRTY_ENTRY_SIZE)
  }

  /// Takes entries, as many as there is room for; KVM has them back with KVM_RESET_DIRTY_RINGS.
  ///
  /// - Returns: How many were taken.
  mutating func take(into pages: inout [memc_dirty_page]) -> Int {
    let capacity = UInt32(pages.count)
    // The ring is mapped, and has as many entries as KVM was told.
    return Int(unsafe memc_take_dirty_pages(address, entryCount, &next, &pages, capacity))
  }
}
