import Foundation
import Glibc
import TestSupport
import Testing

/// `memc realize --share` and `--existing`, each in a process of its own.
@Suite(
  "memc realize hands memory over", .serialized, .soleUseOfHost,
  .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"),
  .enabled(if: Host.isX86, "skipped: the guest that proves a layout is x86_64 code"))
struct HandOverCommandTests {
  private let folder: TemporaryFolder
  private let socket: String

  init() throws {
    folder = try TemporaryFolder()
    socket = folder.path("s")
  }

  /// A process that waits for one that takes its memory.
  private func sharing(_ file: String = "examples/hand-over.yaml", _ options: String...) throws -> RunningMemc {
    let memc = try RunningMemc(["realize", file, "--share", socket] + options)
    try memc.wait { $0.errors.contains("waiting on") }
    return memc
  }

  private func take(_ file: String = "examples/hand-over.yaml", _ options: String...) throws -> ProcessResult {
    try MemcProcess.run(["realize", file, "--existing", socket] + options)
  }

  private var isSocketThere: Bool { unsafe access(socket, F_OK) == 0 }

  // MARK: The way it should go

  @Test func oneProcessTakesWhatAnotherOneShares() throws {
    let sharing = try sharing("examples/hand-over.yaml", "--verify")
    #expect(sharing.output.contains(" ms in all\n"))
    let taken = try take("examples/hand-over.yaml", "--verify", "--format", "json")
    #expect(taken.errors == "")
    #expect(taken.status == 0)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(taken.output)) as? [String: Any])
    #expect((report["slots"] as? [[String: Any]])?.map { $0["backing"] as? String } == ["existing", "existing"])
    #expect((report["warnings"] as? [Any])?.isEmpty == true)
    // The tables that the first process loaded are there, and the guest finds them.
    let lines = try #require(report["verification"] as? [[String: Any]])
    #expect(
      lines.map { $0["expectation"] as? String } == [
        "is RAM, only read", "is RAM, only read", "is nothing", "has 3 entries", "leads to XSDT at 0xe0370",
        "lists 5 tables", "lists 5 tables", "is 276 bytes long", "is 36 bytes long", "is 88 bytes long",
        "has 2 memory and 2 CPU affinities", "has 2 localities", "is 116 bytes long",
      ])
    #expect(lines.allSatisfy { $0["outcome"] as? String == "ok" })

    #expect(sharing.end() == 0)
    let told = sharing.errors.split(separator: "\n")
    #expect(told.count == 2)
    #expect(told.first == "memc: waiting on '\(socket)' for a process that takes the memory")
    #expect(told.last?.hasPrefix("memc: process ") == true && told.last?.hasSuffix(" has the memory") == true)
    #expect(!isSocketThere)
  }

  @Test func whoHoldsGoesOnHoldingBehindTheHandOver() throws {
    let first = try sharing("examples/hand-over.yaml", "--hold")
    let second = try RunningMemc(["realize", "examples/hand-over.yaml", "--existing", socket, "--hold"])
    try second.wait { $0.output.contains(" ms in all\n") }
    try first.wait { $0.errors.contains("has the memory") }
    #expect(!isSocketThere)
    #expect(first.end(by: SIGTERM) == 0)
    #expect(second.end(by: SIGINT) == 0)
  }

  @Test func memoryThatNoNodeTakesIsNotKept() throws {
    let first = try sharing()
    let file = try folder.write(
      "{memc: 1, nodes: [{memory: 64MiB, cpus: 0, backing: existing}, {memory: 16MiB}]}\n", to: "topo.yaml")
    let second = try RunningMemc(["realize", file, "--existing", socket, "--tables", "off", "--hold"])
    try second.wait { $0.output.contains("[existing-not-taken]\n") }
    #expect(first.end() == 0)
    let folder = "/proc/\(second.number)/fd"
    let objects = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    #expect(objects.filter { $0.contains("memfd:memc") } == ["/memfd:memc node 0 (deleted)"])
    #expect(second.end(by: SIGTERM) == 0)
  }

  @Test("Memory goes on from the one that took it, at another path or the same", arguments: ["t", "s"])
  func chain(_ path: String) throws {
    let first = try sharing()
    let other = folder.path(path)
    let second = try RunningMemc([
      "realize", "examples/hand-over.yaml", "--existing", socket, "--share", other, "--verify",
    ])
    try second.wait { $0.errors.contains("waiting on") }
    #expect(first.end() == 0)
    let third = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--existing", other, "--verify"])
    #expect(third.status == 0)
    #expect(second.end() == 0)
  }

  @Test func aMachineThatTakesMemoryOverMayHaveMore() throws {
    let sharing = try sharing()
    let taken = try take("examples/take-over.yaml", "--verify")
    #expect(taken.status == 0)
    #expect(taken.errors == "")
    #expect(sharing.end() == 0)
    let parts = taken.text.components(separatedBy: "\n\n")
    try #require(parts.count == 2)
    let rows = parts[0].split(separator: "\n").dropFirst().prefix(3)
    #expect(rows.map { $0.contains("  existing  ") } == [true, true, false])
    // The tables in the memory tell of two nodes: the guest that lives there knows of no third one yet.
    #expect(
      parts[0].hasSuffix(
        "warning: the memory that was taken over does not hold this topology's tables where they would be loaded; it "
          + "is left as it is [tables-not-loaded]"))
    #expect(
      parts[1] == """
        0x0-0x4000000 slot 0 is RAM, only read: ok
        0x4000000-0x6000000 slot 1 is RAM, only read: ok
        0x6000000-0x8000000 slot 2 is RAM, read-write: ok
        0x8000000-0x8000001 hole is nothing: ok

        """)
  }

  @Test func theWayThatThePageShows() throws {
    let blocks = Page.all.flatMap { $0.blocks("sh") }
    let block = try #require(blocks.first { $0.text.contains("--existing") }).text
    try folder.copy("examples", to: "examples")
    let command = URL(filePath: MemcProcess.memc).deletingLastPathComponent().path
    let result = try MemcProcess.run("/bin/sh", ["-ec", "PATH='\(command)':$PATH\n\(block)"], in: folder.path)
    #expect(result.status == 0)
    #expect(result.errors.hasSuffix(" has the memory\n"))
    #expect(result.text.contains("0x0-0x4000000 slot 0 is RAM, only read: ok\n"))
  }

  // MARK: What goes wrong behind the building

  /// Takes the memory that is still offered, and looks for what the first machine wrote there.
  private func checkThatItIsStillOffered(by sharing: RunningMemc) throws {
    try sharing.wait { $0.errors.contains("did not take the memory") }
    #expect(isSocketThere)
    let taken = try take("examples/hand-over.yaml", "--verify")
    #expect(taken.status == 0)
    #expect(taken.errors == "")
    // The tables that the first machine loaded.
    #expect(taken.text.contains(" has 2 localities: ok\n"))
    #expect(sharing.end() == 0)
  }

  @Test func aReportThatCannotBeWrittenLeavesTheMemoryWhereItWas() throws {
    let sharing = try sharing()
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let failed = try MemcProcess.run(
      ["realize", "examples/hand-over.yaml", "--existing", socket], output: full)
    #expect(failed.status == 73)
    try checkThatItIsStillOffered(by: sharing)
  }

  @Test func aSocketForTheNextOneThatCannotBeMadeLeavesTheMemoryWhereItWas() throws {
    let sharing = try sharing()
    // Somebody listens there, which is seen only when it is tried.
    let path = folder.path("other")
    let other = try RunningMemc(["realize", "examples/hand-over.yaml", "--share", path])
    try other.wait { $0.errors.contains("waiting on") }
    let failed = try take("examples/hand-over.yaml", "--share", path)
    #expect(failed.status == 75)
    #expect(other.end(by: SIGTERM) == 143)
    try checkThatItIsStillOffered(by: sharing)
  }

  @Test(
    "A signal in the middle of the building leaves the memory where it was", arguments: [SIGTERM, SIGINT, SIGHUP])
  func signalMeanwhile(_ signal: Int32) throws {
    let sharing = try sharing()
    let windows = (0..<4000).map { number in
      "  - {name: w\(number), start: 0x\(String(0x1_0000_0000 + number * 0x4000, radix: 16)), size: 4KiB}\n"
    }
    let file = try folder.write(
      "memc: 1\ndefaults: {backing: shared}\nnodes:\n  - {memory: 64MiB, cpus: \"0\"}\n"
        + "  - {memory: 32MiB, cpus: \"1\"}\ndevices:\n" + windows.joined(), to: "windows.yaml")
    let taker = try RunningMemc(["realize", file, "--existing", socket, "--hold"])
    // It makes a memfd a window, long before it registers the first slot.
    let descriptors = "/proc/\(taker.number)/fd"
    try taker.wait { _ in
      ((try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []).count > 100
    }
    #expect(taker.end(by: signal) == 128 + signal)
    #expect(taker.output == "")
    try checkThatItIsStillOffered(by: sharing)
  }

  // MARK: What does not fit

  @Test func privateMemoryIsRefusedBeforeAnythingIsBuilt() throws {
    let file = try folder.write(
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0, backing: shared}
        - {memory: 64MiB}

      """, to: "topo.yaml")
    let result = try MemcProcess.run(["realize", file, "--share", socket])
    #expect(result.status == 1)
    #expect(result.text == "")
    #expect(
      result.errors == """
        \(file):4:14: error: node 1 is private, and memory without a descriptor cannot be handed over; \
        write 'backing: shared' [share-private]
           4 |   - {memory: 64MiB}
             |              ^~~~~

        """)
    #expect(!isSocketThere)
  }

  @Test func aTopologyThatDoesNotFitIsToldWhereAndTheMemoryStaysWhereItWas() throws {
    let sharing = try sharing()
    let file = try folder.write(
      """
      memc: 1
      defaults: {backing: existing}
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 48MiB}

      """, to: "topo.yaml")
    let refused = try take(file)
    #expect(refused.status == 1)
    #expect(refused.text == "")
    #expect(
      refused.errors == """
        \(file):5:14: error: node 1 has 48 MiB, but its existing memory is 32 MiB [existing-size-mismatch]
           5 |   - {memory: 48MiB}
             |              ^~~~~

        """)
    try sharing.wait { $0.errors.contains("did not take the memory") }
    #expect(isSocketThere)
    #expect(try take().status == 0)
    #expect(sharing.end() == 0)
  }

  @Test func existingMemoryNeedsSomebodyWhoHasIt() throws {
    let file = try folder.write("{memc: 1, memory: 64MiB, defaults: {backing: existing}}\n", to: "topo.yaml")
    let result = try MemcProcess.run(["realize", file])
    #expect(result.status == 1)
    #expect(
      result.errors.hasPrefix(
        "\(file):1:46: error: node 0 is to take existing memory over, but there is none; name the socket that hands it "
          + "over: '--existing SOCKET' [existing-needed]\n"))
    let nobody = try take(file)
    #expect(nobody.status == 71)
    #expect(nobody.errors == "memc: error: connect: ENOENT: the socket is not there; socket '\(socket)'\n")
    // It is for a realization only to ask where the memory is.
    #expect(try MemcProcess.run(["check", "--host", file]).status == 0)
  }

  @Test func whatIsInTheSocketsPlaceIsLeftAlone() throws {
    try folder.write("mine", to: "s")
    let result = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--share", socket])
    #expect(result.status == 73)
    #expect(
      result.errors
        == "memc: error: bind: '\(socket)' is there already and is no socket of this user; it is left alone\n")
    #expect(result.text == "")
    #expect(try folder.bytes("s") == Array("mine".utf8))
  }

  @Test func aPathThatCannotBeASocketIsToldOfBeforeAnythingIsBuilt() throws {
    let long = folder.path(String(repeating: "x", count: 100))
    let file = try folder.write("", to: "file")
    for (path, reason) in [
      (folder.path, "is there already and is no socket of this user"),
      (folder.path("no/where"), "bind: ENOENT: the folder for the socket is not there"),
      ("\(file)/s", "bind: ENOTDIR: "), (long, "the path of a socket has 1 to 107 bytes"),
    ] {
      let result = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--share", path])
      #expect(result.status == 73)
      #expect(result.errors.contains(reason), "\(result.errors)")
      #expect(result.text == "")
    }
  }

  @Test(
    "What -W allows of hugepages that are taken over is built",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"))
  func legacySplit() throws {
    let giver = try folder.write(
      "{memc: 1, memory: 64MiB, defaults: {backing: shared, hugepages: on}}\n", to: "giver.yaml")
    let taker = try folder.write(
      "{memc: 1, memory: 64MiB, defaults: {backing: existing}, legacy_x86: on}\n", to: "taker.yaml")
    let rule = "legacy-split-on-hugepages"
    try Host.withHugepages(32) {
      for (options, status, told) in [
        ([], 1, "error: "), (["-W", rule], 0, "warning: "), (["-Wno-\(rule)"], 0, ""),
      ] as [([String], Int32, String)] {
        let sharing = try sharing(giver, "--tables", "off")
        let result = try MemcProcess.run(
          ["realize", taker, "--existing", socket, "--tables", "off"] + options)
        #expect(result.status == status, "\(result.errors)")
        let message = "\(told)'legacy_x86' cuts node 0 into slots below 1 MiB"
        #expect(told.isEmpty ? result.errors == "" : result.errors.contains(message))
        #expect(result.text.contains("[\(rule)]") == (told == "warning: "))
        #expect(sharing.end(by: status == 0 ? 0 : SIGTERM) == (status == 0 ? 0 : 143))
      }
    }
  }

  @Test func theCallThatAPathIsNoGoodForIsNamed() throws {
    let limit = "the path of a socket has 1 to 107 bytes, '' has 0\n"
    let taking = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--existing", ""])
    #expect(taking.status == 71)
    #expect(taking.errors == "memc: error: connect: \(limit)")
    let sharing = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--share", ""])
    #expect(sharing.status == 73)
    #expect(sharing.errors == "memc: error: bind: \(limit)")
  }

  @Test func whoListensAlreadyGoesOnListening() throws {
    let sharing = try sharing()
    let second = try MemcProcess.run(["realize", "examples/hand-over.yaml", "--share", socket])
    #expect(second.status == 75)
    #expect(second.errors.contains("another process listens on socket"))
    #expect(try take().status == 0)
    #expect(sharing.end() == 0)
  }

  // MARK: Signals

  @Test(
    "A signal while nobody comes releases everything, the socket too",
    arguments: [
      (SIGINT, [], 130), (SIGTERM, [], 143), (SIGHUP, [], 129), (SIGINT, ["--hold"], 0), (SIGTERM, ["--hold"], 0),
      (SIGHUP, ["--hold"], 0),
    ]
      as [(Int32, [String], Int32)])
  func signal(_ signal: Int32, _ options: [String], _ status: Int32) throws {
    let memc = try RunningMemc(["realize", "examples/hand-over.yaml", "--share", socket] + options)
    try memc.wait { $0.errors.contains("waiting on") }
    #expect(memc.end(by: signal) == status)
    #expect(!isSocketThere)
  }

  @Test func whatAKilledProcessLeftIsReplaced() throws {
    #expect(try sharing().end(by: SIGKILL) == -SIGKILL)
    #expect(isSocketThere)
    let again = try sharing()
    #expect(try take().status == 0)
    #expect(again.end() == 0)
    #expect(!isSocketThere)
  }

  // MARK: Other users

  @Test(
    "Neither end deals with another user",
    .enabled(if: Host.canTakeAway, "skipped: not root, or no unshare and setpriv"))
  func otherUsers() throws {
    let stranger = "exec setpriv --reuid 65534 --regid 65534 --clear-groups '\(MemcProcess.memc)'"
    guard try MemcProcess.run("/bin/sh", ["-c", "\(stranger) --version"]).status == 0 else {
      try Test.cancel("the command lies where others may not read")
    }
    let sharing = try sharing()
    // The socket's own mode keeps strangers out; only where somebody opens it they get as far as being refused.
    let command = "\(stranger) realize - --existing '\(socket)'"
    let topology = "{memc: 1, memory: 64MiB}"
    #expect(unsafe chmod(folder.path, 0o755) == 0)
    let locked = try MemcProcess.run("/bin/sh", ["-c", command], input: topology)
    #expect(locked.status == 77)
    #expect(locked.errors.hasPrefix("memc: error: connect: EACCES: "))
    #expect(!sharing.errors.contains("refused"))

    #expect(unsafe chmod(socket, 0o666) == 0)
    let refused = try MemcProcess.run("/bin/sh", ["-c", command], input: topology)
    #expect(refused.status == 77)
    #expect(
      refused.errors
        == "memc: error: recvmsg: socket '\(socket)' belongs to process \(sharing.number) of user 0, not to user "
        + "65534; nothing is taken from another user\n")
    try sharing.wait { $0.errors.contains("refused") }
    let line = try #require(sharing.errors.split(separator: "\n").last)
    #expect(
      line.hasPrefix("memc: refused process ") && line.hasSuffix(" of user 65534: memory is handed to user 0 only"))
    #expect(try take().status == 0)
    #expect(sharing.end() == 0)
  }
}
