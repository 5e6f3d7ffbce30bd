import Addresses
import Lowering
import Synchronization

/// The log of a machine that was made with one.
final class DirtyLog: Sendable {
  private struct State {
    /// Logs that were started; the number of the one that is on.
    var run: UInt64 = 0
    /// Of which memory; `nil` where the log is off.
    var scope: DirtyLogScope?
  }

  /// How it is kept.
  let support: DirtyLogSupport
  private let state = Mutex(State())

  private let guest: RealizedPartition

  /// A log that is off.
  ///
  /// - Parameter guest: The partition `vtl0`, whose slots change.
  init(_ support: DirtyLogSupport, of guest: RealizedPartition) {
    self.support = support
    self.guest = guest
  }

  /// Of which memory pages are logged; `nil` where the log is off.
  var scope: DirtyLogScope? { state.withLock { $0.scope } }
  /// The number of the log that is on; `nil` where it is off.
  var run: UInt64? { state.withLock { $0.scope == nil ? nil : $0.run } }

  /// Notes that a log is on.
  func begin(_ scope: DirtyLogScope) -> UInt64 {
    state.withLock {
      $0.run += 1
      $0.scope = scope
      return $0.run
    }
  }

  /// Notes that it is off.
  func end() { state.withLock { $0.scope = nil } }

  /// What the log says of a window that comes to be seen: its contents were not, so that all of it is dirty, unless the
  /// log has known it since it began.
  func willShow(_ window: RealizedWindow) {
    let log = window.memory.dirty
    guard let run else { return log.end() }
    guard log.run != run else { return }
    log.begin(run)
    log.mark(window.host)
  }
}

extension DirtyLog: MemoryObserver {
  /// What KVM knows of a slot goes with it, so memc takes it first. No guest writes meanwhile.
  func willDelete(_ region: Region) throws(HostError) {
    let memory = guest.current.snapshot.memory
    // A window that is taken away again, because a change fails, was nobody's yet.
    if case .window(let number) = region.slot.source, memory.window(number) == nil { return }
    try guest.takeLogged(of: [region], support, memory, isLast: true)
  }

  /// Slots are registered with the log on.
  func didRegister(_ region: Region) {}

  func hasGivenBack(_ ranges: [AddressRange]) {
    let snapshot = guest.current.snapshot
    for range in ranges { snapshot.markDirty(range, of: guest) }
  }
}

extension MachineSnapshot {
  /// Notes that pages were written, of whichever slots have them.
  func markDirty(_ range: AddressRange, of partition: RealizedPartition) {
    let regions = regions[partition.index]
    for region in regions[regions.firstIndexOfSorted { $0.guest.end > range.start }...] {
      guard region.guest.start < range.end else { break }
      guard let part = region.guest.intersection(range) else { continue }
      let start = region.hostAddress + (part.start - region.guest.start)
      memory[region.slot.source].dirty.mark(AddressRange(start: start, size: part.size))
    }
  }
}

extension MachineMemory {
  /// Everything that has pages.
  var all: [GuestMemory] { [ram] + (privileged.map { [$0] } ?? []) + windows.map(\.memory) }
}

extension RealizedPartition {
  /// Takes from KVM what it has logged of some slots: memc knows of it from then on, and KVM no longer.
  ///
  /// What was taken before a failure is known.
  ///
  /// - Parameters:
  ///   - regions: Slots of this partition.
  ///   - support: How the log is kept.
  ///   - memory: The memory of the slots.
  ///   - isLast: Whether the slots go right afterwards, so that KVM need not forget anything.
  ///   - body: Told of the pages of each slot that has some.
  func takeLogged(
    of regions: [Region], _ support: DirtyLogSupport, _ memory: MachineMemory, isLast: Bool = false,
    _ body: (Region, [UInt64]) -> Void = { _, _ in }
  ) throws(HostError) {
    switch support.mode {
    case .bitmap:
      for region in regions where machine.isLogged(region) {
        let words = try machine.dirtyLog(of: region)
        guard words.contains(where: { $0 != 0 }) else { continue }
        memory[region.slot.source].dirty.mark(words, at: region.hostAddress)
        if support.clearsOnRequest, !isLast { try machine.clearDirtyLog(of: region, words) }
        body(region, words)
      }
    case .ring: try takeRings(body)
    }
  }

  /// Takes what is in the rings of all vCPUs.
  func takeRings(_ body: (Region, [UInt64]) -> Void = { _, _ in }) throws(HostError) {
    var found: [UInt32: PageSet] = [:]
    var known: (snapshot: MachineSnapshot, byNumber: [UInt32: Region])?
    func look() -> (snapshot: MachineSnapshot, byNumber: [UInt32: Region]) {
      // Slots do not change while there are entries of them: whoever changes slots takes the entries before.
      let snapshot = current.snapshot
      let regions = snapshot.regions[index].map { ($0.slot.number, $0) }
      return (snapshot, Dictionary(regions, uniquingKeysWith: { $1 }))
    }
    try rings.take(of: machine) { number, page in
      let (snapshot, byNumber) = known ?? look()
      known = (snapshot, byNumber)
      guard let region = byNumber[number], page < region.guest.size / HostPages.own.size else { return }
      let address = region.hostAddress + page * HostPages.own.size
      snapshot.memory[region.slot.source].dirty.mark(AddressRange(start: address, size: HostPages.own.size))
      found[number, default: PageSet()].insert(page..<page + 1)
    }
    for (number, pages) in found {
      guard let region = known?.byNumber[number] else { continue }
      var words = [UInt64](repeating: 0, count: DirtyPages.wordCount(region.guest))
      pages.add(to: &words, 0..<region.guest.size / HostPages.own.size)
      body(region, words)
    }
  }
}
