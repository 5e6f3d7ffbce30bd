/// The proximity domains that HMAT may speak of.
struct LocalitiesOfSRAT {
  /// Those with memory in SRAT, ascending.
  private(set) var memory: [UInt32] = []
  /// Those of them with volatile memory that is there, and not only space for it, ascending: of others not every platform's
  /// HMAT speaks.
  private(set) var present: [UInt32] = []
  /// Those with memory in SRAT or in slots: SRAT may leave out ranges that are RAM. Ascending.
  private(set) var targets: [UInt32] = []
  /// Those with CPUs or with devices that reach memory as those do, ascending.
  private(set) var initiators: [UInt32] = []

  init(_ srat: SRAT, _ slots: [TableInvariants.RAMSlot]) {
    for affinity in srat.affinities where affinity.isEnabled {
      guard let domain = affinity.proximityDomain else { continue }
      switch affinity {
      case .memory(let affinity):
        memory.appendOnce(domain)
        if affinity.flags.isDisjoint(with: [.hotPluggable, .nonVolatile]) { present.appendOnce(domain) }
      case .processor, .x2APIC, .gicc, .rintc, .initiator: initiators.appendOnce(domain)
      case .its, .port, .other: break
      }
    }
    targets = memory
    for slot in slots { if let node = UInt32(exactly: slot.node) { targets.appendOnce(node) } }
    memory.sortOnce()
    present.sortOnce()
    targets.sortOnce()
    initiators.sortOnce()
  }
}

extension [UInt32] {
  /// Appends a number, but for one that is the last already: of many CPUs, those of a domain stand side by side.
  fileprivate mutating func appendOnce(_ number: UInt32) {
    if last != number { append(number) }
  }

  /// Puts the numbers in ascending order, each once.
  fileprivate mutating func sortOnce() {
    let sorted = sorted()
    removeAll(keepingCapacity: true)
    for number in sorted { appendOnce(number) }
  }
}
