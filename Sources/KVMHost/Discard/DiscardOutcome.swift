package import Addresses
package import JSONCoding

/// A range that was given back on request, and what the kernel counted in it before and after.
package struct DiscardOutcome: Hashable, Sendable {
  /// What was asked for: guest physical addresses.
  package let range: AddressRange
  /// What became of it.
  package let result: DiscardedMemory
  /// Bytes of the range that had a page before; `nil` where the kernel does not tell (before Linux 6.7).
  package let residentBefore: UInt64?
  /// Bytes of it that have one right after: what was kept, and what a guest that runs has touched already.
  package let residentAfter: UInt64?

  /// How long it took.
  let duration: Duration

  /// Gives a range back, and counts its pages before and after.
  init(_ range: AddressRange, of machine: RealizedMachine) throws(HostError) {
    self.range = range
    residentBefore = Self.resident(in: range, of: machine)
    let clock = ContinuousClock()
    let start = clock.now
    result = try machine.discard(range)
    duration = clock.now - start
    residentAfter = Self.resident(in: range, of: machine)
  }

  /// Bytes of pages that the kernel has for a range, those that it touches with a part alone among them.
  private static func resident(in range: AddressRange, of machine: RealizedMachine) -> UInt64? {
    let snapshot = machine.current.snapshot
    let hosts = snapshot.regions[machine.guest.index].compactMap { region in
      region.guest.intersection(range).map { part in
        let start = region.hostAddress + (part.start - region.guest.start)
        let pageSize = HostPages.own.size
        return AddressRange(start.roundedDown(to: pageSize), (start + part.size).roundedUp(to: pageSize))
      }
    }
    return withExtendedLifetime(snapshot.memory) { PageScan.read(hosts)?.reduce(0) { $0 + $1.resident } }
  }
}

extension DiscardOutcome: CustomStringConvertible {
  /// A line, and one a part that was left out.
  package var description: String {
    var text = "\(range) discarded: \(result.bytes == 0 ? "nothing" : Units.bytes(result.bytes)) given back"
    if let residentBefore, let residentAfter {
      text += ", \(Self.bytes(residentBefore)) had pages before, \(Self.bytes(residentAfter)) after"
    }
    return result.kept.reduce(text) { "\($0)\n\($1.range) kept: \($1.reason)" }
  }

  private static func bytes(_ count: UInt64) -> String { count == 0 ? "none" : Units.bytes(count) }
}

extension RealizedMachine {
  /// Gives ranges back one after the other, before a guest runs.
  ///
  /// - Throws: ``HostError`` as ``discard(_:)``, and of kind ``FailureKind/layout`` where tables that were loaded lie in one:
  ///   then nothing was given back.
  func discard(_ ranges: [AddressRange]) throws(HostError) -> [DiscardOutcome] {
    let tables = host.tables?.places ?? []
    for range in ranges {
      guard let place = tables.first(where: { $0.overlaps(range) }) else { continue }
      throw HostError(
        .layout, .init(guest: range),
        "tables were loaded at \(place), which a guest would find no more; '--tables off' loads none")
    }
    return try ranges.map { (range) throws(HostError) in try DiscardOutcome(range, of: self) }
  }
}

/// A range that was given back, as JSON.
package struct DiscardEntry: JSONRecord {
  private var bytes: UInt64 = 0
  private var end: UInt64 = 0
  private var kept: [KeptEntry] = []
  private var microseconds: UInt64 = 0
  private var residentAfter: UInt64?
  private var residentBefore: UInt64?
  private var start: UInt64 = 0

  package init() {}

  init(_ outcome: DiscardOutcome) {
    bytes = outcome.result.bytes
    kept = outcome.result.kept.map { KeptEntry($0) }
    microseconds = UInt64(MachineReport.microseconds(outcome.duration))
    (residentBefore, residentAfter) = (outcome.residentBefore, outcome.residentAfter)
    (start, end) = (outcome.range.start, outcome.range.end)
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("bytes", &bytes, "What was given back in whole pages, and is zeros.")
    coder.member("end", &end)
    coder.member("kept", &kept, "What of the range was left as it is.")
    coder.member("microseconds", &microseconds, "How long it took.")
    coder.member("resident_after", &residentAfter, "Bytes of the range that had a page right after.")
    coder.member(
      "resident_before", &residentBefore,
      "Bytes of the range that had a page before; absent, as those after, where the kernel does not tell.")
    coder.member("start", &start, "The first guest physical address that was asked for.")
  }

  /// A part that was left as it is.
  package struct KeptEntry: JSONRecord {
    private var end: UInt64 = 0
    private var pageSize: UInt64?
    private var reason = ""
    private var start: UInt64 = 0

    package init() {}

    init(_ kept: DiscardedMemory.Kept) {
      (start, end) = (kept.range.start, kept.range.end)
      reason = kept.reason.word
      if case .partOfPage(let size) = kept.reason { pageSize = size }
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("end", &end)
      coder.member("page_size", &pageSize, "Bytes of the page that it is a part of.")
      coder.member("reason", &reason, values: .words(["hole", "part-of-page"]))
      coder.member("start", &start)
    }
  }
}

/// What a machine has given back, as JSON.
package struct DiscardTotalEntry: JSONRecord {
  private var bytes: UInt64 = 0
  private var requests: UInt64 = 0

  package init() {}

  init?(_ total: MachineDiscards.Total) {
    guard total.requests > 0 else { return nil }
    (bytes, requests) = (total.bytes, total.requests)
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("bytes", &bytes, "What was given back twice counts twice.")
    coder.member("requests", &requests)
  }
}
