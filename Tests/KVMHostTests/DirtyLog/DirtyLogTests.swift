import Addresses
import CLinux
import Foundation
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import Testing

@testable import KVMHost

/// The ways in which KVM may keep a log, of which this host has all and others may lack some.
enum LogWay: String, CaseIterable, CustomTestStringConvertible {
  case manual = "a bitmap that is cleared on request"
  case plain = "a bitmap that is cleared as it is fetched"
  case ring = "rings"

  var testDescription: String { rawValue }

  var options: RealizationOptions {
    var options = RealizationOptions()
    options.dirtyLog = self == .ring ? .ring : .bitmap
    if self == .plain { options.lackingCapabilities = [KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2] }
    return options
  }

  /// Realizes a layout so, or cancels the test where KVM has no such log.
  func realize(_ layout: Layout) throws -> RealizedMachine {
    let result = Result { () throws(HostError) in try Realization.run(layout, options: options) }
    if case .failure(let error) = result, error.exitCode == 69 { try Test.cancel("\(error)") }
    return try result.get()
  }
}

extension RealizedMachine {
  /// Dirty pages as ranges, and clears them.
  fileprivate func takeDirty(of partition: RealizedPartition? = nil) throws -> [AddressRange] {
    let pages = try dirtyPages(of: partition)
    try clearDirtyPages(pages)
    return pages.flatMap(\.ranges)
  }
}

/// Pages by their numbers.
private func pages(_ numbers: UInt64...) -> [AddressRange] {
  numbers.map { AddressRange(start: $0 * Units.pageSize, size: Units.pageSize) }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct DirtyLogTests {
    // MARK: Who writes

    #if arch(x86_64)
      @Test("A guest that wrote pages 3, 7 and 10 gives 0x488, then 0", arguments: LogWay.allCases)
      func guest(_ way: LogWay) throws {
        let before = Holdings.now()
        do {
          let machine = try way.realize(try makeLayout([16 * .mib]))
          let guest = try LoggedGuest(machine)
          try guest.write(1, to: [0x1000])
          try machine.startDirtyLog()
          #expect(try machine.dirtyPages().map(\.words) == [[UInt64](repeating: 0, count: 64)])
          try guest.write(2, to: [0x3000, 0x7ff8, 0xa000])
          let found = try machine.dirtyPages()
          #expect(found.map(\.slot) == [0])
          #expect(found.first?.words.first == 0x488)
          #expect(found.first?.count == 3)
          #expect(found.first?.ranges == pages(3, 7, 10))
          #expect(found.first?.contains(0x7abc) == true)
          #expect(found.first?.contains(0x8000) == false)
          #expect(found.first?.contains(64 * .mib) == false)
          // They are dirty until somebody says that they are not.
          #expect(try machine.dirtyPages().first?.words.first == 0x488)
          try machine.clearDirtyPages(found)
          #expect(try machine.dirtyPages().map(\.isEmpty) == [true])
          // And are found again when they are written again.
          try guest.write(3, to: [0x7000])
          #expect(try machine.takeDirty() == pages(7))
          try machine.stopDirtyLog()
          try guest.write(4, to: [0x9000])
          try machine.startDirtyLog()
          #expect(try machine.takeDirty() == [])
          try machine.stopDirtyLog()
          try machine.stopDirtyLog()
        }
        #expect(Holdings.now() == before)
      }

      @Test("What is written between getting and clearing is found the next time", arguments: LogWay.allCases)
      func between(_ way: LogWay) throws {
        let machine = try way.realize(try makeLayout([16 * .mib]))
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        try guest.write(1, to: [0x3000])
        let found = try machine.dirtyPages()
        try guest.write(2, to: [0x4000])
        try machine.write([1], at: 0x5000)
        try machine.clearDirtyPages(found)
        #expect(try machine.takeDirty() == [AddressRange(0x4000, 0x6000)])
      }

      @Test("A ring that is full is emptied, and nothing is lost")
      func fullRing() throws {
        var options = LogWay.ring.options
        // More than a processor's own log of 512 pages needs.
        options.dirtyRingEntries = 1024
        let machine = try Realization.run(try makeLayout([16 * .mib]), options: options)
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        let addresses = (0..<3000).map { UInt64($0) * 0x1000 + 8 }
        let full = try guest.write(1, to: addresses)
        #expect(full >= 2)
        #expect(try machine.takeDirty() == [AddressRange(0, 3000 * 0x1000)])
        try guest.write(2, to: [8])
        #expect(try machine.takeDirty() == pages(0))
      }

      @Test("Memory that two levels and two aliases show is dirty in all of its slots", arguments: LogWay.allCases)
      func aliases(_ way: LogWay) throws {
        let machine = try way.realize(try privilegedLayout())
        let privileged = try #require(machine.privileged)
        let above = try LoggedGuest(machine, in: privileged)
        let below = try LoggedGuest(machine)
        try machine.startDirtyLog()
        let alias: UInt64 = 1 << 40
        try above.write(1, to: [alias + 0x3000, 2 * alias + 0x5000, 0x6000, 8 << 30])
        try below.write(2, to: [0x9000])
        #expect(try machine.dirtyPages().flatMap(\.ranges) == pages(3) + [AddressRange(0x5000, 0x7000)] + pages(9))
        let seen = try machine.dirtyPages(of: privileged).flatMap(\.ranges)
        let own: [AddressRange] = [pages(3), [AddressRange(0x5000, 0x7000)], pages(9)].flatMap { $0 }
        func moved(_ offset: UInt64) -> [AddressRange] {
          own.map { AddressRange($0.start + offset, $0.end + offset) }
        }
        #expect(seen == own + pages(0x20_0000) + moved(alias) + moved(2 * alias))
        // Cleared once, it is clean wherever it is seen.
        #expect(try machine.takeDirty(of: privileged) == seen)
        #expect(try machine.takeDirty() == [])
        #expect(try machine.takeDirty(of: privileged) == [])
        try above.write(3, to: [2 * alias + 0x3000])
        #expect(try machine.takeDirty() == pages(3))
        #expect(try machine.takeDirty(of: privileged) == [])
      }

      // MARK: Changes

      @Test("A slot that is shown otherwise keeps its dirty pages", arguments: LogWay.allCases)
      func visibility(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout())
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        let range = AddressRange(16 * .mib, 32 * .mib)
        try guest.write(1, to: [range.start, range.end - 8, 0x2000])
        try machine.setVisibility(of: range, to: .readOnly)
        let kept = [AddressRange(range.start, range.start + 0x1000), AddressRange(range.end - 0x1000, range.end)]
        #expect(try machine.dirtyPages().flatMap(\.ranges) == pages(2) + kept)
        try machine.write([1], at: range.start + 0x4000)
        try machine.setVisibility(of: range, to: .unmapped)
        let all = try machine.dirtyPages(in: AddressRange(start: range.start, size: 1))
        #expect(all.count == 1)
        #expect(all[0].count == 3)
        try machine.setVisibility(of: range, to: .readWrite)
        // It is logged again, and what is cleared is what was found when the slot was another one.
        try guest.write(2, to: [range.start + 0x8000])
        try machine.clearDirtyPages(all)
        #expect(
          try machine.takeDirty()
            == pages(2) + [AddressRange(start: range.start + 0x8000, size: 0x1000)])
        try guest.write(3, to: [range.start])
        #expect(try machine.takeDirty() == [kept[0]])
      }

      @Test("Windows that come, hide each other and go lose no page", arguments: LogWay.allCases)
      func windows(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
        let frame = try #require(machine.windows.first)
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        let start = frame.window.start
        try guest.write(1, to: [start, start + 0x10_0000, start + 0x20_0000])
        // The middle is hidden: two slots are what is left of one.
        let menu = try machine.mapWindow(DeviceWindow("menu", atMiB: 257, 1, priority: 1))
        // Nobody has seen what is in a window that was not there.
        #expect(
          try machine.dirtyPages().flatMap(\.ranges) == [
            AddressRange(start: start, size: 0x1000), AddressRange(start: start + 0x10_0000, size: 0x10_0000),
            AddressRange(start: start + 0x20_0000, size: 0x1000),
          ])
        try frame.write([1], at: 0x10_4000)
        try guest.write(2, to: [start + 0x10_8000, start + 0x3f_f000])
        try machine.unmapWindow(menu)
        #expect(
          try machine.takeDirty() == [
            AddressRange(start: start, size: 0x1000), AddressRange(start: start + 0x10_0000, size: 0x1000),
            AddressRange(start: start + 0x10_4000, size: 0x1000),
            AddressRange(start: start + 0x20_0000, size: 0x1000),
            AddressRange(start: start + 0x3f_f000, size: 0x1000),
          ])
        // What the window has that is gone for now was found, but never cleared.
        menu.markDirty(1, at: 0x2000)
        try machine.mapWindow(menu)
        #expect(try machine.takeDirty() == [AddressRange(start: start + 0x10_0000, size: 0x10_0000)])
        try machine.unmapWindow(menu)
        try menu.write([1], at: 0x3000)
        try machine.mapWindow(menu)
        #expect(try machine.takeDirty() == [AddressRange(start: start + 0x10_3000, size: 0x1000)])
        try machine.unmapWindow(menu)
        try machine.stopDirtyLog()
        // In a log that began without it, all of it is new again.
        try machine.startDirtyLog()
        try machine.mapWindow(menu)
        #expect(try machine.takeDirty() == [AddressRange(start: start + 0x10_0000, size: 0x10_0000)])
      }

      @Test("A change that fails loses no page", arguments: LogWay.allCases, 0..<4)
      func changeFails(_ way: LogWay, _ place: Int) throws {
        let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        try guest.write(1, to: [256 * .mib, 258 * .mib])
        var failed = false
        _ = try SlotCalls.during(machine, failing: [place]) {
          do {
            try machine.mapWindow(DeviceWindow("menu", atMiB: 257, 1, priority: 1))
          } catch let error as HostError {
            failed = true
            #expect(error.errno == .noMemory)
          }
        }
        // One slot goes, three come.
        #expect(failed)
        #expect(machine.windows.count == 1)
        let expected = [256, 258].map { AddressRange(start: $0 * .mib, size: 0x1000) }
        #expect(try machine.dirtyPages().flatMap(\.ranges) == expected)
        try guest.write(2, to: [259 * .mib])
        #expect(try machine.takeDirty() == expected + [AddressRange(start: 259 * .mib, size: 0x1000)])
      }

      @Test("A change whose pages KVM does not tell is not made", arguments: LogWay.allCases)
      func flushFails(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        try guest.write(1, to: [256 * .mib])
        let slots = machine.regions
        machine.machine.beforeLogCall.withLock {
          $0 = { _ throws(HostError) in throw HostError(.getDirtyLog, .noMemory) }
        }
        #expect(throws: HostError.self) {
          try machine.mapWindow(DeviceWindow("menu", atMiB: 257, 1, priority: 1))
        }
        machine.machine.beforeLogCall.withLock { $0 = nil }
        #expect(machine.regions == slots)
        #expect(try machine.takeDirty() == [AddressRange(start: 256 * .mib, size: 0x1000)])
      }

      @Test("Pages that KVM cannot clear stay dirty", arguments: LogWay.allCases)
      func clearFails(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout())
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        try guest.write(1, to: [0x1000, 20 * .mib, 40 * .mib])
        let expected = pages(1) + [20, 40].map { AddressRange(start: $0 * .mib, size: 0x1000) }
        let calls = Mutex<[DirtyLogCall]>([])
        machine.machine.beforeLogCall.withLock {
          $0 = { call throws(HostError) in
            calls.withLock { $0.append(call) }
            switch call {
            case .clear(let slot, _, _) where slot == 1: throw HostError(.clearDirtyLog, .noMemory)
            case .resetRings: throw HostError(.resetDirtyRings, .noMemory)
            case .get(2) where way == .plain: throw HostError(.getDirtyLog, .noMemory)
            default: return
            }
          }
        }
        #expect(throws: HostError.self) { _ = try machine.takeDirty() }
        machine.machine.beforeLogCall.withLock { $0 = nil }
        if way == .manual {
          // Whole words from the first to the last that have a page.
          #expect(
            calls.withLock { $0 }.suffix(2) == [.clear(0, first: 0, count: 64), .clear(1, first: 1024, count: 64)])
          #expect(try machine.takeDirty() == Array(expected.dropFirst()))
        } else {
          #expect(try machine.takeDirty() == expected)
        }
        try guest.write(2, to: [0x1000])
        #expect(try machine.takeDirty() == pages(1))
      }

      @Test("A slot whose pages are no whole words is cleared to its end", arguments: LogWay.allCases)
      func oddSlot(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout { $0.legacyX86 = Located(true) })
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog()
        // Slots of 4 pages, of 160 and of 3,840.
        let addresses: [UInt64] = [0x9_f000, 0xc_3000, 0xc_4000, 0x10_0000, 0xff_f000]
        try guest.write(1, to: addresses)
        let expected = [
          AddressRange(0x9_f000, 0xa_0000), AddressRange(0xc_3000, 0xc_4000), AddressRange(0xc_4000, 0xc_5000),
          AddressRange(0x10_0000, 0x10_1000), AddressRange(0xff_f000, 0x100_0000),
        ]
        #expect(try machine.takeDirty() == expected)
        #expect(try machine.takeDirty() == [])
        try guest.write(2, to: addresses)
        #expect(try machine.takeDirty() == expected)
      }

      @Test("The log of some slots is of those alone", arguments: LogWay.allCases)
      func some(_ way: LogWay) throws {
        let machine = try way.realize(try windowedLayout())
        let guest = try LoggedGuest(machine)
        try machine.startDirtyLog([AddressRange(20 * .mib, 33 * .mib)])
        try guest.write(1, to: [0x1000, 16 * .mib, 47 * .mib, 48 * .mib])
        try machine.write([1], at: 0x2000)
        let found = try machine.dirtyPages()
        #expect(found.map(\.slot) == [1, 2])
        #expect(found.flatMap(\.ranges) == [16, 47].map { AddressRange(start: $0 * .mib, size: 0x1000) })
      }

      // MARK: Proof

      @Test("The guest that proves a machine finds its pages in the log", arguments: LogWay.allCases)
      func verification(_ way: LogWay) throws {
        let layout = try privilegedLayout()
        let machine = try way.realize(layout)
        try machine.startDirtyLog()
        try machine.write([1], at: 0x3000)
        for _ in 0..<2 {
          let lines = try Verification.run(machine).filter { $0.target == .dirtyLog }.map(\.description)
          // Two ends of three slots and of a window, and two pages of the guest's own; then the aliases, too.
          #expect(
            lines == [
              "vtl0: 0x0-0x10400000 dirty log has the 10 pages that the guest wrote: ok",
              "vtl2: 0x0-0x20003000000 dirty log has the 22 pages that the guest wrote: ok",
            ])
        }
        // Whatever was dirty before still is.
        #expect(try machine.takeDirty().contains { $0.contains(0x3000) })
      }

      @Test func aLogThatIsWrongIsToldOf() {
        #expect(ProbeLog.outcome(missing: [], surplus: []) == .ok)
        #expect(
          ProbeLog.outcome(missing: [0x5000, 0x3000], surplus: [0x9000])
            == .mismatch(
              "the guest wrote to page 0x3000 and 1 more, which the log does not have; the log has page 0x9000, to which the "
                + "guest did not write"))
      }

      @Test("A log that KVM keeps of less than it should is found out")
      func verificationFails() throws {
        let machine = try LogWay.manual.realize(try windowedLayout())
        try machine.startDirtyLog()
        // Behind memc's back, one slot is not logged any more.
        try machine.machine.setLogging(false, of: machine.regions[3])
        machine.machine.beforeLogCall.withLock {
          $0 = { call throws(HostError) in if call == .get(3) { throw HostError(.cancelled, .init(), "not logged") }
          }
        }
        let error = try hostError { try Verification.run(machine) }
        #expect(error.message == "not logged")
        machine.machine.beforeLogCall.withLock { $0 = nil }
        // KVM itself says it, too.
        #expect(try hostError { try Verification.run(machine) }.errno == .noSuchFileOrDirectory)
      }
    #endif

    @Test("What this process, devices and giving back change is marked by memc", arguments: LogWay.allCases)
    func own(_ way: LogWay) throws {
      let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
      let frame = try #require(machine.windows.first)
      try machine.write([1], at: 0x1000)
      machine.markDirty(AddressRange(0x2000, 0x3000))
      try machine.startDirtyLog()
      #expect(try machine.takeDirty() == [])
      // Over the end of a page, and of a slot.
      try machine.write([1, 2], at: 0x3fff)
      try machine.write([1, 2], at: 16 * .mib - 1)
      machine.markDirty(AddressRange(0x8fff, 0x9001))
      machine.markDirty(AddressRange(63 * .mib + 0xff_000, 300 * .mib))
      frame.markDirty(1, at: 4 * .mib - 1)
      frame.markDirty(1, at: 4 * .mib)
      try frame.write([], at: 0x5000)
      try machine.write([], at: 0x5000)
      let frameRange = AddressRange(start: 256 * .mib, size: 4 * .mib)
      #expect(
        try machine.takeDirty() == [
          AddressRange(0x3000, 0x5000), AddressRange(0x8000, 0xa000), AddressRange(16 * .mib - 0x1000, 16 * .mib),
          AddressRange(16 * .mib, 16 * .mib + 0x1000), AddressRange(64 * .mib - 0x1000, 64 * .mib), frameRange,
        ])
      try frame.write([1], at: 0x5000)
      #expect(try machine.takeDirty() == [AddressRange(start: 256 * .mib + 0x5000, size: 0x1000)])
      try machine.write([1], at: 20 * .mib)
      try machine.clearDirtyPages(machine.dirtyPages())
      // What was asked for and did not go is as it was.
      try machine.discard(AddressRange(20 * .mib + 0x800, 20 * .mib + 0x2800))
      #expect(try machine.takeDirty() == [AddressRange(start: 20 * .mib + 0x1000, size: 0x1000)])
    }

    @Test("What was given back before the kernel refused is dirty")
    func discardFails() throws {
      let layout = try lower(
        Topology(nodes: (0..<4).map { _ in MemoryNode(memory: Located(4 * .mib), policy: MemoryPolicy()) }))
      let machine = try LogWay.manual.realize(layout)
      try machine.startDirtyLog()
      machine.discards.beforeCall.withLock {
        $0 = { part throws(HostError) in
          if part.subject.node == 2 { throw HostError(.dontNeed, .noMemory, .any, part.subject) }
        }
      }
      #expect(throws: HostError.self) { try machine.discard(AddressRange(0, 16 * .mib)) }
      #expect(
        try machine.takeDirty() == [AddressRange(0, 4 * .mib), AddressRange(4 * .mib, 8 * .mib)])
    }

    // MARK: Starting and stopping

    @Test("A start or a stop that fails at any slot leaves everything as it was", arguments: LogWay.allCases, 0..<5)
    func startAndStopFail(_ way: LogWay, _ place: Int) throws {
      let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
      let flag = UInt32(KVM_MEM_LOG_DIRTY_PAGES)
      var calls = try SlotCalls.during(machine, failing: [place]) {
        let error = try hostError { try machine.startDirtyLog() }
        #expect(error.errno == .noMemory)
        #expect(error.subject.slot == UInt32(place))
      }
      // The failed call and its undoing, slot by slot.
      #expect(calls.map(\.number) == (0...place).map { UInt32($0) } + (0..<place).reversed().map { UInt32($0) })
      #expect(calls.map(\.flags) == Array(repeating: flag, count: place + 1) + Array(repeating: 0, count: place))
      #expect(try hostError { try machine.dirtyPages() }.identifier == "dirty-log-off")
      try machine.write([1], at: 0x1000)
      try machine.startDirtyLog()
      #expect(try machine.takeDirty() == [])
      try machine.write([1], at: 0x2000)
      calls = try SlotCalls.during(machine, failing: [place]) {
        let error = try hostError { try machine.stopDirtyLog() }
        #expect(error.errno == .noMemory)
      }
      #expect(calls.map(\.flags) == Array(repeating: 0, count: place + 1) + Array(repeating: flag, count: place))
      // What a guest may have written meanwhile is not lost.
      var expected = machine.regions.prefix(place).map(\.guest)
      if place == 0 { expected = pages(2) }
      #expect(try machine.takeDirty() == expected)
      try machine.stopDirtyLog()
      try machine.startDirtyLog()
      #expect(try machine.takeDirty() == [])
    }

    @Test func readOnlySlotsAreNotLoggedByKVM() throws {
      let layout = try windowedLayout().with([1: .readOnly, 2: .unmapped])
      let machine = try LogWay.manual.realize(layout)
      let calls = try SlotCalls.during(machine) { try machine.startDirtyLog() }
      #expect(calls.map(\.number) == [0, 3])
      // The process may write there all the same.
      try machine.write([1], at: 16 * .mib)
      try machine.write([1], at: 32 * .mib)
      #expect(try machine.takeDirty() == [16, 32].map { AddressRange(start: $0 * .mib, size: 0x1000) })
    }

    @Test func whatTheLogIsNotInIsTold() throws {
      let plain = try Realization.run(try makeLayout([16 * .mib]))
      let none = try hostError { try plain.startDirtyLog() }
      #expect(
        none.description
          == "KVM_SET_USER_MEMORY_REGION: the machine was made without a log of dirty pages, which is chosen before "
          + "('RealizationOptions.dirtyLog') [dirty-log-none]")
      #expect(try hostError { try plain.dirtyPages() }.identifier == "dirty-log-none")
      try plain.stopDirtyLog()
      plain.markDirty(AddressRange(0, 0x1000))
      #expect(!plain.state().json().contains("dirty_log"))
      let machine = try LogWay.manual.realize(try makeLayout([16 * .mib]))
      #expect(
        try hostError { try machine.dirtyPages() }.description
          == "KVM_GET_DIRTY_LOG: the log of dirty pages is off [dirty-log-off]")
      #expect(try hostError { try machine.clearDirtyPages([]) }.identifier == "dirty-log-off")
      try machine.startDirtyLog()
      #expect(
        try hostError { try machine.startDirtyLog() }.description
          == "KVM_SET_USER_MEMORY_REGION: the log of dirty pages is on [dirty-log-on]")
    }

    @Test func aKernelWithoutRingsIsToldBeforeAnythingIsBuilt() throws {
      var options = LogWay.ring.options
      options.lackingCapabilities = [MEMC_KVM_CAP_DIRTY_LOG_RING_ACQ_REL, KVM_CAP_DIRTY_LOG_RING]
      options.afterEach = { step, _ throws(HostError) in Issue.record("step \(step) was done") }
      let error = try hostError { try Realization.run(try makeLayout([16 * .mib]), options: options) }
      #expect(
        error.description
          == "KVM_ENABLE_CAP: KVM has no ring of dirty pages here (KVM_CAP_DIRTY_LOG_RING_ACQ_REL, Linux 6.1); it has the bitmap"
      )
      #expect(error.exitCode == 69)
    }

    @Test("Rings of a length that KVM does not take are refused", arguments: [0, 3, 128, 1000, 1 << 17, -1])
    func ringSize(_ entries: Int) throws {
      var options = LogWay.ring.options
      options.dirtyRingEntries = entries
      let error = try hostError { try Realization.run(try makeLayout([16 * .mib]), options: options) }
      #expect(
        error.description
          == "KVM_ENABLE_CAP: a ring of \(entries) dirty pages cannot be: KVM takes a power of two from 256 to 65536 here "
          + "[dirty-ring-size]")
      #expect(error.exitCode == 1)
    }

    // MARK: Telling

    @Test("The state and the report tell of it", arguments: LogWay.allCases)
    func told(_ way: LogWay) throws {
      func state(_ machine: RealizedMachine) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(machine.state().json().utf8)) as? [String: Any]
        return try #require(object?["dirty_log"] as? [String: Any])
      }
      let machine = try way.realize(try windowedLayout())
      let kept: [String: Any] =
        way == .ring
        ? ["mode": "ring", "ring_entries": 4096, "rings": 0] : ["mode": "bitmap", "manual_protect": way == .manual]
      func expect(_ found: [String: Any], _ others: [String: Any]) {
        let expected = kept.merging(others) { $1 } as NSDictionary
        #expect((found as NSDictionary) == expected)
      }
      expect(try state(machine), ["known_pages": 0, "on": false, "slots": 0])
      try machine.startDirtyLog()
      try machine.write([1], at: 0x1000)
      expect(try state(machine), ["known_pages": 1, "on": true, "slots": 4])
      let outcome = try DirtyLogOutcome(
        try #require(machine.host.dirtyLog?.support), of: machine, start: .microseconds(120))
      #expect(outcome.pages == 1)
      #expect(try machine.dirtyPages().flatMap(\.ranges) == [])
      let text = MachineReport(machine).json(RealizationFindings(dirtyLog: outcome))
      let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      var entry = try #require(report["dirty_log"] as? [String: Any])
      for name in ["clear_microseconds", "fetch_microseconds"] { #expect(entry.removeValue(forKey: name) is Int) }
      if way == .ring { entry["rings"] = 0 }
      expect(entry, ["pages": 1, "page_size": 4096, "slots": 4, "start_microseconds": 120])
      let words =
        switch way {
        case .manual: "bitmap, cleared on request"
        case .plain: "bitmap, cleared as it is fetched"
        case .ring: "rings of 4096 entries"
        }
      #expect(
        outcome.description.hasPrefix(
          "dirty log (\(words)) of 4 slots: 1 page of 4 KiB dirty; started in 0.12 ms, fetched in "))
    }
  }
}
