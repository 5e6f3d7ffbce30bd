import Foundation
import Glibc
import TestSupport
import Testing

/// What the tests of `memc realize` may ask of the host they run on.
enum Host {
  static let hasKVM = FileHandle(forUpdatingAtPath: "/dev/kvm") != nil

  /// Whether a test can mount a file system that no other process sees.
  static let canMount =
    (try? MemcProcess.run("/usr/bin/unshare", ["--mount", "/bin/sh", "-c", "mount -t tmpfs none /mnt"]))?.status
    == 0
  static let isX86 = {
    #if arch(x86_64)
      true
    #else
      false
    #endif
  }()

  /// Whether the number of hugepages can be changed: root alone can.
  static let canReserveHugepages = FileHandle(forWritingAtPath: poolPath) != nil && totalHugepages != nil
  /// Whether processes can be given mounts of their own, and be taken rights away.
  static let canTakeAway =
    ["unshare", "setpriv", "mount"].allSatisfy { MemcProcess.path(of: $0) != nil }
    && (try? MemcProcess.run("/bin/sh", ["-c", "unshare --mount mount -t tmpfs none /dev"]))?.status == 0

  /// Hugepages of 2 MiB in the pool.
  static var totalHugepages: UInt64? { pool("nr_hugepages") }
  /// Those that no one has, nor was promised.
  static var freeHugepages: UInt64 { unusedHugepages - (pool("resv_hugepages") ?? 0) }
  /// Those that no one has.
  static var unusedHugepages: UInt64 { pool("free_hugepages") ?? 0 }

  private static let poolPath = "/proc/sys/vm/nr_hugepages"

  private static func pool(_ name: String) -> UInt64? {
    text("/sys/kernel/mm/hugepages/hugepages-2048kB/\(name)").flatMap { UInt64($0) }
  }

  /// What a file of the kernel says, without white space around it.
  static func text(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A number of `/proc/meminfo`, in bytes.
  static func memory(_ label: String) throws -> UInt64 {
    let lines = try #require(text("/proc/meminfo")).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("\(label):") })
    return try #require(UInt64(line.filter(\.isNumber))) << 10
  }

  /// A host node that is not there.
  static var absentNode: Int {
    (0...1023).first { !FileManager.default.fileExists(atPath: "/sys/devices/system/node/node\($0)") } ?? 1023
  }

  /// Adds hugepages to the pool for as long as `body` runs; the pool is as long as before whatever happens.
  static func withHugepages(_ count: UInt64, _ body: () throws -> Void) throws {
    let before = try #require(totalHugepages)
    try setPool(before + count)
    defer { try? setPool(before) }
    try #require(totalHugepages == before + count, "the host has no memory for \(count) hugepages")
    try body()
  }

  private static func setPool(_ count: UInt64) throws {
    let file = try #require(FileHandle(forWritingAtPath: poolPath))
    try file.write(contentsOf: Data("\(count)\n".utf8))
    try file.close()
  }
}

/// A `memc` that runs while the test goes on.
final class RunningMemc {
  private let process = Process()
  private let folder: TemporaryFolder

  /// Starts it, in a control group where one is given.
  init(_ arguments: [String], in group: TestGroup? = nil) throws {
    folder = try TemporaryFolder()
    let output = try folder.write("", to: "out")
    let errors = try folder.write("", to: "err")
    let command = group?.command(arguments) ?? [MemcProcess.memc] + arguments
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(filePath: packageRoot)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// What came on standard output so far.
  var output: String { text("out") }
  /// What came on standard error so far.
  var errors: String { text("err") }
  /// The number of the process.
  var number: Int32 { process.processIdentifier }

  private func text(_ name: String) -> String {
    (try? folder.bytes(name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Waits until something is so, for a minute at most, as long as the process runs.
  func wait(until isSo: (RunningMemc) -> Bool) throws {
    let start = ContinuousClock.now
    while !isSo(self) {
      try #require(process.isRunning, "memc has ended")
      try #require(ContinuousClock.now - start < .seconds(60))
      usleep(500)
    }
  }

  /// Sends a signal and waits for the end.
  func end(by signal: Int32) -> Int32 {
    kill(process.processIdentifier, signal)
    return end()
  }

  /// Waits for the end.
  func end() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}

@Suite(
  "memc realize", .serialized, .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"),
  .enabled(if: Host.isX86, "skipped: the guest that proves a layout is x86_64 code"))
struct RealizeCommandTests {
  /// Runs `memc realize` with a topology on standard input.
  private func realize(_ topology: String, _ arguments: String...) throws -> ProcessResult {
    try MemcProcess.run(["realize", "-"] + arguments, input: topology)
  }

  @Test func moreDescriptorsThanTheLimitAllowsAreToldOfBeforeOneIsMade() throws {
    let windows = (0..<300).map { number in
      "  - {name: w\(number), start: 0x\(String(0x1_0000_0000 + number * 0x1000, radix: 16)), size: 4KiB}\n"
    }
    let topology = "memc: 1\nmemory: 64MiB\ndevices:\n" + windows.joined()
    func realize(limit: Int) throws -> ProcessResult {
      try MemcProcess.run(
        "/bin/sh", ["-c", "ulimit -n \(limit) && exec '\(MemcProcess.memc)' realize -"], input: topology)
    }
    let short = try realize(limit: 256)
    #expect(short.status == 71)
    #expect(short.text == "")
    #expect(
      short.errors.contains(
        "303 descriptors are needed, for 300 windows and 0 nodes with shared memory or files among them, and "))
    #expect(short.errors.contains(" are open, but RLIMIT_NOFILE allows 256; 'ulimit -n "))
    // What it says is enough, and no more than that.
    let words = short.errors.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
    let enough = try #require(words.last)
    #expect(try realize(limit: enough).status == 0)
    #expect(try realize(limit: enough - 1).status == 71)
  }

  // MARK: Examples

  /// Left out: `hypertransport`, whose slots of 509 GiB take KVM seconds without hardware paging; `hugepages` and
  /// `memory-manager`, which need a pool of hugepages, and `take-over`, which needs memory to take.
  static let examples =
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/examples")) ?? [])
    .filter { $0.hasSuffix(".yaml") }
    .filter { !["hypertransport.yaml", "hugepages.yaml", "memory-manager.yaml", "take-over.yaml"].contains($0) }
    .sorted()

  @Test("Every example is realized and proven", arguments: try found(examples, "examples"))
  func example(_ name: String) throws {
    let result = try MemcProcess.run(["realize", "examples/\(name)", "--verify"])
    #expect(result.status == 0)
    #expect(result.errors == "")
    let parts = result.text.split(separator: "\n\n")
    try #require(parts.count == 2)
    #expect(parts[1].split(separator: "\n").allSatisfy { $0.hasSuffix(": ok") || $0.contains(": not probed: ") })
  }

  // MARK: Report

  @Test func theReportHasALineASlotAndOneARangeThatWasProven() throws {
    let result = try MemcProcess.run(["realize", "examples/gap-straddle.yaml", "--verify"])
    #expect(result.status == 0)
    let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
    func start(_ line: Substring) -> String { line.split(separator: " ").prefix(5).joined(separator: " ") }
    try #require(lines.count > 5)
    #expect(
      lines[0].split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) } == [
        "slot", "guest", "size", "node", "host", "visibility", "backing", "pages", "resident", "on host nodes",
        "large",
      ])
    #expect(
      lines[1...3].map(start) == [
        "0 0x0-0x80000000 2 GiB 0", "1 0x80000000-0xc0000000 1 GiB 1", "2 0x100000000-0x1c0000000 3 GiB 1",
      ])
    #expect(lines[1...3].allSatisfy { $0.contains(" read-write  private  4 KiB ") && $0.hasSuffix("all (2 MiB)") })
    #expect(lines[4].hasPrefix("time: check ") && lines[4].hasSuffix(" ms in all"))
    #expect(
      lines[5...].joined(separator: "\n") == """

        0x0-0x80000000 slot 0 is RAM, read-write: ok
        0x80000000-0xc0000000 slot 1 is RAM, read-write: ok
        0xc0000000-0x100000000 hole is nothing: ok
        0x100000000-0x1c0000000 slot 2 is RAM, read-write: ok
        0x1c0000000-0x1c0000001 hole is nothing: ok
        0x7000-0x8000 memory map has 4 entries: ok
        0xe0000-0xe0024 RSDP leads to XSDT at 0xe03f0: ok
        0xe03b0-0xe03e8 RSDT lists 5 tables: ok
        0xe03f0-0xe043c XSDT lists 5 tables: ok
        0xe0060-0xe0174 FACP is 276 bytes long: ok
        0xe0030-0xe0054 DSDT is 36 bytes long: ok
        0xe0180-0xe01e8 APIC is 104 bytes long: ok
        0xe01f0-0xe02d8 SRAT has 3 memory and 4 CPU affinities: ok
        0xe02e0-0xe0310 SLIT has 2 localities: ok
        0xe0310-0xe03ac PPTT is 156 bytes long: ok

        """)
  }

  @Test func theReportAsJSON() throws {
    let result = try MemcProcess.run(["realize", "examples/two-socket.yaml", "--verify", "--format", "json"])
    #expect(result.status == 0)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    #expect(
      report.keys.sorted() == [
        "choices", "host_end", "host_start", "name", "slots", "steps", "verification", "version", "warnings",
      ])
    #expect(report["name"] as? String == "two-socket")
    #expect(report["version"] as? Int == 2)

    let slots = try #require(report["slots"] as? [[String: Any]])
    #expect(slots.map { $0["slot"] as? Int } == [0, 1, 2])
    #expect(slots.map { $0["node"] as? Int } == [0, 1, 1])
    #expect(slots.map { $0["guest_phys_addr"] as? Int } == [0, 2 << 30, 4 << 30])
    #expect(slots.map { $0["memory_size"] as? Int } == [2 << 30, 1 << 30, 3 << 30])
    for slot in slots {
      #expect(
        slot.keys.sorted() == [
          "backing", "guest_phys_addr", "host_address", "large_end", "large_page_size", "large_start",
          "memory_size", "node", "page_size", "pages_of_host_node", "resident", "slot", "source",
          "transparent_huge", "visibility",
        ])
    }

    let steps = try #require(report["steps"] as? [[String: Any]])
    #expect(
      steps.map { $0["step"] as? String } == [
        "check", "back", "reserve", "map", "advise", "bind", "populate", "lock", "create", "register", "load",
      ])
    #expect(steps.allSatisfy { $0["microseconds"] is Int })

    let lines = try #require(report["verification"] as? [[String: Any]])
    #expect(lines.count == 15)
    for line in lines {
      #expect(line.keys.sorted() == ["end", "expectation", "outcome", "start", "target"])
      #expect(line["outcome"] as? String == "ok")
    }
  }

  // MARK: Moving

  @Test func pagesThatAreWhereTheyShouldBeAreTold() throws {
    let result = try realize(
      "{memc: 1, nodes: [{memory: 16MiB, backing: shared, host_nodes: 0, prefault: on}]}", "--move", "--verify")
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(
      result.text.contains(
        " ms in all\n\nnode 0: 4096 pages of 4 KiB, none of them on other host nodes than it says\n\n0x0-"))
  }

  // MARK: Giving memory back

  @Test func memoryIsGivenBackAndProvenToBeZeros() throws {
    let topology = "{memc: 1, memory: 64MiB, defaults: {prefault: on}}"
    let requests = ["--discard", "0x1000000-0x1800000", "--discard", "0x2000800-0x2003000", "--verify"]
    let result = try MemcProcess.run(["realize", "-"] + requests, input: topology)
    #expect(result.status == 0)
    #expect(result.errors == "")
    let parts = result.text.split(separator: "\n\n")
    try #require(parts.count == 3)
    #expect(
      parts[1] == """
        0x1000000-0x1800000 discarded: 8 MiB given back, 8 MiB had pages before, none after
        0x2000800-0x2003000 discarded: 8 KiB given back, 12 KiB had pages before, 4 KiB after
        0x2000800-0x2001000 kept: part of a page of 4 KiB
        """)
    #expect(parts[2].contains("0x1000000-0x1800000 discarded memory is zeros: ok\n"))
    #expect(parts[2].contains("0x2001000-0x2003000 discarded memory is zeros: ok\n"))
    #expect(!result.text.contains("  64 MiB    0: 16384"))

    let json = try MemcProcess.run(["realize", "-", "--format", "json"] + requests, input: topology)
    #expect(json.status == 0)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
    let discards = try #require(report["discards"] as? [[String: Any]])
    #expect(discards.map { $0["bytes"] as? Int } == [8 << 20, 8 << 10])
    #expect(discards.map { $0["resident_after"] as? Int } == [0, 4096])
    #expect((discards[1]["kept"] as? [[String: Any]])?.map { $0["page_size"] as? Int } == [4096])
  }

  @Test("What must not be given back is refused, and nothing is reported")
  func discardRefusals() throws {
    let plain = "{memc: 1, memory: 64MiB}"
    let tables = try realize(plain, "--discard", "0-0x100000")
    #expect(tables.status == 1)
    #expect(tables.text == "")
    #expect(
      tables.errors
        == "memc: error: <stdin>: guest 0x0-0x100000: tables were loaded at 0x7000-0x8000, which a guest would find no "
        + "more; '--tables off' loads none\n")
    #expect(try realize(plain, "--discard", "0-0x100000", "--tables", "off", "--verify").status == 0)
    let locked = try realize("{memc: 1, memory: 16MiB, defaults: {pin: on}}", "--discard", "0x800000-0x900000")
    #expect(locked.status == 1)
    #expect(locked.text == "")
    #expect(locked.errors.hasSuffix(" [discard-locked]\n"))
    #expect(try realize(plain, "--discard", "0x2000-0x1000").status == 64)
  }

  @Test(
    "The log of dirty pages has what the guest wrote", .enabled(if: Host.isX86, "skipped: not x86_64"),
    arguments: ["", "=bitmap", "=ring"])
  func dirtyLog(_ value: String) throws {
    let topology = "{memc: 1, memory: 64MiB, slots: {max_size: 16MiB}}"
    let result = try MemcProcess.run(["realize", "-", "--dirty-log\(value)", "--verify"], input: topology)
    if result.status == 69 { try Test.cancel("\(result.errors)") }
    #expect(result.status == 0)
    #expect(result.errors == "")
    let parts = result.text.split(separator: "\n\n")
    try #require(parts.count == 3)
    // Both ends of every slot, and two pages of the guest's own, one of them at the beginning of a slot.
    #expect(parts[2].contains("0x0-0x4000000 dirty log has the 10 pages that the guest wrote: ok\n"))
    let words = value == "=ring" ? "rings of 4096 entries" : "bitmap, cleared "
    #expect(parts[1].hasPrefix("dirty log (\(words)"))
    #expect(parts[1].contains(" of 4 slots: "))
    let json = try MemcProcess.run(
      ["realize", "-", "--format", "json", "--dirty-log\(value)", "--verify"], input: topology)
    #expect(json.status == 0)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
    let log = try #require(report["dirty_log"] as? [String: Any])
    #expect(log["mode"] as? String == (value == "=ring" ? "ring" : "bitmap"))
    #expect(log["slots"] as? Int == 4)
    #expect((log["pages"] as? Int ?? 0) >= 10)
    #expect(try realize(topology, "--dirty-log").text.contains(" of 4 slots: no page of 4 KiB dirty; started in "))
    let wrong = try realize(topology, "--dirty-log=both")
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("'--dirty-log=both': --dirty-log is 'bitmap' or 'ring'"))
  }

  @Test("A device that is not there is told before anything is built")
  func missingDevice() throws {
    let result = try realize("{memc: 1, memory: 64MiB}", "--dma", "vfio:ffff:ff:1f.7")
    #expect(result.status == 71)
    #expect(result.text == "")
    #expect(
      result.errors
        == "memc: error: <stdin>: open /dev/vfio/…: the host has no PCI device ffff:ff:1f.7 [dma-device-missing]\n")
    let twice = try realize("{memc: 1, memory: 64MiB}", "--dma", "vfio:0:0", "--dma", "vfio:0000:00:00.0")
    #expect(twice.status == 64)
  }

  // MARK: Signals

  @Test("Held until a signal, it ends as asked", arguments: [SIGINT, SIGTERM, SIGHUP])
  func hold(_ signal: Int32) throws {
    let memc = try RunningMemc(["realize", "examples/two-socket.yaml", "--hold"])
    try memc.wait { $0.output.contains(" ms in all\n") }
    #expect(memc.end(by: signal) == 0)
  }

  @Test(
    "A signal during the population releases everything",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"),
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func signalWhilePopulating(_ signal: Int32, _ status: Int32) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "{memc: 1, memory: 1GiB, defaults: {hugepages: on, backing: shared, prefault: on}}", to: "populated.yaml")
    try Host.withHugepages(512) {
      let free = Host.freeHugepages
      let unused = Host.unusedHugepages
      let memc = try RunningMemc(["realize", file, "--threads", "1"])
      // A page that is promised is still unused; one that was populated is not.
      try memc.wait { _ in Host.unusedHugepages < unused }
      #expect(memc.end(by: signal) == status)
      #expect(Host.freeHugepages == free)
    }
  }

  // MARK: Hugepages

  @Test(
    "Without hugepages it is 75 with the command that reserves them, and that is the right one",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"))
  func missingHugepages() throws {
    guard Host.freeHugepages == 0 else { try Test.cancel("the host has free hugepages of its own") }
    for command in [["realize"], ["check", "--host"]] {
      let result = try MemcProcess.run(command + ["examples/hugepages.yaml"])
      #expect(result.status == 75)
      #expect(result.text == "")
      #expect(result.errors.contains("32 hugepages of 2 MiB needed, 0 free on "))
      let advice = try #require(result.errors.firstRange(of: "reserve them as root: "))
      try Host.withHugepages(0) {
        let reserving = String(result.errors[advice.upperBound...])
        #expect(try MemcProcess.run("/bin/sh", ["-c", reserving]).status == 0)
        let again = try MemcProcess.run(command + ["examples/hugepages.yaml"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(Host.freeHugepages == 32)
      }
    }
  }

  @Test(
    "With hugepages everything is proven, and all are given back",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"))
  func hugepages() throws {
    let total = try #require(Host.totalHugepages)
    try Host.withHugepages(64) {
      let free = Host.freeHugepages
      let result = try MemcProcess.run(["realize", "examples/hugepages.yaml", "--verify"])
      #expect(result.status == 0)
      #expect(result.errors == "")
      #expect(result.text.contains("shared   2 MiB  64 MiB    0: 32"))
      #expect(result.text.contains("private  2 MiB  64 MiB    0: 32"))
      #expect(result.text.contains("\nnode 1: 2 MiB hugepages: 32 needed, "))
      #expect(Host.freeHugepages == free)
    }
    #expect(Host.totalHugepages == total)
  }

  @Test(
    "A machine with most of what a memory manager does is proven by a guest in each partition",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"))
  func memoryManager() throws {
    try Host.withHugepages(32) {
      let free = Host.freeHugepages
      let result = try MemcProcess.run(["realize", "examples/memory-manager.yaml", "--verify"])
      #expect(result.status == 0)
      let lines = result.text.split(separator: "\n\n").last?.split(separator: "\n") ?? []
      #expect(lines.allSatisfy { $0.hasSuffix(": ok") })
      for line in [
        "vtl0: 0xa0000-0xc0000 slot 1 is nothing: ok", "vtl0: 0xf0000-0x100000 slot 14 is RAM, read-only: ok",
        "vtl0: 0xc0100000-0xc0200000 slot 19 is window 'frame-buffer', read-write: ok",
        "vtl0: 0x100000000-0x101000000 VTL2's RAM is nothing: ok",
        "vtl2: 0x100000000-0x101000000 slot 18 is VTL2's RAM, read-write: ok",
        "vtl2: 0x10000a0000-0x10000c0000 slot 20 is RAM of 0xa0000-0xc0000, read-write: ok",
      ] { #expect(lines.contains(Substring(line)), "\(line)") }
      #expect(Host.freeHugepages == free)
    }
  }

  // MARK: What the host cannot give

  @Test func aHostNodeThatIsNotThere() throws {
    let node = Host.absentNode
    let topology = "{memc: 1, memory: 64MiB, defaults: {host_nodes: [\(node)]}}"
    let refused = try realize(topology)
    #expect(refused.status == 71)
    #expect(refused.text == "")
    #expect(
      refused.errors.hasPrefix("memc: error: <stdin>: mbind of node 0: the host has no node \(node) with memory"))
    #expect(refused.errors.hasSuffix("; '--allow-unbound' takes memory from anywhere\n"))

    let allowed = try realize(topology, "--allow-unbound", "--verify")
    #expect(allowed.status == 0)
    #expect(allowed.text.contains("\nwarning: node 0: not bound: the host has no node \(node) with memory"))
  }

  @Test func moreMemoryThanTheHostHasIsRefusedBeforePopulating() throws {
    let total = try Host.memory("MemTotal") >> 20
    // What is there altogether is never free.
    let now = try realize("{memc: 1, memory: \(total)MiB, defaults: {prefault: on}}")
    #expect(now.status == 75)
    #expect(now.errors.contains(" to populate, but ") && now.errors.contains(" are available (MemAvailable of "))
    let ever = try realize("{memc: 1, memory: \(total * 2)MiB, defaults: {prefault: on}}")
    #expect(ever.status == 71)
    #expect(
      ever.errors.contains(" to populate, but the host has ") && ever.errors.contains(" of memory altogether"))
  }

  @Test(
    "Memory that may not be locked is a missing permission",
    .enabled(if: Host.canTakeAway, "skipped: not root, or no unshare and setpriv"),
    arguments: [
      (64, "ENOMEM: RLIMIT_MEMLOCK does not allow so much locked memory; 64 MiB to lock, the limit is 64 KiB"),
      (0, "EPERM: RLIMIT_MEMLOCK is 0, and the process lacks CAP_IPC_LOCK; 64 MiB to lock, the limit is 0 bytes"),
    ])
  func lockedMemory(_ limit: Int, _ explanation: String) throws {
    let command = "ulimit -l \(limit); exec setpriv --bounding-set -ipc_lock '\(MemcProcess.memc)'"
    let topology = "{memc: 1, memory: 64MiB, defaults: {pin: on}}"
    for verb in ["realize", "check --host"] {
      let result = try MemcProcess.run("/bin/sh", ["-c", "\(command) \(verb) -"], input: topology)
      #expect(result.status == 77)
      #expect(result.errors == "memc: error: <stdin>: mlock of node 0: \(explanation) (ulimit -l)\n")
    }
    #expect(try realize(topology).status == 0)
  }

  @Test(
    "More addresses than the process may have are told of by both commands", arguments: ["realize", "check --host"])
  func addressSpace(_ verb: String) throws {
    // 64 GiB of addresses for the process, in units of 1 KiB.
    let command = "ulimit -v \(64 << 20); exec '\(MemcProcess.memc)' \(verb) -"
    let result = try MemcProcess.run("/bin/sh", ["-c", command], input: "{memc: 1, memory: 65GiB}")
    #expect(result.status == 71)
    let reason = "memc: error: <stdin>: mmap: ENOMEM: RLIMIT_AS does not allow that much address space; to reserve "
    #expect(result.errors.hasPrefix(reason))
    let less = try MemcProcess.run("/bin/sh", ["-c", command], input: "{memc: 1, memory: 4GiB}")
    #expect(less.status == 0)
  }

  // MARK: Input

  @Test func nothingIsBuiltOfATopologyWithErrors() throws {
    let result = try realize("{memc: 1, memory: 64MiB, nodes: 2, memroy: 1}")
    #expect(result.status == 1)
    #expect(result.text == "")
    #expect(result.errors.contains("did you mean 'memory'?"))
  }

  @Test func tablesWithoutAPlaceNameTheWayOut() throws {
    let topology = "{memc: 1, memory: 64MiB, platform: {dram_base: 1GiB}}"
    let refused = try realize(topology)
    #expect(refused.status == 1)
    #expect(refused.text == "")
    #expect(refused.errors.contains("the zero page would lie where there is no RAM, at 0x7000"))
    #expect(refused.errors.hasSuffix("; '--tables off' realizes the layout without them\n"))

    let realized = try realize(topology, "--tables", "off", "--verify")
    #expect(realized.status == 0)
    #expect(realized.text.hasSuffix("0x44000000-0x44000001 hole is nothing: ok\n"))
  }

  @Test(
    "Usage",
    arguments: [(["-", "--threads", "0"], 64), (["-", "--verify=wrote"], 64), (["none.yaml"], 66)]
      as [([String], Int32)])
  func usage(_ arguments: [String], _ status: Int32) throws {
    let result = try MemcProcess.run(["realize"] + arguments, input: "{memc: 1, memory: 64MiB}")
    #expect(result.status == status)
    #expect(result.text == "")
  }

  @Test func firmwaresFlashIsProvenToBeReadOnlyAndAsInItsFile() throws {
    let result = try MemcProcess.run(["realize", "examples/placed-windows.yaml", "--verify"])
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.text.split(separator: "\n\n").last?.split(separator: "\n") ?? []
    #expect(lines.count > 10 && lines.allSatisfy { $0.hasSuffix(": ok") }, "\(result.text)")
    for line in [
      "vtl0: 0xfffff000-0x100000000 slot 4 is window 'flash', read-only, as in its file: ok",
      "vtl0: 0x200000000-0x300000000 slot 5 is window 'accelerator', read-write: ok",
      "vtl2: 0x300000000-0x304000000 slot 2 is VTL2's RAM, read-write: ok",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
  }

  @Test("Files of windows are looked at before anything is made", arguments: ["realize", "check --host"])
  func windowFiles(_ command: String) throws {
    let yaml = """
      {memc: 1, memory: 64MiB,
       devices: [{name: flash, place: low, size: 64KiB, file: examples/reset-vector.bin, offset: 4KiB}]}
      """
    let result = try MemcProcess.run(command.split(separator: " ").map(String.init) + ["-"], input: yaml)
    #expect(result.status == 1 && result.text == "")
    #expect(
      result.errors.contains(
        "file 'examples/reset-vector.bin' of device 'flash' holds 4 KiB, but the window shows 64 KiB from 0x1000 on "
          + "[file-too-short]"), "\(result.errors)")
  }

  @Test func aHostThatHasEverythingPassesTheCheck() throws {
    let result = try MemcProcess.run(["check", "--host", "examples/two-socket.yaml"])
    #expect(result.status == 0)
    #expect(result.text == "examples/two-socket.yaml: ok, 3 slots\n")
  }
}

@Suite(
  "memc realize without KVM", .enabled(if: Host.canTakeAway, "skipped: not root, or no unshare and setpriv"))
struct RealizeWithoutKVMTests {
  private let topology = "{memc: 1, memory: 64MiB}"

  @Test("Without /dev/kvm", arguments: ["realize", "check --host"])
  func missing(_ command: String) throws {
    let hidden = "mount -t tmpfs none /dev && exec '\(MemcProcess.memc)' \(command) -"
    let result = try MemcProcess.run("/bin/sh", ["-c", "unshare --mount sh -c \"\(hidden)\""], input: topology)
    #expect(result.status == 69)
    #expect(result.text == "")
    #expect(result.errors.contains("the kernel has no KVM, or its module is not loaded"))
  }

  @Test("Without the right to open /dev/kvm", .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
  func forbidden() throws {
    let command = "exec setpriv --reuid 65534 --regid 65534 --clear-groups '\(MemcProcess.memc)'"
    guard try MemcProcess.run("/bin/sh", ["-c", "\(command) --version"]).status == 0 else {
      try Test.cancel("the command lies where others may not read")
    }
    let mode = try FileManager.default.attributesOfItem(atPath: "/dev/kvm")[.posixPermissions] as? Int
    guard let mode, mode & 0o006 == 0 else { try Test.cancel("everyone may open /dev/kvm") }
    let result = try MemcProcess.run("/bin/sh", ["-c", "\(command) realize -"], input: topology)
    #expect(result.status == 77)
    #expect(result.errors.contains("the user may not open /dev/kvm; its group is usually 'kvm'"))
  }
}
