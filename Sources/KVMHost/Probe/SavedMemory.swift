import FieldCoding
import Lowering
import Synchronization

/// Memory as it was before a verification wrote to it.
final class SavedMemory: Sendable {
  private let memory: MachineMemory
  private let copies = Mutex<[(memory: GuestMemory, address: UInt64, bytes: [UInt8])]>([])

  init(_ memory: MachineMemory) {
    self.memory = memory
  }

  /// Saves a range of a region, after making sure that its pages are there.
  ///
  /// - Parameter writes: Whether it will be written, and so must be restored.
  func save(_ address: UInt64, _ count: Int, of region: Region, writes: Bool) throws(HostError) {
    let memory = memory[region.slot.source]
    do {
      // Small private pages come by themselves; missing pages of others are a SIGBUS, or look like MMIO to a guest.
      if region.mayLackPages {
        try memory.populate(address, UInt64(count), pageSize: region.pageSize, writes: writes)
      }
    } catch {
      throw HostError(.populate, error, region.pageSize > 4096 ? .hugetlb : .any, region.subject)
    }
    guard writes else { return }
    let bytes = memory.read(count, at: address)
    copies.withLock { $0.append((memory, address, bytes)) }
  }

  /// What an address held before; `nil` where it was not saved.
  func word(at address: UInt64) -> UInt64? {
    copies.withLock { copies in
      copies.first { $0.address == address && $0.bytes.count == 8 }.map { UInt64(littleEndianBytes: $0.bytes) }
    }
  }

  /// Puts everything back, the last first.
  func restore() {
    copies.withLock { copies in
      while let copy = copies.popLast() { copy.memory.write(copy.bytes[...], at: copy.address) }
    }
  }
}
