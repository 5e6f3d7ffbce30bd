import Addresses
package import JSONCoding

/// The log of a machine at one moment.
package struct DirtyLogState: Hashable, Sendable {
  /// How it is kept.
  let support: DirtyLogSupport
  /// Slots of `vtl0` whose pages are logged; `nil` where the log is off.
  package let slots: Int?
  /// Pages that memc itself knows to be dirty. KVM is not asked, since it may forget what it tells.
  package let knownPages: UInt64
  /// vCPUs whose rings are read.
  let rings: Int

  init?(_ machine: RealizedMachine, _ snapshot: MachineSnapshot) {
    guard let log = machine.host.dirtyLog else { return nil }
    support = log.support
    slots = log.scope.map { scope in snapshot.regions[machine.guest.index].count { scope.covers($0) } }
    knownPages = snapshot.memory.all.reduce(0) { $0 + $1.dirty.count }
    rings = machine.partitions.reduce(0) { $0 + $1.rings.count }
  }
}

/// The log of a machine at one moment, as JSON.
package struct DirtyLogStateEntry: JSONRecord {
  private var isOn = false
  private var knownPages: UInt64 = 0
  private var rings: UInt64?
  private var slots: UInt64 = 0
  private var support = DirtyLogSupportEntry()

  package init() {}

  init(_ state: DirtyLogState) {
    isOn = state.slots != nil
    knownPages = state.knownPages
    if state.support.mode == .ring { rings = UInt64(state.rings) }
    slots = UInt64(state.slots ?? 0)
    support = DirtyLogSupportEntry(state.support)
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member(
      "known_pages", &knownPages,
      "Dirty pages that memc itself knows of: KVM is not asked, since it may forget what it tells.")
    support.describeManual(&coder)
    support.describeMode(&coder)
    coder.member("on", &isOn)
    support.describeRing(&coder)
    coder.member("rings", &rings, "vCPUs whose rings are read; absent where KVM keeps bitmaps.")
    coder.member("slots", &slots, "Slots of vtl0 whose pages are logged; 0 where the log is off.")
  }
}
