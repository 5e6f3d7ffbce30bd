import Foundation
import Glibc
import TestSupport
import Testing

/// A control group that a test makes for the processes that it starts, below that of the tests themselves.
final class TestGroup {
  /// The folder of its files.
  let folder: String
  /// The file that gives the controller to groups below, where it did not before; `nil` where it did.
  private let control: String?
  private let controller: String

  private init(_ folder: String, _ controller: String, control: String?) {
    self.folder = folder
    self.controller = controller
    self.control = control
  }

  deinit {
    // A group is a folder that rmdir(2) alone takes away, since its files are the kernel's.
    _ = unsafe rmdir(folder)
    if let control { try? Self.write("-\(controller)", to: control) }
  }

  /// Makes a group that a controller holds to limits; `nil` where that is not possible.
  static func make(for controller: String, isLegacy: Bool) -> TestGroup? {
    guard let above = place(of: controller, isLegacy: isLegacy) else { return nil }
    var control: String?
    if !isLegacy, !words("\(above)/cgroup.subtree_control").contains(controller) {
      let file = "\(above)/cgroup.subtree_control"
      guard words("\(above)/cgroup.controllers").contains(controller),
        (try? write("+\(controller)", to: file)) != nil
      else { return nil }
      control = file
    }
    let group = TestGroup("\(above)/memc-test-\(UUID().uuidString)", controller, control: control)
    return unsafe mkdir(group.folder, 0o755) == 0 ? group : nil
  }

  /// The versions of control groups by which a controller can be tried here.
  static func versions(of controller: String) -> [Int] {
    [1, 2].filter { make(for: controller, isLegacy: $0 == 1) != nil }
  }

  /// The group of the tests themselves, where the whole hierarchy is mounted.
  private static func place(of controller: String, isLegacy: Bool) -> String? {
    let mount = lines("/proc/self/mountinfo").map { $0.split(separator: " ") }.first { words in
      guard words.count > 8, words[3] == "/", let dash = words.lastIndex(of: "-") else { return false }
      let options = words[words.count - 1].split(separator: ",")
      return isLegacy
        ? words[dash + 1] == "cgroup" && options.contains(Substring(controller)) : words[dash + 1] == "cgroup2"
    }
    let own = lines("/proc/self/cgroup").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    }
    .first { isLegacy ? $0[1].split(separator: ",").contains(Substring(controller)) : $0[0] == "0" }
    guard let mount, let own, own.count == 3 else { return nil }
    return "\(mount[4])\(own[2] == "/" ? "" : own[2])"
  }

  private static func lines(_ path: String) -> [String] {
    (Host.text(path) ?? "").split(separator: "\n").map(String.init)
  }

  private static func words(_ path: String) -> [String] {
    (Host.text(path) ?? "").split(separator: " ").map(String.init)
  }

  private static func write(_ text: String, to path: String) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  /// Sets a limit.
  func set(_ file: String, _ value: UInt64) throws { try Self.write("\(value)", to: "\(folder)/\(file)") }

  /// The words that start `memc` in the group, by a shell that joins it before.
  func command(_ arguments: [String]) -> [String] {
    ["/bin/sh", "-c", #"echo $$ > "$0/cgroup.procs" && exec "$@""#, folder, MemcProcess.memc] + arguments
  }

  /// Runs `memc` in the group.
  func run(_ arguments: [String], input: String) throws -> ProcessResult {
    let words = command(arguments)
    return try MemcProcess.run(words[0], Array(words.dropFirst()), input: input)
  }
}

@Suite(
  "memc in a control group", .serialized, .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"),
  .enabled(if: Host.isX86, "skipped: the guest that proves a layout is x86_64 code"))
struct ControlGroupCommandTests {
  static let commands = [["check", "--host", "-"], ["realize", "-"]]
  static let memoryVersions = TestGroup.versions(of: "memory")
  static let hugepageVersions = TestGroup.versions(of: "hugetlb")

  @Test(
    "Memory that the group does not allow is refused, where it was killed for it",
    .enabled(if: !memoryVersions.isEmpty, "skipped: no control group with limits of memory can be made here"),
    arguments: memoryVersions, commands)
  func memory(_ version: Int, _ command: [String]) throws {
    let group = try #require(TestGroup.make(for: "memory", isLegacy: version == 1))
    let file = version == 1 ? "memory.limit_in_bytes" : "memory.max"
    try group.set(file, 64 << 20)
    let refused = try group.run(command, input: "{memc: 1, memory: 128MiB, defaults: {prefault: on}}")
    #expect(refused.status == 71)
    #expect(refused.text == "")
    #expect(
      refused.errors
        == "memc: error: <stdin>: madvise MADV_POPULATE_WRITE: 128 MiB to populate, but the control group allows "
        + "64 MiB (\(group.folder)/\(file))\n")
    let less = try group.run(command, input: "{memc: 1, memory: 16MiB, defaults: {prefault: on}}")
    #expect(less.status == 0, "\(less.errors)")
    let touched = try group.run(command, input: "{memc: 1, memory: 128MiB}")
    #expect(touched.status == 0)
    #expect(
      (touched.text + touched.errors).contains(
        "128 MiB of memory, but the control group allows 64 MiB (\(group.folder)/\(file)): a guest that touches all of "
          + "it is killed (OOM) [memory-overcommitted]\n"))
  }

  @Test(
    "Hugepages that the group does not allow are refused with the limit, however many are free",
    .enabled(if: Host.canReserveHugepages, "skipped: not root"),
    .enabled(if: !hugepageVersions.isEmpty, "skipped: no control group with limits of hugepages can be made here"),
    arguments: hugepageVersions, commands)
  func hugepages(_ version: Int, _ command: [String]) throws {
    let group = try #require(TestGroup.make(for: "hugetlb", isLegacy: version == 1))
    for file in version == 1 ? ["rsvd.limit_in_bytes", "limit_in_bytes"] : ["rsvd.max", "max"] {
      try Host.withHugepages(32) {
        try group.set("hugetlb.2MB.\(file)", 16 << 20)
        let refused = try group.run(command, input: "{memc: 1, memory: 64MiB, defaults: {hugepages: on}}")
        #expect(refused.status == 71)
        #expect(
          refused.errors
            == "memc: error: <stdin>: mmap of node 0: 32 hugepages of 2 MiB needed, but the control group allows 8 "
            + "(\(group.folder)/hugetlb.2MB.\(file))\n")
        let left = try group.run(command, input: "{memc: 1, memory: 64MiB, defaults: {hugepages: auto}}")
        #expect(left.status == 0)
        let reason = "node 0: small pages: 32 hugepages of 2 MiB needed, 8 left in the control group ("
        #expect(left.text.contains(reason) == (command[0] == "realize"))
        let populated = "{memc: 1, memory: 16MiB, defaults: {hugepages: on, prefault: on}}"
        #expect(try group.run(command, input: populated).status == 0)
        // As much as there is.
        try group.set("hugetlb.2MB.\(file)", 1 << 62)
      }
    }
  }

  @Test(
    "What another process of the group has comes back: that is told as being short for now",
    .enabled(if: !memoryVersions.isEmpty, "skipped: no control group with limits of memory can be made here"),
    arguments: memoryVersions)
  func others(_ version: Int) throws {
    let group = try #require(TestGroup.make(for: "memory", isLegacy: version == 1))
    try group.set(version == 1 ? "memory.limit_in_bytes" : "memory.max", 256 << 20)
    let folder = try TemporaryFolder()
    let file = try folder.write("{memc: 1, memory: 160MiB, defaults: {prefault: on}}", to: "held.yaml")
    let held = try RunningMemc(["realize", file, "--hold"], in: group)
    try held.wait { $0.output.contains(" ms in all\n") }
    for command in Self.commands {
      let result = try group.run(command, input: "{memc: 1, memory: 160MiB, defaults: {prefault: on}}")
      #expect(result.status == 75)
      #expect(result.errors.contains(": 160 MiB to populate, but ") && result.errors.contains(group.folder))
    }
    #expect(held.end(by: SIGTERM) == 0)
  }
}
