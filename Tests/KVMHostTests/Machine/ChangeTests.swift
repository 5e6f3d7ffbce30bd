import FieldCoding
import Addresses
import CLinux
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import KVMHost

/// What was asked of KVM while a closure ran.
final class SlotCalls: Sendable {
  private let list = Mutex<[SlotCall]>([])

  /// Notes the calls on a machine.
  ///
  /// - Parameter failing: The calls that fail, counted from 0.
  static func during(
    _ machine: RealizedMachine, failing: Set<Int> = [], _ body: () throws -> Void
  ) rethrows -> [SlotCall] {
    let calls = SlotCalls()
    machine.machine.beforeCall.withLock { hook in
      hook = { call throws(HostError) in
        let number = calls.list.withLock { list in
          list.append(call)
          return list.count - 1
        }
        if failing.contains(number) { throw HostError(.setMemoryRegion, .noMemory, .any, .init(slot: call.number)) }
      }
    }
    defer { machine.machine.beforeCall.withLock { $0 = nil } }
    try body()
    return calls.list.withLock { $0 }
  }
}

extension SlotCall {
  /// A call that deletes a slot.
  static func delete(_ number: UInt32, at address: UInt64) -> SlotCall {
    SlotCall(number: number, guest: AddressRange(address, address), flags: 0)
  }
  /// A call that registers one.
  static func register(_ number: UInt32, _ guest: AddressRange, flags: UInt = 0) -> SlotCall {
    SlotCall(number: number, guest: guest, flags: UInt32(flags))
  }
}

/// The layout of a topology of equal slots, with device windows.
func windowedLayout(
  _ devices: [DeviceWindow] = [], memory: UInt64 = 64 << 20, slotSize: UInt64 = 16 << 20,
  edit: (inout Topology) -> Void = { _ in }
) throws -> Layout {
  var topology = Topology(nodes: [MemoryNode(memory: Located(memory))], slots: SlotOptions(maximumSize: slotSize))
  topology.devices = devices
  edit(&topology)
  return try lower(topology)
}

extension DeviceWindow {
  /// A window by numbers of MiB.
  init(_ name: String, atMiB start: UInt64, _ size: UInt64, priority: UInt8 = 0) {
    self.init(name: name, start: start << 20, size: size << 20, priority: priority)
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct ChangeTests {
    private func slots(_ machine: RealizedMachine) -> [String] {
      machine.regions.map { region in
        let source =
          switch region.slot.source {
          case .node(let node): "node \(node)"
          case .window(let number): "window \(number)"
          case .vtl2: "vtl2"
          }
        return "\(region.slot.number): \(region.guest) \(source) "
          + "+\(Units.address(region.slot.backingOffset)) \(region.visibility.rawValue)"
      }
    }

    private func windowSlots(_ machine: RealizedMachine) -> [String] {
      slots(machine).filter { $0.contains("window") }
    }

    /// Everything of a machine holds what a guest in it says; the numbers of lines that do not.
    private func mismatches(_ machine: RealizedMachine) throws -> [String] {
      guard TestHost.isX86 else { return [] }
      return try Verification.run(machine).filter { $0.outcome != .ok }.map(\.description)
    }

    // MARK: Visibility

    @Test func visibilityChangesAndTheGuestSeesIt() throws {
      let machine = try Realization.run(try windowedLayout())
      let range = AddressRange(16 * .mib, 32 * .mib)
      try machine.write([1, 2, 3, 4, 5, 6, 7, 8], at: range.start)
      let states: [Visibility] = [.readOnly, .unmapped, .readWrite, .unmapped, .readOnly, .readWrite]
      for state in states {
        try machine.setVisibility(of: range, to: state)
        #expect(machine.region(containing: range.start)?.visibility == state)
        #expect(machine.region(containing: range.start)?.slot.number == 1)
        #expect(try mismatches(machine).isEmpty, "\(state)")
        let line = try Verification.run(machine)[1]
        #expect(line.expectation == (state == .unmapped ? "is nothing" : "is RAM, \(state.rawValue)"))
        #expect(try machine.read(8, at: range.start) == [1, 2, 3, 4, 5, 6, 7, 8])
      }
    }

    @Test func aChangeOfVisibilityTouchesItsSlotAlone() throws {
      let machine = try Realization.run(try windowedLayout())
      let range = AddressRange(16 * .mib, 32 * .mib)
      func calls(_ visibility: Visibility) throws -> [SlotCall] {
        try SlotCalls.during(machine) { try machine.setVisibility(of: range, to: visibility) }
      }
      #expect(try calls(.readWrite) == [])
      #expect(
        try calls(.readOnly) == [.delete(1, at: 16 * .mib), .register(1, range, flags: KVM_MEM_READONLY)])
      #expect(try calls(.unmapped) == [.delete(1, at: 16 * .mib)])
      #expect(try calls(.readWrite) == [.register(1, range)])
    }

    @Test(
      "What is not one slot of RAM is not controllable",
      arguments: [
        (0x0, 0x200_0000), (0x0, 0x80_0000), (0x80_0000, 0x180_0000), (0x1000, 0x100_1000),
        (0x400_0000, 0x500_0000),
        (0xc000_0000, 0xc010_0000),
      ] as [(UInt64, UInt64)])
    func uncontrollable(_ start: UInt64, _ end: UInt64) throws {
      let machine = try Realization.run(
        try windowedLayout([DeviceWindow(name: "bar", start: 0xc000_0000, size: 0x10_0000)]))
      let calls = try SlotCalls.during(machine) {
        let error = try hostError { try machine.setVisibility(of: AddressRange(start, end), to: .readOnly) }
        #expect(error.description == "\(Units.range(start, end)) is not a controllable RAM range")
        #expect(error.kind == .layout)
      }
      #expect(calls.isEmpty)
    }

    @Test func aChangeThatFailsIsPutBack() throws {
      let machine = try Realization.run(try windowedLayout())
      let range = AddressRange(16 * .mib, 32 * .mib)
      let before = slots(machine)
      for failing in [0, 1] {
        let calls = try SlotCalls.during(machine, failing: [failing]) {
          let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
          #expect(error.exitCode == 75)
        }
        #expect(calls.last == (failing == 0 ? .delete(1, at: 16 * .mib) : .register(1, range)))
        #expect(slots(machine) == before)
        #expect(try mismatches(machine).isEmpty)
      }
      // What cannot even be put back is told of, and known for what it is.
      _ = try SlotCalls.during(machine, failing: [1, 2]) {
        let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
        #expect(
          error.message.hasSuffix(
            "what was there could not be put back: nothing is registered at 0x1000000-0x2000000"))
      }
      #expect(machine.regions[1].visibility == .unmapped)
      #expect(try mismatches(machine).isEmpty)
      try machine.setVisibility(of: range, to: .readWrite)
      #expect(slots(machine) == before)
      #expect(try mismatches(machine).isEmpty)
    }

    // MARK: Windows

    @Test func aWindowHidesAnotherOneAndGivesItBack() throws {
      let layout = try windowedLayout([DeviceWindow("frame", atMiB: 256, 16)])
      let machine = try Realization.run(layout)
      let frame = try #require(machine.windows.first)
      for offset in stride(from: 0, to: frame.window.size, by: 1 << 20) {
        try frame.write((offset >> 20).littleEndianBytes, at: offset)
      }
      #expect(windowSlots(machine) == ["4: 0x10000000-0x11000000 window 0 +0x0 read-write"])
      #expect(try mismatches(machine).isEmpty)

      // In the middle, so that the window below is seen on both sides.
      var upper: RealizedWindow?
      let mapping = try SlotCalls.during(machine) {
        upper = try machine.mapWindow(DeviceWindow("menu", atMiB: 260, 4, priority: 7))
      }
      let menu = try #require(upper)
      #expect(
        mapping == [
          .delete(4, at: 256 * .mib), .register(4, AddressRange(256 * .mib, 260 * .mib)),
          .register(5, AddressRange(260 * .mib, 264 * .mib)),
          .register(6, AddressRange(264 * .mib, 272 * .mib)),
        ])
      #expect(
        windowSlots(machine) == [
          "4: 0x10000000-0x10400000 window 0 +0x0 read-write", "5: 0x10400000-0x10800000 window 1 +0x0 read-write",
          "6: 0x10800000-0x11000000 window 0 +0x800000 read-write",
        ])
      #expect(try mismatches(machine).isEmpty)
      #expect(try Verification.run(machine).contains { $0.expectation == "is window 'menu', read-write" })
      try menu.write([42], at: 0)
      #expect(try machine.read(1, at: 260 * .mib) == [42])
      #expect(try machine.read(1, at: 259 * .mib) == [3])
      #expect(try machine.read(1, at: 264 * .mib) == [8])
      // The guest writes what the host reads, and what is hidden is kept.
      try machine.write([43], at: 260 * .mib)
      #expect(try menu.read(1, at: 0) == [43])
      #expect(try frame.read(1, at: 4 * .mib) == [4])

      let unmapping = try SlotCalls.during(machine) { try machine.unmapWindow(menu) }
      #expect(
        unmapping == [
          .delete(4, at: 256 * .mib), .delete(5, at: 260 * .mib), .delete(6, at: 264 * .mib),
          .register(4, AddressRange(256 * .mib, 272 * .mib)),
        ])
      #expect(try machine.read(1, at: 260 * .mib) == [4])
      #expect(try mismatches(machine).isEmpty)

      // The same window comes again with its contents.
      try machine.mapWindow(menu)
      try machine.mapWindow(menu)
      #expect(try machine.read(1, at: 260 * .mib) == [43])
      #expect(machine.windows.map(\.window.name) == ["frame", "menu"])
      try machine.unmapWindow(menu)
      try machine.unmapWindow(menu)
      // And so does one of the layout.
      try machine.unmapWindow(frame)
      #expect(machine.hostAddress(of: 256 * .mib) == nil)
      #expect(try mismatches(machine).isEmpty)
      try machine.mapWindow(frame)
      #expect(try machine.read(1, at: 257 * .mib) == [1])
    }

    @Test func onlySlotsThatMustChangeAreTouched() throws {
      let layout = try windowedLayout([
        DeviceWindow("left", atMiB: 256, 4, priority: 1), DeviceWindow("right", atMiB: 264, 4, priority: 1),
      ])
      let machine = try Realization.run(layout)
      // Beside the others: one more slot.
      var made: RealizedWindow?
      var calls = try SlotCalls.during(machine) {
        made = try machine.mapWindow(DeviceWindow("middle", atMiB: 260, 4, priority: 1))
      }
      #expect(calls == [.register(6, AddressRange(260 * .mib, 264 * .mib))])
      let middle = try #require(made)
      calls = try SlotCalls.during(machine) { try machine.unmapWindow(middle) }
      #expect(calls == [.delete(6, at: 260 * .mib)])
      // Under one of them: only what looks out.
      calls = try SlotCalls.during(machine) {
        made = try machine.mapWindow(DeviceWindow("under", atMiB: 254, 4, priority: 0))
      }
      #expect(calls == [.register(6, AddressRange(254 * .mib, 256 * .mib))])
      // Hidden by another one, or by RAM: nothing at all, and no one is kicked.
      calls = try SlotCalls.during(machine) {
        _ = try machine.mapWindow(DeviceWindow("hidden", atMiB: 265, 2))
        _ = try machine.mapWindow(DeviceWindow("inRAM", atMiB: 32, 8, priority: 254))
      }
      #expect(calls.isEmpty)
      // Partly in RAM: what is not.
      calls = try SlotCalls.during(machine) {
        _ = try machine.mapWindow(DeviceWindow("across", atMiB: 60, 8, priority: 254))
      }
      #expect(calls == [.register(7, AddressRange(64 * .mib, 68 * .mib))])
      // RAM that the guest does not see hides them as well.
      try machine.setVisibility(of: AddressRange(32 * .mib, 48 * .mib), to: .unmapped)
      #expect(try mismatches(machine).isEmpty)
      #expect(machine.windows.map(\.window.name) == ["left", "right", "under", "hidden", "inRAM", "across"])
      // A number that became free is the next one.
      let right = try #require(machine.windows.first { $0.window.name == "right" })
      calls = try SlotCalls.during(machine) { try machine.unmapWindow(right) }
      #expect(calls == [.delete(5, at: 264 * .mib), .register(5, AddressRange(265 * .mib, 267 * .mib))])
      #expect(try mismatches(machine).isEmpty)
    }

    @Test func aWindowIsLargeMemoryOfItsOwn() throws {
      let machine = try Realization.run(
        try windowedLayout([DeviceWindow(name: "bar", start: 0xd010_3000, size: 0x80_0000)]))
      let region = try #require(machine.region(containing: 0xd010_3000))
      #expect(region.hostAddress % (2 << 20) == 0x10_3000)
      let window = machine.windows[0]
      #expect(memc_fcntl(window.descriptor.rawValue, MEMC_GET_SEALS, 0) & 7 == 7)
      #expect(memc_fcntl(window.descriptor.rawValue, F_GETFD, 0) == Int64(FD_CLOEXEC))
      // A process that has the descriptor sees what the guest wrote.
      try machine.write([1, 2, 3], at: 0xd010_3000 + 5)
      var bytes: [UInt8] = [0, 0, 0]
      _ = try unsafe bytes.withUnsafeMutableBytes {
        unsafe try window.descriptor.read(fromAbsoluteOffset: 5, into: $0)
      }
      #expect(bytes == [1, 2, 3])
      #expect(throws: GuestAccessError.self) { try window.read(2, at: 0x80_0000 - 1) }
      #expect(throws: GuestAccessError.self) { try window.write([1], at: .max) }
      #expect(throws: GuestAccessError.self) { try window.read(-1, at: 0) }
    }

    @Test(
      "A window that cannot be is refused, and nothing is touched",
      arguments: [
        (
          DeviceWindow("b", atMiB: 258, 4, priority: 3),
          "windows 'a' at 0x10000000-0x10400000 and 'b' at 0x10200000-0x10600000 overlap, and both have priority 3"
        ),
        (
          DeviceWindow("a", atMiB: 512, 4), "another window is called 'a' as well: the one at 0x10000000-0x10400000"
        ),
        (DeviceWindow(name: "b", start: 0x1001, size: 0x1000), "window 'b' does not begin and end on 4 KiB pages"),
        (DeviceWindow(name: "b", start: 0x1000, size: 0), "or is empty"),
        (DeviceWindow("b", atMiB: 0, 1, priority: 255), "window 'b' has priority 255, which is RAM's"),
        (DeviceWindow(name: "b", start: ~0xfff, size: 0x1000), "where a guest's addresses end"),
        (
          DeviceWindow("b", atMiB: 8 << 20, 1, priority: 9),
          "would lie over VTL2's RAM at 0x80000000000-0x80001000000"
        ),
        (DeviceWindow("b", atMiB: 16 << 20, 1, priority: 9), "reaches beyond 0x100000000000, where aliases begin"),
      ] as [(DeviceWindow, String)])
    func refused(_ window: DeviceWindow, _ message: String) throws {
      let layout = try windowedLayout([DeviceWindow("a", atMiB: 256, 4, priority: 3)]) {
        $0.vtl2 = PrivilegedMemory(start: 8 << 40, size: 16 << 20)
        $0.aliases = [MemoryAlias(offset: 16 << 40)]
      }
      let machine = try Realization.run(layout)
      let before = slots(machine)
      let held = Holdings.now()
      let calls = try SlotCalls.during(machine) {
        let error = try hostError { try machine.mapWindow(window) }
        #expect(error.kind == .layout)
        #expect(error.message.contains(message), "\(error)")
      }
      #expect(calls.isEmpty)
      #expect(slots(machine) == before)
      #expect(machine.windows.count == 1)
      #expect(Holdings.now() == held)
    }

    @Test func anotherMachinesWindowIsRefused() throws {
      let first = try Realization.run(try windowedLayout([DeviceWindow("a", atMiB: 256, 4)]))
      let second = try Realization.run(try windowedLayout())
      for change in [second.mapWindow, second.unmapWindow] as [(RealizedWindow) throws -> Void] {
        let error = try hostError { try change(first.windows[0]) }
        #expect(error.description == "window 'a' is another machine's")
      }
    }

    @Test func numbersThatRunOutLeaveEverythingAsItWas() throws {
      var options = RealizationOptions()
      options.slotLimit = 6
      let machine = try Realization.run(
        try windowedLayout([DeviceWindow("a", atMiB: 256, 16)]), options: options)
      let before = slots(machine)
      let held = Holdings.now()
      let calls = try SlotCalls.during(machine) {
        // Three visible ranges, and two numbers.
        let error = try hostError { try machine.mapWindow(DeviceWindow("b", atMiB: 260, 4, priority: 1)) }
        #expect(error.exitCode == 69)
        #expect(error.message.hasPrefix("3 slots are needed for windows, but KVM's numbers end at 5"))
      }
      #expect(calls.isEmpty)
      #expect(slots(machine) == before)
      #expect(Holdings.now() == held)
      // Two have room.
      try machine.mapWindow(DeviceWindow("b", atMiB: 256, 4, priority: 1))
      #expect(windowSlots(machine).count == 2)
      #expect(try mismatches(machine).isEmpty)
    }

    @Test func windowsTakeNoNumberThatIsKeptForHotPluggableSpace() throws {
      let layout = try windowedLayout([DeviceWindow("a", atMiB: 256, 4)], slotSize: 1 << 30) {
        $0.nodes[0].hotplug = HotplugSpace(size: 1 << 30, start: Located(8 << 30))
        $0.nodes[0].hotplug?.slots = Located(2)
        $0.slots.maximumCount = Located(5)
      }
      let machine = try Realization.run(layout)
      #expect(machine.regions.map(\.slot.number) == [0, 3])
      let calls = try SlotCalls.during(machine) { try machine.mapWindow(DeviceWindow("b", atMiB: 512, 4)) }
      #expect(calls == [.register(4, AddressRange(512 * .mib, 516 * .mib))])
      let error = try hostError { try machine.mapWindow(DeviceWindow("c", atMiB: 768, 4)) }
      #expect(error.message == "partition 'vtl0' would have 6 slots, but 'slots.max' allows 5")
      #expect(try mismatches(machine).isEmpty)
    }

    @Test func aNameIsFreeAgainWhenItsWindowIsGone() throws {
      let machine = try Realization.run(try windowedLayout([DeviceWindow("a", atMiB: 256, 4)]))
      let first = machine.windows[0]
      try machine.unmapWindow(first)
      let second = try machine.mapWindow(DeviceWindow("a", atMiB: 512, 4))
      #expect(
        try hostError { try machine.mapWindow(first) }.message
          == "another window is called 'a' as well: the one at 0x20000000-0x20400000")
      try machine.unmapWindow(second)
      try machine.mapWindow(first)
      #expect(windowSlots(machine) == ["4: 0x10000000-0x10400000 window 0 +0x0 read-write"])
    }

    @Test func windowsKeepToTheSlotsThatTheLayoutAllows() throws {
      let layout = try windowedLayout([DeviceWindow("a", atMiB: 256, 16)]) {
        $0.slots.maximumCount = Located(6)
      }
      let machine = try Realization.run(layout)
      let before = slots(machine)
      let held = Holdings.now()
      let calls = try SlotCalls.during(machine) {
        let error = try hostError { try machine.mapWindow(DeviceWindow("b", atMiB: 260, 4, priority: 1)) }
        #expect(error.kind == .layout)
        #expect(error.message == "partition 'vtl0' would have 7 slots, but 'slots.max' allows 6")
      }
      #expect(calls.isEmpty)
      #expect(slots(machine) == before)
      #expect(Holdings.now() == held)
      let b = try machine.mapWindow(DeviceWindow("b", atMiB: 256, 4, priority: 1))
      #expect(machine.regions.count == 6)
      // What a window hides needs no slot, until the window goes.
      try machine.unmapWindow(b)
      let whole = try machine.mapWindow(DeviceWindow("whole", atMiB: 256, 16, priority: 2))
      try machine.mapWindow(DeviceWindow("c", atMiB: 260, 4, priority: 1))
      #expect(machine.regions.count == 5)
      #expect(try hostError { try machine.unmapWindow(whole) }.message.contains("would have 7 slots"))
      #expect(machine.windows.map(\.window.name) == ["a", "whole", "c"])
      #expect(try mismatches(machine).isEmpty)
    }

    @Test("A change of windows that fails anywhere is put back", arguments: 0..<4)
    func failedWindow(_ failing: Int) throws {
      let machine = try Realization.run(try windowedLayout([DeviceWindow("a", atMiB: 256, 16)]))
      try machine.windows[0].write([7], at: 5 * .mib)
      let before = slots(machine)
      let held = Holdings.now()
      _ = try SlotCalls.during(machine, failing: [failing]) {
        _ = try hostError { try machine.mapWindow(DeviceWindow("b", atMiB: 260, 4, priority: 1)) }
      }
      #expect(slots(machine) == before)
      #expect(Holdings.now() == held)
      #expect(try mismatches(machine).isEmpty)
      #expect(try machine.read(1, at: 261 * .mib) == [7])
      #expect(machine.windows.map(\.window.name) == ["a"])
    }

    @Test func memoryOfAWindowStaysAsLongAsSomeoneHasIt() throws {
      let before = Holdings.now()
      do {
        let window: RealizedWindow
        do {
          let machine = try Realization.run(try windowedLayout())
          window = try machine.mapWindow(DeviceWindow("a", atMiB: 256, 4))
          try machine.write([9], at: 256 * .mib)
          try machine.unmapWindow(window)
        }
        #expect(try window.read(1, at: 0) == [9])
      }
      #expect(Holdings.now() == before)
    }

    @Test func afterTheTestsNothingIsHeld() {
      #expect(Holdings.now().descriptors.isEmpty)
    }
  }
}
