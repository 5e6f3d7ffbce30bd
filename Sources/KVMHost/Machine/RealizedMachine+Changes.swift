public import Addresses
import Lowering
public import MachineModel
import Synchronization

/// Changes of slots while guests run.
///
/// Every change closes ``RealizedMachine/gate`` while it is made. Calls from several threads come one after the other; a
/// vCPU's own thread may call when it is outside of the gate. A change that fails leaves everything as it was; where KVM
/// refuses even that, the error names what is no longer registered.
extension RealizedMachine {
  /// Decides what the guest may do with a slot of RAM; the contents stay, and so does the slot's number.
  ///
  /// The more privileged level goes on reading and writing the same memory.
  ///
  /// - Parameters:
  ///   - range: Guest physical addresses of exactly one slot of RAM.
  ///   - visibility: What the guest may do from now on.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the range is no such slot, of
  ///   ``FailureKind/unavailable`` where KVM has no read-only slots; others where KVM refuses.
  public func setVisibility(of range: AddressRange, to visibility: Visibility) throws(HostError) {
    gate.checkOutside()
    try changes.withLock { _ throws(HostError) in
      var regions = self.regions
      guard let index = regions.firstIndex(where: { $0.guest == range }), regions[index].slot.isRAM else {
        throw HostError(
          .layout, HostError.Subject(),
          "\(range) is not a controllable RAM range")
      }
      guard regions[index].visibility != visibility else { return }
      if let error = host.facts.objection(to: visibility, of: regions[index].subject) { throw error }
      let before = regions[index]
      regions[index].visibility = visibility
      try apply(SlotChange(deletions: [before], additions: [regions[index]]), to: regions)
    }
  }

  /// Gives a device a window: makes its memory, full of zeros or of what its file has, and shows it to the guest where
  /// nothing of higher priority is.
  ///
  /// What it hides comes back with its contents when the window goes. RAM is never hidden.
  ///
  /// - Parameter window: Where the guest shall see it, and what it wins against.
  /// - Returns: The window with its memory, to read, write and unmap it.
  /// - Throws: ``HostError`` of kind ``FailureKind/layout`` where the window cannot be, overlaps another one of the
  ///   same priority, has the name of one that is mapped, or would make more slots than the layout's `slots.max`; of
  ///   ``FailureKind/unavailable`` where no slot number is left; others where the host refuses.
  @discardableResult
  public func mapWindow(_ window: DeviceWindow) throws(HostError) -> RealizedWindow {
    gate.checkOutside()
    return try changes.withLock { next throws(HostError) in
      guard window.place == nil else {
        throw HostError(
          .layout, .init(), "window '\(window.name)' states no address, and only a compiler finds one for it")
      }
      if let error = host.facts.objection(to: window.visibility, of: .init(guest: window.range)) { throw error }
      try check(window, among: windows)
      let backing = try RealizedWindow.Backing(for: window, try WindowFile(of: window))
      let number = next
      next += 1
      let made = try RealizedWindow(window, number: number, machine: host.identity, backing: backing)
      try rearrange(windows + [made])
      return made
    }
  }

  /// Shows a window again that was unmapped, with the contents that it has.
  ///
  /// - Parameter window: A window of this machine; nothing is done where it is mapped.
  /// - Throws: As ``mapWindow(_:)-(DeviceWindow)``.
  public func mapWindow(_ window: RealizedWindow) throws(HostError) {
    gate.checkOutside()
    try changes.withLock { _ throws(HostError) in
      try check(window)
      let windows = self.windows
      guard !windows.contains(where: { $0 === window }) else { return }
      try check(window.window, among: windows)
      try rearrange(windows + [window])
    }
  }

  /// Takes a window away from the guest; what it hid is seen again. The window's memory stays as long as the window.
  ///
  /// - Parameter window: A window of this machine, also one of its layout; nothing is done where it is not mapped.
  /// - Throws: ``HostError`` where the window is another machine's, or what comes back has no slot number, is more slots than
  ///   the layout's `slots.max`, or is refused by the host.
  public func unmapWindow(_ window: RealizedWindow) throws(HostError) {
    gate.checkOutside()
    try changes.withLock { _ throws(HostError) in
      try check(window)
      let windows = self.windows
      let others = windows.filter { $0 !== window }
      guard others.count < windows.count else { return }
      try rearrange(others)
    }
  }

  // MARK: Checks

  private func check(_ window: RealizedWindow) throws(HostError) {
    guard window.machine === host.identity else {
      throw HostError(.layout, .init(), "window '\(window.window.name)' is another machine's")
    }
  }

  private func check(_ window: DeviceWindow, among others: [RealizedWindow]) throws(HostError) {
    if let objection = objection(to: window) {
      throw HostError(.layout, .init(), "window '\(window.name)' \(objection)")
    }
    if let namesake = others.first(where: { $0.window.name == window.name })?.window {
      throw HostError(
        .layout, .init(),
        "another window is called '\(window.name)' as well: the one at \(namesake.range)"
      )
    }
    let rival = others.first { $0.window.priority == window.priority && $0.window.range.overlaps(window.range) }
    guard let rival = rival?.window else { return }
    throw HostError(
      .layout, .init(),
      "windows '\(rival.name)' at \(rival.range) and '\(window.name)' at "
        + "\(window.range) overlap, and both have priority \(window.priority)")
  }

  private func objection(to window: DeviceWindow) -> String? {
    // First of all, since a range that ends behind 64 bits was cut, and has no pages any more.
    let limit: UInt64 = 1 << UInt64(min(host.facts.physicalBits ?? 52, 52))
    guard window.end <= limit else {
      return "of \(Units.bytes(window.size)) at \(Units.address(window.start)) reaches beyond "
        + "\(Units.address(limit)), where a guest's addresses end"
    }
    guard window.start % Units.pageSize == 0, window.size % Units.pageSize == 0, window.size > 0 else {
      return "does not begin and end on 4 KiB pages, or is empty"
    }
    let offset = window.fileOffset?.value ?? 0
    guard offset <= Units.addressLimit, offset.isMultiple(of: HostPages.own.size) else {
      return "begins in its file at \(Units.address(offset)), which is on no page of a file"
    }
    guard window.priority < DeviceWindow.ramPriority else {
      return "has priority \(window.priority), which is RAM's; windows have 0 to \(DeviceWindow.ramPriority - 1)"
    }
    let range = window.range.description
    if let vtl2 = layout.topology.vtl2, window.range.overlaps(vtl2.range) {
      return "at \(range) would lie over VTL2's RAM at \(vtl2.range)"
    }
    if let offset = layout.topology.aliases.map(\.offset).min(), window.end > offset {
      return "at \(range) reaches beyond \(Units.address(offset)), where aliases begin"
    }
    return nil
  }

  // MARK: Changing

  /// Shows other windows than now: touches the slots that must change, and no other.
  private func rearrange(_ windows: [RealizedWindow]) throws(HostError) {
    let current = regions
    var ram: [Region] = []
    var shown: [Region] = []
    for region in current {
      if case .window = region.slot.source { shown.append(region) } else { ram.append(region) }
    }
    let view = FlatView(
      windows.map { FlatView.Window(id: $0.number, $0.window) },
      under: AddressSet(ram.map(\.guest)))
    let ranges = view.ranges.flatMap { layout.topology.slotRanges(of: $0) }
    let kept = layout.partitions.first?.pluggable ?? []
    let count = ram.count + kept.count + ranges.count
    if let maximum = layout.topology.slots.maximumCount?.value, count > maximum {
      throw HostError(
        .layout, .init(),
        "partition '\(guest.name)' would have \(count) slots, but 'slots.max' allows \(maximum)")
    }
    let numbers = WindowSlots(
      firstNumber: (ram.map(\.slot.number) + kept.map(\.number)).max().map { $0 + 1 } ?? 0,
      numberLimit: UInt32(host.slotLimit ?? host.facts.slotCount))
    let byNumber = Dictionary(uniqueKeysWithValues: windows.map { ($0.number, $0) })
    guard
      let slots = numbers.slots(
        for: ranges, of: byNumber.mapValues(\.window), keeping: shown.map(\.slot))
    else {
      let owners = kept.isEmpty ? "RAM has" : "RAM and hot-pluggable space have"
      throw HostError(
        .unavailable, before: .setMemoryRegion, .init(),
        "\(ranges.count) slots are needed for windows, but KVM's numbers end at \(numbers.numberLimit - 1), and "
          + "\(owners) those below \(numbers.firstNumber) (KVM_CAP_NR_MEMSLOTS)")
    }
    let regions = slots.compactMap { slot in region(of: slot, in: byNumber) }
    let (before, after) = (Set(shown), Set(regions))
    let change = SlotChange(
      deletions: shown.filter { !after.contains($0) }, additions: regions.filter { !before.contains($0) })
    let all = (ram + regions).sorted { $0.guest.start < $1.guest.start }
    try apply(change, to: all, windows: windows)
  }

  private func region(of slot: MemorySlot, in windows: [Int: RealizedWindow]) -> Region? {
    guard case .window(let number) = slot.source else { return nil }
    return windows[number]?.region(of: slot)
  }

  /// Makes a change under the closed gate, and notes what is there afterwards.
  ///
  /// - Parameters:
  ///   - regions: All slots as they will be.
  ///   - windows: The windows that will be mapped; `nil` for the same as now.
  private func apply(
    _ change: SlotChange, to regions: [Region], windows: [RealizedWindow]? = nil
  ) throws(HostError) {
    guard !change.isEmpty else { return note(regions, windows) }
    // A vCPU that comes out of the gate may ask at once what there is: by then it is noted.
    try gate.whileClosed { () throws(HostError) in
      do throws(SlotChange.Failure) {
        try change.apply(to: machine, telling: observers.all)
      } catch {
        throw noted(error)
      }
      note(regions, windows)
    }
  }

  /// Notes what is there.
  private func note(_ regions: [Region], _ windows: [RealizedWindow]?) {
    if let log = host.dirtyLog, let windows {
      let before = self.windows
      for window in windows where !before.contains(where: { $0 === window }) { log.willShow(window) }
    }
    current.withLock { current in
      current.regions[guest.index] = regions
      guard let windows else { return }
      current.windows = windows
      current.memory.windows = windows
    }
  }

  /// The error of a failed change. Slots that KVM did not take back either are noted as unmapped, which they are.
  private func noted(_ failure: SlotChange.Failure) -> HostError {
    guard !failure.lost.isEmpty else { return failure.error }
    current.withLock { current in
      current.regions[guest.index] = current.regions[guest.index].compactMap { region in
        guard failure.lost.contains(region) else { return region }
        guard region.slot.isRAM else { return nil }
        var region = region
        region.visibility = .unmapped
        return region
      }
    }
    let ranges = failure.lost.map(\.guest.description)
    return HostError(
      copying: failure.error,
      message: "\(failure.error.message); what was there could not be put back: nothing is registered at "
        + ranges.joined(separator: ", "))
  }
}
