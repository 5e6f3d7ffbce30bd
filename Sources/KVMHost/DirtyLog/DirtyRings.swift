import CLinux
import Lowering
import Synchronization
import SystemPackage

/// The rings of a partition's vCPUs.
final class DirtyRings: Sendable {
  /// A ring, and whose it is where that is known.
  private final class Entry {
    var ring: DirtyRing
    let owner: ObjectIdentifier?

    init(_ ring: consuming DirtyRing, _ owner: ObjectIdentifier?) {
      self.ring = ring
      self.owner = owner
    }
  }

  private struct State {
    var entries: [Entry] = []
  }

  /// One thread at a time takes entries: they are in order, and KVM has them back all at once.
  private let state = Mutex(State())

  /// How many there are.
  var count: Int { state.withLock { $0.entries.count } }

  /// Maps the ring of a vCPU, unless its owner has one here already.
  func add(_ descriptor: FileDescriptor, entries: Int, owner: ObjectIdentifier? = nil) throws(HostError) {
    try state.withLock { (state: inout State) throws(HostError) in
      if let owner, state.entries.contains(where: { $0.owner == owner }) { return }
      state.entries.append(Entry(try DirtyRing(ofVCPU: descriptor, entries: entries), owner))
    }
  }

  /// Takes all entries of all rings, and gives them back to KVM, which protects their pages again.
  ///
  /// - Parameters:
  ///   - machine: The machine of the vCPUs.
  ///   - body: Told of every page, by its slot's number and its place in the slot, before KVM has its entry back.
  func take(
    of machine: VirtualMachine, _ body: (_ slot: UInt32, _ page: UInt64) -> Void
  ) throws(HostError) {
    try state.withLock { (state: inout State) throws(HostError) in
      var pages = [memc_dirty_page](repeating: memc_dirty_page(), count: 512)
      var taken = 0
      for entry in state.entries {
        while case let count = entry.ring.take(into: &pages), count > 0 {
          for page in pages.prefix(count) { body(page.slot, page.offset) }
          taken += count
        }
      }
      guard taken > 0 else { return }
      // A signal may end the call before it has gone through all rings.
      while taken > 0, case let count = try machine.resetDirtyRings(), count > 0 { taken -= count }
    }
  }
}
