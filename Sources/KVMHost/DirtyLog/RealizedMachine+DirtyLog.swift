public import Addresses
import Lowering
import Synchronization
public import SystemPackage

/// Watching which pages are written while guests run.
///
/// A machine that was made with a ``RealizationOptions/dirtyLog`` can tell, page by page, what was written since it was last
/// cleared: by guests, which KVM logs; by this process through ``write(_:at:)`` and ``RealizedWindow/write(_:at:)``; by
/// ``discard(_:)``; and by whoever else says so with ``markDirty(_:)``. Whether KVM has a bitmap or a ring is the same to the
/// caller.
///
/// Pages belong to memory, not to slots: a slot that is shown otherwise, unmapped, or moved by a window keeps what is
/// dirty in it, and memory that two slots show is dirty in both.
extension RealizedMachine {
  /// Starts the log, with no page dirty.
  ///
  /// Guests run meanwhile. What is written before this returns is written before the log, so that whoever copies memory begins
  /// behind it. A failure leaves no log.
  ///
  /// - Parameter ranges: Guest physical addresses of `vtl0`: every slot that has some of them is logged as a whole, in whichever
  ///   slots of other partitions its memory is seen too. `nil` logs everything, what is plugged in or mapped later too; that
  ///   begins with all of its pages dirty.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the machine was made without a log, or the log is on; others
  ///   where KVM refuses.
  public func startDirtyLog(_ ranges: [AddressRange]? = nil) throws(HostError) {
    try changes.withLock { _ throws(HostError) in
      let log = try madeLog()
      guard log.scope == nil else {
        throw HostError(.layout, before: .setMemoryRegion, .init(), "the log of dirty pages is on", as: .dirtyLogOn)
      }
      let snapshot = current.snapshot
      let hosts = ranges.map { ranges in
        AddressSet(
          snapshot.regions[guest.index].filter { region in ranges.contains { $0.overlaps(region.guest) } }.map(
            \.host))
      }
      // Entries from before belong to no log.
      if log.support.mode == .ring { for partition in partitions { try partition.takeRings() } }
      let scope = DirtyLogScope(hosts: hosts)
      let run = log.begin(scope)
      for memory in snapshot.memory.all { memory.dirty.begin(run) }
      for partition in partitions { partition.machine.logScope.withLock { $0 = scope } }
      observers.add(log)
      do throws(HostError) {
        try setLogging(true, of: loggedSlots(snapshot))
      } catch {
        end(log, snapshot)
        throw error
      }
    }
  }

  /// Which pages are dirty, a bitmap a slot.
  ///
  /// Pages stay dirty until they are cleared. Who copies memory gets the pages, clears them, and copies then: what is
  /// written in between is in the copy, or dirty the next time.
  ///
  /// - Parameters:
  ///   - range: Addresses of which slots are wanted; `nil` for all.
  ///   - partition: Whose slots; `nil` for those of `vtl0`.
  /// - Returns: The logged slots in ascending guest physical address, those without dirty pages too.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the log is off; others where KVM refuses: then every page
  ///   is still dirty.
  public func dirtyPages(
    in range: AddressRange? = nil, of partition: RealizedPartition? = nil
  ) throws(HostError) -> [DirtyPages] {
    try changes.withLock { _ throws(HostError) in
      let (log, scope) = try runningLog()
      let snapshot = current.snapshot
      let partition = partition ?? guest
      // Of what devices reach nobody knows more.
      for attachment in attachments { attachment.tellWritten() }
      if !asksKVMDirectly(log) { try takeLogged(log, snapshot) }
      var found: [DirtyPages] = []
      for region in snapshot.regions[partition.index] where scope.covers(region) {
        if let range, !range.overlaps(region.guest) { continue }
        let memory = snapshot.memory[region.slot.source]
        var words =
          if asksKVMDirectly(log), partition.machine.isLogged(region) {
            try partition.machine.dirtyLog(of: region)
          } else {
            [UInt64](repeating: 0, count: DirtyPages.wordCount(region.guest))
          }
        memory.dirty.add(to: &words, of: region.host)
        found.append(
          DirtyPages(
            slot: region.slot.number, guest: region.guest, pageSize: HostPages.own.size, words: words,
            log: memory.dirty, hostAddress: region.hostAddress))
      }
      return found
    }
  }

  /// Says that pages are dirty no more: those that are in the bitmaps, and no others.
  ///
  /// - Parameter pages: What ``dirtyPages(in:of:)`` returned, all of it or a part. Slots may have changed since.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the log is off; others where KVM refuses: then pages of the slot
  ///   that it names, and of those behind it, are still dirty.
  public func clearDirtyPages(_ pages: [DirtyPages]) throws(HostError) {
    try changes.withLock { _ throws(HostError) in
      let (log, _) = try runningLog()
      let snapshot = current.snapshot
      for found in pages where !found.isEmpty {
        if asksKVMDirectly(log) {
          // KVM's bits of a slot that has changed since are memc's by now.
          let space = GuestSpace(regions: snapshot.regions[guest.index], memory: snapshot.memory)
          if let region = space.region(containing: found.guest.start), region.guest == found.guest,
            region.hostAddress == found.hostAddress, region.slot.number == found.slot, machine.isLogged(region),
            snapshot.memory[region.slot.source].dirty === found.log
          {
            try machine.clearDirtyLog(of: region, found.words)
          }
        }
        found.log.clear(found.words, at: found.hostAddress)
      }
    }
  }

  /// Ends the log, and forgets which pages are dirty; no effect where it is off.
  ///
  /// - Throws: ``HostError`` where KVM refuses: then the log goes on. Slots of which it was off for a moment are dirty as a
  ///   whole, so that nothing is lost.
  public func stopDirtyLog() throws(HostError) {
    try changes.withLock { _ throws(HostError) in
      guard let log = host.dirtyLog, log.scope != nil else { return }
      let snapshot = current.snapshot
      try setLogging(false, of: loggedSlots(snapshot)) { region in
        snapshot.memory[region.slot.source].dirty.mark(region.host)
      }
      end(log, snapshot)
      if log.support.mode == .ring { for partition in partitions { try partition.takeRings() } }
    }
  }

  /// Says that pages were written, by devices or through ``hostAddress(of:)``, of which neither KVM nor memc knows. No effect
  /// where the log is off; call it behind the writing.
  ///
  /// - Parameter range: Guest physical addresses of `vtl0`; every page that has some of them is dirty. What no slot holds
  ///   has no page.
  public func markDirty(_ range: AddressRange) {
    current.snapshot.markDirty(range, of: guest)
  }

  // MARK: Rings

  /// Has the log read the ring of a vCPU, where the machine keeps rings; without effect where it keeps bitmaps.
  ///
  /// Every vCPU is told of once, before it runs: a vCPU whose ring nobody reads does not get on once that is full.
  ///
  /// - Parameters:
  ///   - descriptor: The vCPU's; it may be closed afterwards.
  ///   - partition: The vCPU's; `nil` for `vtl0`.
  /// - Throws: ``HostError`` where the ring cannot be mapped.
  public func addDirtyRing(ofVCPU descriptor: FileDescriptor, of partition: RealizedPartition? = nil)
    throws(HostError)
  {
    guard let support = host.dirtyLog?.support, support.mode == .ring else { return }
    try (partition ?? guest).rings.add(descriptor, entries: support.ringEntries)
  }

  /// Empties the rings of a partition's vCPUs: for the thread of a vCPU that left with KVM_EXIT_DIRTY_RING_FULL, before it
  /// enters again. The pages are dirty as any others. Without effect where there are no rings.
  ///
  /// - Parameter partition: The vCPU's; `nil` for `vtl0`.
  /// - Throws: ``HostError`` where KVM does not take entries back; no page is lost.
  public func emptyDirtyRings(of partition: RealizedPartition? = nil) throws(HostError) {
    guard host.dirtyLog?.support.mode == .ring else { return }
    try (partition ?? guest).takeRings()
  }

  // MARK: Steps

  /// Takes from KVM what it has logged of all slots.
  func takeLogged(_ log: DirtyLog, _ snapshot: MachineSnapshot) throws(HostError) {
    for partition in partitions {
      try partition.takeLogged(of: snapshot.regions[partition.index], log.support, snapshot.memory)
    }
  }

  /// Whether each page is in one slot of KVM's alone, which is asked for it and told to forget it.
  private func asksKVMDirectly(_ log: DirtyLog) -> Bool { log.support.clearsOnRequest && partitions.count == 1 }

  private func madeLog() throws(HostError) -> DirtyLog {
    guard let log = host.dirtyLog else {
      throw HostError(
        .layout, before: .setMemoryRegion, .init(),
        "the machine was made without a log of dirty pages, which is chosen before ('RealizationOptions.dirtyLog')",
        as: .dirtyLogNone)
    }
    return log
  }

  private func runningLog() throws(HostError) -> (DirtyLog, DirtyLogScope) {
    let log = try madeLog()
    guard let scope = log.scope else {
      throw HostError(.layout, before: .getDirtyLog, .init(), "the log of dirty pages is off", as: .dirtyLogOff)
    }
    return (log, scope)
  }

  /// The slots that KVM logs.
  private func loggedSlots(_ snapshot: MachineSnapshot) -> [(machine: VirtualMachine, region: Region)] {
    partitions.flatMap { partition in
      snapshot.regions[partition.index].filter { partition.machine.isLogged($0) }.map { (partition.machine, $0) }
    }
  }

  /// Turns the log of all slots on or off, or of none where KVM refuses one.
  ///
  /// - Parameter onUndo: Told of every slot for which that was undone.
  private func setLogging(
    _ isOn: Bool, of slots: [(machine: VirtualMachine, region: Region)], onUndo: (Region) -> Void = { _ in }
  ) throws(HostError) {
    for (index, slot) in slots.enumerated() {
      do throws(HostError) {
        try slot.machine.setLogging(isOn, of: slot.region)
      } catch {
        for done in slots[..<index].reversed() {
          // A slot takes its flags back as it took them before.
          try? done.machine.setLogging(!isOn, of: done.region)
          onUndo(done.region)
        }
        throw error
      }
    }
  }

  private func end(_ log: DirtyLog, _ snapshot: MachineSnapshot) {
    for partition in partitions { partition.machine.logScope.withLock { $0 = nil } }
    log.end()
    observers.remove(log)
    for memory in snapshot.memory.all { memory.dirty.end() }
  }
}

extension RealizedWindow {
  /// Says that a device wrote to the window's memory by a mapping of its own; as ``RealizedMachine/markDirty(_:)``.
  ///
  /// - Parameters:
  ///   - count: Bytes.
  ///   - offset: Where they begin, in bytes from the window's beginning; what reaches beyond the window has no page.
  public func markDirty(_ count: UInt64, at offset: UInt64) {
    guard offset < window.size, count > 0 else { return }
    memory.dirty.mark(AddressRange(start: hostAddress + offset, size: min(count, window.size - offset)))
  }
}
