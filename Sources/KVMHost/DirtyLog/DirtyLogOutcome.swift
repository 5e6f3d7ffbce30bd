import Addresses
package import JSONCoding

/// A log that was on while a machine was made ready, and what it had then.
package struct DirtyLogOutcome: Hashable, Sendable {
  /// How it is kept.
  let support: DirtyLogSupport
  /// Slots whose pages are logged.
  let slots: Int
  /// Pages that were dirty.
  package let pages: Int
  /// How long it took to start it.
  let start: Duration
  /// How long it took to get the pages of all slots.
  let fetch: Duration
  /// How long it took to clear them.
  let clear: Duration

  /// Gets the pages of a log, and clears them.
  ///
  /// - Parameter start: How long it took to start it.
  init(_ support: DirtyLogSupport, of machine: RealizedMachine, start: Duration) throws(HostError) {
    self.support = support
    self.start = start
    let clock = ContinuousClock()
    let before = clock.now
    let found = try machine.dirtyPages()
    fetch = clock.now - before
    let between = clock.now
    try machine.clearDirtyPages(found)
    clear = clock.now - between
    slots = found.count
    pages = found.reduce(0) { $0 + $1.count }
  }
}

extension DirtyLogOutcome: CustomStringConvertible {
  /// A line.
  package var description: String {
    let count = pages == 0 ? "no page" : pages == 1 ? "1 page" : "\(pages) pages"
    return
      "dirty log (\(support.words)) of \(slots) slots: \(count) of \(Units.bytes(HostPages.own.size)) dirty; started in "
      + "\(MachineReport.milliseconds(start)), fetched in \(MachineReport.milliseconds(fetch)), cleared in "
      + MachineReport.milliseconds(clear)
  }
}

extension DirtyLogSupport {
  /// How the log is kept, for people.
  var words: String {
    switch mode {
    case .bitmap: "bitmap, cleared \(clearsOnRequest ? "on request" : "as it is fetched")"
    case .ring: "rings of \(ringEntries) entries"
    }
  }
}

/// A log of dirty pages that was asked for, as JSON.
package struct DirtyLogEntry: JSONRecord {
  private var clearMicroseconds: UInt64 = 0
  private var fetchMicroseconds: UInt64 = 0
  private var pages: UInt64 = 0
  private var pageSize: UInt64 = Units.pageSize
  private var slots: UInt64 = 0
  private var startMicroseconds: UInt64 = 0
  private var support = DirtyLogSupportEntry()

  package init() {}

  init(_ outcome: DirtyLogOutcome) {
    clearMicroseconds = UInt64(MachineReport.microseconds(outcome.clear))
    fetchMicroseconds = UInt64(MachineReport.microseconds(outcome.fetch))
    pages = UInt64(outcome.pages)
    pageSize = HostPages.own.size
    slots = UInt64(outcome.slots)
    startMicroseconds = UInt64(MachineReport.microseconds(outcome.start))
    support = DirtyLogSupportEntry(outcome.support)
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("clear_microseconds", &clearMicroseconds, "How long it took to clear the dirty pages.")
    coder.member("fetch_microseconds", &fetchMicroseconds, "How long it took to get the dirty pages of all slots.")
    support.describeManual(&coder)
    support.describeMode(&coder)
    coder.member("page_size", &pageSize)
    coder.member("pages", &pages, "Pages of page_size that were dirty, those of the guest that proved the machine.")
    support.describeRing(&coder)
    coder.member("slots", &slots, "Slots whose pages are logged.")
    coder.member("start_microseconds", &startMicroseconds, "How long it took to start the log.")
  }
}
