import Addresses
import CLinux
import Foundation
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Threads

@testable import KVMHost

/// A process that connects to a socket and reads.
private struct Visitor {
  let connection: OwnedDescriptor

  /// Connects at the first attempt, or not at all.
  static func atOnce(_ path: String) throws -> Self {
    let visitor = Self(connection: OwnedDescriptor(returned: memc_socket()))
    try #require(unsafe memc_socket_connect(visitor.connection.descriptor.rawValue, path) == 0)
    return visitor
  }

  private init(connection: OwnedDescriptor) {
    self.connection = connection
  }

  /// Connects.
  init(_ path: String) throws {
    connection = OwnedDescriptor(returned: memc_socket())
    // A full queue is waited for: the one who answers empties it.
    for _ in 0..<1000 {
      let result = unsafe memc_socket_connect(connection.descriptor.rawValue, path)
      if result == 0 { return }
      try #require(result == -Int64(Errno.wouldBlock.rawValue))
      usleep(1000)
    }
    Issue.record("no one answers")
  }

  /// Everything up to the end; `nil` where it does not come within some seconds.
  func text(within seconds: Int = 20) throws -> String? {
    var bytes: [UInt8] = []
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      guard memc_wait(connection.descriptor.rawValue, 100) > 0 else { continue }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe memc_socket_receive(connection.descriptor.rawValue, &piece, UInt64(1 << 16))
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      try #require(count > 0, "\(count)")
      bytes += piece.prefix(Int(count))
    }
    return nil
  }

  /// The document.
  func state() throws -> [String: Any] {
    let text = try #require(try text())
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct InspectionTests {
    private let path = "/dev/shm/memc-inspect-\(getpid())"

    private var isThere: Bool { unsafe memc_place_facts(path).result == 0 }

    /// A machine with all that there is to see.
    private func machine() throws -> RealizedMachine {
      let layout = try privilegedLayout {
        $0.devices = [DeviceWindow("frame", atMiB: 256, 16), DeviceWindow("menu", atMiB: 260, 4, priority: 7)]
        $0.nodes[0].policy.backing = .shared
        $0.nodes[0].policy.pin = true
        $0.nodes[0].policy.hostNodes = [0]
        $0.nodes[0].policy.mode = .bind
      }
      let machine = try Realization.run(layout)
      try machine.setVisibility(of: AddressRange(16 << 20, 32 << 20), to: .readOnly)
      try machine.windows[0].write([1], at: 5 << 20)
      return machine
    }

    // MARK: State

    private func part(
      _ start: UInt64, _ end: UInt64, _ winner: MachineState.Window.Part.Winner
    ) -> MachineState.Window.Part {
      MachineState.Window.Part(range: AddressRange(start << 20, end << 20), winner: winner)
    }

    @Test func theStateTellsWhatWasAskedForAndWhatIsThere() throws {
      let machine = try machine()
      let state = machine.state()
      let frame = state.windows[0]
      #expect(frame.window.name == "frame")
      let seen = [part(256, 260, .slot(3)), part(260, 264, .window("menu")), part(264, 272, .slot(5))]
      #expect(frame.parts == seen)
      // The page that was written lies in the part that is hidden.
      #expect(frame.resident == 4096)
      let resident: [UInt64?] = [16 << 20, 16 << 20, 16 << 20, 0, 0, 0]
      #expect(state.report.rows.map(\.resident) == resident)
      let backing = MachineState.Backing(
        memory: BackedMemory(node: 0), backing: "shared", size: 48 << 20, pageSize: 4096, hostNodes: [0],
        isLocked: true)
      #expect(state.backings == [backing])
      // RAM hides as well.
      try machine.mapWindow(DeviceWindow("across", atMiB: 40, 16, priority: 3))
      #expect(machine.state().windows[2].parts == [part(40, 48, .ram), part(48, 56, .slot(6))])
    }

    @Test func theStateAsJSON() throws {
      let machine = try machine()
      try machine.mapWindow(DeviceWindow("across", atMiB: 40, 16, priority: 3))
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(machine.state().json().utf8)) as? [String: Any])
      #expect(object.keys.sorted() == ["backings", "partitions", "version", "warnings", "windows"])
      let partitions = try #require(object["partitions"] as? [[String: Any]])
      #expect(partitions.map { $0["name"] as? String } == ["vtl0", "vtl2"])
      let slots = try #require(partitions[0]["slots"] as? [[String: Any]])
      let visibility = slots.map { $0["visibility"] as? String }
      #expect(visibility.prefix(3) == ["read-write", "read-only", "read-write"])
      #expect(slots.map { $0["device"] as? String } == [nil, nil, nil, "across", "frame", "menu", "frame"])
      #expect(slots.map { $0["node"] as? Int } == [0, 0, 0, nil, nil, nil, nil])
      #expect(
        slots.map { $0["source"] as? String } == ["node", "node", "node"] + Array(repeating: "device", count: 4))
      let words = ["shared", "shared", "shared", "device", "device", "device", "device"]
      #expect(slots.map { $0["backing"] as? String } == words)
      let privileged = try #require(partitions[1]["slots"] as? [[String: Any]])
      #expect(Set(privileged.map { $0["source"] as? String }) == ["node", "vtl2"])
      #expect((slots[0]["pages_of_host_node"] as? [String: Int])?.values.reduce(0, +) == 4096)
      let windows = try #require(object["windows"] as? [[String: Any]])
      #expect(windows.map { $0["priority"] as? Int } == [0, 7, 3])
      let parts = try #require(windows[0]["parts"] as? [[String: Any]])
      #expect(parts.map { $0["slot"] as? Int } == [3, nil, 5])
      #expect(
        parts.map { $0["hidden_by"] as? [String: String] } == [nil, ["device": "menu", "source": "device"], nil])
      #expect(parts.map { $0["start"] as? Int } == [0x1000_0000, 0x1040_0000, 0x1080_0000])
      let across = try #require(windows[2]["parts"] as? [[String: Any]])
      #expect(across.map { $0["hidden_by"] as? [String: String] } == [["source": "node"], nil])
      let backings = try #require(object["backings"] as? [[String: Any]])
      #expect(backings.map { $0["backing"] as? String } == ["shared"])
      #expect(backings.map { $0["locked"] as? Bool } == [true])
    }

    // MARK: Socket

    @Test func everyConnectionIsAnsweredWithTheStateOfItsTime() throws {
      let machine = try machine()
      let before = Holdings.now()
      do {
        let socket = try InspectionSocket(path: FilePath(path))
        // Who comes before the machine waits.
        let early = try Visitor(path)
        try socket.serve(machine)
        #expect(try early.text() == machine.state().json())
        let place = unsafe memc_place_facts(path)
        #expect(place.mode & 0o777 == 0o600)
        try machine.setVisibility(of: AddressRange(16 << 20, 32 << 20), to: .unmapped)
        let partitions = try #require(try Visitor(path).state()["partitions"] as? [[String: Any]])
        let slots = try #require(partitions[0]["slots"] as? [[String: Any]])
        #expect(slots[1]["visibility"] as? String == "unmapped")
        // What a visitor says is not listened to, and does no harm.
        let talker = try Visitor(path)
        let words = [UInt8]("GET / HTTP/1.0\r\n\r\n".utf8)
        _ = unsafe memc_socket_send(talker.connection.descriptor.rawValue, words, UInt64(words.count))
        #expect(try talker.text() == machine.state().json())
        socket.stop()
        #expect(!isThere)
      }
      #expect(Holdings.now() == before)
    }

    @Test func afterTheEndNoOneIsKeptWaiting() throws {
      let machine = try machine()
      let socket = try InspectionSocket(path: FilePath(path))
      let early = try Visitor(path)
      socket.stop()
      // Whoever was waiting is sent away, and there is no one to connect to.
      #expect(memc_wait(early.connection.descriptor.rawValue, 5000) == 1)
      let late = OwnedDescriptor(returned: memc_socket())
      #expect(
        unsafe memc_socket_connect(late.descriptor.rawValue, path)
          == -Int64(Errno.noSuchFileOrDirectory.rawValue))
      // Another one may listen there, and one that was stopped leaves it alone.
      let other = try InspectionSocket(path: FilePath(path))
      socket.stop()
      try socket.serve(machine)
      try other.serve(machine)
      #expect(try Visitor(path).text() == machine.state().json())
    }

    @Test func aReaderThatDoesNotReadKeepsNoOneWaiting() throws {
      // So much to tell that it does not fit into a socket's buffer.
      let layout = try makeLayout([3000 << 16], slots: SlotOptions(maximumSize: 1 << 16))
      let machine = try Realization.run(layout)
      let size = machine.state().json().utf8.count
      #expect(size > 1 << 20)
      let socket = try InspectionSocket(path: FilePath(path))
      // They have more time than the test.
      try socket.serve(machine, timeout: .seconds(3600))
      var stuck = try (0..<20).map { _ in try Visitor(path) }
      for visitor in stuck.prefix(3) { #expect(memc_wait(visitor.connection.descriptor.rawValue, 10_000) == 1) }
      // With fewer than the limit, others are served beside them.
      #expect(try Visitor(path).text()?.utf8.count == size)
      // And the end does not wait for them.
      let hasStopped = Atomic(false)
      let stopper = try WorkerThread.start {
        socket.stop()
        hasStopped.store(true, ordering: .releasing)
      }
      #expect(eventually { hasStopped.load(ordering: .acquiring) })
      // Whoever waits for them all the same has nobody left to wait for.
      stuck = []
      stopper.join()
    }

    @Test func readersThatTakeTooLongMakeRoomForOthers() throws {
      let layout = try makeLayout([3000 << 16], slots: SlotOptions(maximumSize: 1 << 16))
      let socket = try InspectionSocket(path: FilePath(path))
      try socket.serve(try Realization.run(layout), timeout: .seconds(1))
      let stuck = try (0..<InspectionSocket.readerLimit + 4).map { _ in try Visitor(path) }
      #expect(try Visitor(path).text()?.hasSuffix("}\n") == true)
      withExtendedLifetime(stuck) {}
    }

    @Test func manyWhoComeAtOnceAreAllAnswered() throws {
      let machine = try machine()
      let socket = try InspectionSocket(path: FilePath(path))
      // Before anyone is answered, so that all of them wait in the queue; none is turned away, and none has to try again.
      let visitors = try (0..<500).map { _ in try Visitor.atOnce(path) }
      try socket.serve(machine)
      let expected = machine.state().json()
      for visitor in visitors { #expect(try visitor.text() == expected) }
    }

    @Test func aReaderThatTakesNothingGivesItsPlaceUpToOneWhoWaits() throws {
      let layout = try makeLayout([3000 << 16], slots: SlotOptions(maximumSize: 1 << 16))
      let socket = try InspectionSocket(path: FilePath(path))
      // They would have more time than the test.
      try socket.serve(try Realization.run(layout), timeout: .seconds(3600))
      let stuck = try (0..<InspectionSocket.readerLimit + 4).map { _ in try Visitor(path) }
      #expect(try Visitor(path).text()?.hasSuffix("}\n") == true)
      withExtendedLifetime(stuck) {}
    }

    @Test func whatIsInThePlaceIsLeftAlone() throws {
      let other = try InspectionSocket(path: FilePath(path))
      #expect(
        try hostError { try InspectionSocket(path: FilePath(path)) }.message.contains(
          "another process listens on socket"))
      #expect(isThere)
      withExtendedLifetime(other) {}
      let file = "/dev/shm/memc-inspect-file-\(getpid())"
      try FileDescriptor.open(FilePath(file), .writeOnly, options: [.create], permissions: .ownerReadWrite).close()
      defer { _ = unsafe memc_unlink(file) }
      let refused = try hostError { try InspectionSocket(path: FilePath(file)) }
      #expect(refused.message.contains("it is left alone"))
      #expect(refused.exitCode == 73)
      #expect(unsafe memc_place_facts(file).result == 0)
      #expect(try hostError { try InspectionSocket(path: "/nowhere/at/all") }.errno == .noSuchFileOrDirectory)
    }

    @Test func afterTheTestsNothingIsHeld() {
      #expect(Holdings.now().descriptors.isEmpty)
      #expect(!isThere)
    }
  }
}
