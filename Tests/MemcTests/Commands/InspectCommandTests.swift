import CLinux
import Foundation
import Glibc
import TestSupport
import Testing

/// `memc realize --hold --inspect`.
@Suite(
  "memc realize tells what it holds", .serialized, .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm")
)
struct InspectCommandTests {
  private let folder: TemporaryFolder
  private let socket: String

  init() throws {
    folder = try TemporaryFolder()
    socket = folder.path("s")
  }

  private static let topology = """
    memc: 1
    name: looked-into
    memory: 64MiB
    slots: {max_size: 16MiB}
    visibility: [{start: 0x1000000, end: 0x2000000, mode: read-only}]
    devices:
      - {name: frame, start: 0xc0000000, size: 16MiB}
      - {name: menu, start: 0xc0400000, size: 4MiB, priority: 7}
    vtl2: {start: 8GiB, size: 16MiB}
    aliases: [{name: vtl0, offset: 1TiB}]
    """

  /// A machine that can be looked into.
  private func held(_ topology: String = topology) throws -> RunningMemc {
    let file = try folder.write(topology, to: "topology.yaml")
    let memc = try RunningMemc(["realize", file, "--hold", "--inspect", socket])
    try memc.wait { $0.output.contains(" ms in all\n") }
    return memc
  }

  private func connect() throws -> Int32 {
    let connection = Int32(memc_socket())
    #expect(unsafe memc_socket_connect(connection, socket) == 0)
    return connection
  }

  /// What is told to one who connects.
  private func state() throws -> [String: Any] {
    let connection = try connect()
    defer { close(connection) }
    var bytes: [UInt8] = []
    while memc_wait(connection, 20_000) > 0 {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe memc_socket_receive(connection, &piece, 1 << 16)
      if count <= 0 { break }
      bytes += piece.prefix(Int(count))
    }
    return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  private var isThere: Bool { FileManager.default.fileExists(atPath: socket) }

  @Test("It answers until a signal ends it, and leaves no socket", arguments: [SIGINT, SIGTERM, SIGHUP])
  func answers(_ signal: Int32) throws {
    let memc = try held()
    for _ in 0..<3 {
      let state = try state()
      #expect(state["name"] as? String == "looked-into")
      let partitions = try #require(state["partitions"] as? [[String: Any]])
      #expect(partitions.map { $0["name"] as? String } == ["vtl0", "vtl2"])
      let slots = try #require(partitions[0]["slots"] as? [[String: Any]])
      #expect(slots.map { $0["device"] as? String } == [nil, nil, nil, nil, "frame", "menu", "frame"])
      #expect(slots[1]["visibility"] as? String == "read-only")
      let windows = try #require(state["windows"] as? [[String: Any]])
      #expect(windows.map { $0["name"] as? String } == ["frame", "menu"])
    }
    #expect(try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int == 0o600)
    #expect(memc.end(by: signal) == 0)
    #expect(!isThere)
  }

  @Test func aReaderThatDoesNotReadDoesNotKeepItFromEnding() throws {
    let memc = try held("{memc: 1, memory: 64MiB, slots: {max_size: 32KiB}}")
    let connections = try (0..<3).map { _ in try connect() }
    for connection in connections { #expect(memc_wait(connection, 20_000) == 1) }
    #expect(memc.end(by: SIGTERM) == 0)
    #expect(!isThere)
    for connection in connections { close(connection) }
  }

  @Test func whatIsInThePlaceIsLeftAlone() throws {
    let file = try folder.write("mine", to: "file")
    let topology = "{memc: 1, memory: 64MiB}"
    let refused = try MemcProcess.run(["realize", "-", "--hold", "--inspect", file], input: topology)
    #expect(refused.status == 73)
    #expect(refused.text == "")
    #expect(refused.errors.contains("'\(file)' is there already"))
    #expect(try folder.bytes("file") == Array("mine".utf8))

    let memc = try held()
    let second = try MemcProcess.run(["realize", "-", "--hold", "--inspect", socket], input: topology)
    #expect(second.status == 75)
    #expect(second.errors.contains("another process listens on socket"))
    #expect(try state()["name"] as? String == "looked-into")
    // Killed, it leaves a socket behind that no one listens on: the next one replaces it.
    #expect(memc.end(by: SIGKILL) == -SIGKILL)
    #expect(isThere)
    let next = try held()
    #expect(try state()["name"] as? String == "looked-into")
    #expect(next.end(by: SIGINT) == 0)
    #expect(!isThere)
  }

  @Test func whatFailsLeavesNoSocket() throws {
    let broken = try MemcProcess.run(
      ["realize", "-", "--hold", "--inspect", socket], input: "{memc: 1, memroy: 64MiB}")
    #expect(broken.status == 1)
    #expect(!isThere)
    let nowhere = try MemcProcess.run(
      ["realize", "-", "--hold", "--inspect", folder.path("no/where")], input: "{memc: 1, memory: 64MiB}")
    #expect(nowhere.status == 73)
  }

  @Test func onlyAMachineThatIsHeldCanBeLookedInto() throws {
    let result = try MemcProcess.run(["realize", "-", "--inspect", socket], input: "{memc: 1, memory: 64MiB}")
    #expect(result.status == 64)
    #expect(result.errors.contains("--inspect needs --hold"))
    #expect(!isThere)
  }
}
