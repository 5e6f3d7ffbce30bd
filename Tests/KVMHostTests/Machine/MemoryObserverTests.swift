import Addresses
import Lowering
import MachineModel
import Synchronization
import Testing

@testable import KVMHost

/// Notes what it is told of, and has a slot only from when it is registered until it is deleted.
final class NotingObserver: MemoryObserver {
  struct State {
    var events: [String] = []
    var held: [Region] = []
    var failing: Set<Int> = []
    var kept: AddressRange?
  }

  let state = Mutex(State())
  private let name: String

  init(_ name: String = "a") { self.name = name }

  var events: [String] { state.withLock { $0.events } }

  func objection(toGivingBack range: AddressRange) -> HostError? {
    guard let pages = state.withLock({ $0.kept?.intersection(range) }) else { return nil }
    return HostError(.layout, before: .remove, .init(guest: pages), "'\(name)' keeps the pages", as: .discardPinned)
  }

  func hasGivenBack(_ ranges: [AddressRange]) {
    state.withLock { $0.events += ranges.map { "\(name) gave \($0)" } }
  }

  func willDelete(_ region: Region) throws(HostError) {
    try note("lets go of", region) { state in
      let index = state.held.firstIndex(of: region)
      #expect(index != nil, "'\(name)' never had \(region.guest)")
      if let index { state.held.remove(at: index) }
    }
  }

  func didRegister(_ region: Region) throws(HostError) {
    try note("has", region) { state in
      #expect(!state.held.contains { $0.guest.overlaps(region.guest) }, "'\(name)' has some of \(region.guest)")
      state.held.append(region)
    }
  }

  private func note(_ verb: String, _ region: Region, _ body: (inout State) -> Void) throws(HostError) {
    try state.withLock { state throws(HostError) in
      let number = state.events.count
      state.events.append("\(name) \(verb) \(region.slot.number) \(region.visibility.rawValue)")
      guard !state.failing.contains(number) else {
        throw HostError(.contention, region.subject, "'\(name)' cannot at \(number)")
      }
      body(&state)
    }
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct MemoryObserverTests {
    private let range = AddressRange(16 * .mib, 32 * .mib)

    /// A machine of four slots, and who follows them.
    private func machine(_ names: String...) throws -> (RealizedMachine, [NotingObserver]) {
      let machine = try Realization.run(try windowedLayout())
      let observers = names.map { NotingObserver($0) }
      for observer in observers {
        observer.state.withLock { $0.held = machine.regions }
        machine.observers.add(observer)
      }
      return (machine, observers)
    }

    @Test func whoFollowsLetsGoBeforeASlotIsDeletedAndHasItOnceItIsRegistered() throws {
      let (machine, observers) = try machine("a")
      let observer = observers[0]
      var order: [[String]] = []
      machine.machine.beforeCall.withLock { hook in
        hook = { [observer] call throws(HostError) in
          let events = observer.events
          observer.state.withLock { $0.events = events + ["KVM \(call.guest.isEmpty ? "deletes" : "registers")"] }
        }
      }
      for visibility: Visibility in [.readOnly, .unmapped, .readWrite] {
        observer.state.withLock { $0.events = [] }
        try machine.setVisibility(of: range, to: visibility)
        order.append(observer.events)
      }
      #expect(
        order == [
          ["a lets go of 1 read-write", "KVM deletes", "KVM registers", "a has 1 read-only"],
          ["a lets go of 1 read-only", "KVM deletes", "a has 1 unmapped"],
          ["a lets go of 1 unmapped", "KVM registers", "a has 1 read-write"],
        ])
    }

    @Test("A change that fails anywhere leaves whoever follows as it was", arguments: 0..<4)
    func failing(_ number: Int) throws {
      let (machine, observers) = try machine("a", "b")
      let before = machine.regions
      // b lets go, a lets go, a has, b has: the last three numbers are each one's own.
      let observer = [1, 0, 0, 1][number]
      observers[observer].state.withLock { $0.failing = [number < 2 ? 0 : 1] }
      let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
      #expect(error.message == "'\(["a", "b"][observer])' cannot at \(number < 2 ? 0 : 1)")
      #expect(machine.regions == before)
      for observer in observers {
        #expect(Set(observer.state.withLock { $0.held }) == Set(before))
      }
      for observer in observers { observer.state.withLock { $0.failing = [] } }
      try machine.setVisibility(of: range, to: .readOnly)
      for observer in observers { #expect(Set(observer.state.withLock { $0.held }) == Set(machine.regions)) }
    }

    @Test("A call of KVM that fails leaves whoever follows as it was", arguments: [0, 1])
    func failingCall(_ number: Int) throws {
      let (machine, observers) = try machine("a", "b")
      let before = machine.regions
      _ = try SlotCalls.during(machine, failing: [number]) {
        let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
        #expect(error.exitCode == 75)
      }
      #expect(machine.regions == before)
      for observer in observers { #expect(Set(observer.state.withLock { $0.held }) == Set(before)) }
    }

    @Test func whatKVMDoesNotTakeBackIsFollowedByNobody() throws {
      let (machine, observers) = try machine("a")
      _ = try SlotCalls.during(machine, failing: [1, 2]) {
        let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
        #expect(error.message.hasSuffix("could not be put back: nothing is registered at 0x1000000-0x2000000"))
      }
      #expect(observers[0].state.withLock { $0.held.map(\.slot.number).sorted() } == [0, 2, 3])
    }

    @Test func whoeverCannotFollowAgainIsTold() throws {
      let (machine, observers) = try machine("a")
      observers[0].state.withLock { $0.failing = [1, 2] }
      let error = try hostError { try machine.setVisibility(of: range, to: .readOnly) }
      #expect(error.message == "'a' cannot at 1; 'a' cannot at 2")
      #expect(machine.region(containing: range.start)?.visibility == .readWrite)
      #expect(observers[0].state.withLock { $0.held.map(\.slot.number).sorted() } == [0, 2, 3])
    }

    @Test func windowsAreToldOfToo() throws {
      let (machine, observers) = try machine("a")
      let window = try machine.mapWindow(DeviceWindow("bar", atMiB: 256, 1))
      try machine.unmapWindow(window)
      machine.observers.remove(observers[0])
      try machine.mapWindow(window)
      #expect(observers[0].events == ["a has 4 read-write", "a lets go of 4 read-write"])
    }

    @Test func whoFollowsKeepsPagesAndIsToldOfThoseThatWent() throws {
      let (machine, observers) = try machine("a", "b")
      observers[0].state.withLock { $0.kept = AddressRange(8 * .mib, 12 * .mib) }
      let error = try hostError { try machine.discard(AddressRange(4 * .mib, 10 * .mib)) }
      #expect(error.message == "'a' keeps the pages")
      #expect(observers[1].events.isEmpty)
      try machine.discard(AddressRange(15 * .mib, 17 * .mib))
      #expect(observers.flatMap(\.events) == ["a gave 0xf00000-0x1100000", "b gave 0xf00000-0x1100000"])
      // Less than a page is nothing to tell of.
      try machine.discard(AddressRange(14 * .mib, 14 * .mib + 8))
      #expect(observers.flatMap(\.events).count == 2)
    }
  }
}
