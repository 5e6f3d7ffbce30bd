import Foundation
import TestSupport
import Testing

/// A program of `examples/consumers/`.
enum Consumer: String, CaseIterable, Sendable {
  case python
  case c
  case rust

  var source: String {
    let suffix =
      switch self {
      case .python: "py"
      case .c: "c"
      case .rust: "rs"
      }
    return "\(packageRoot)/examples/consumers/register-memslots.\(suffix)"
  }

  /// The tool that builds or runs it, or `nil` where it is not installed.
  var tool: String? {
    switch self {
    case .python: MemcProcess.path(of: "python3")
    case .c: FileManager.default.fileExists(atPath: "/usr/include/jansson.h") ? MemcProcess.path(of: "cc") : nil
    case .rust: MemcProcess.path(of: "rustc")
    }
  }

  /// Builds the program with every warning an error, and gives how it is run.
  func build(in folder: TemporaryFolder) throws -> (program: String, arguments: [String]) {
    guard let tool else { try Test.cancel("skipped: no compiler, no interpreter or no library for \(rawValue)") }
    let program = folder.path("register-memslots")
    let arguments: [String]
    switch self {
    case .python: return (tool, [source])
    case .c: arguments = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-ljansson"]
    case .rust: arguments = ["--edition", "2021", "-D", "warnings", "-o", program, source]
    }
    let result = try MemcProcess.run(tool, arguments, in: folder.path)
    try #require(result.status == 0, "\(result.text)\(result.errors)")
    return (program, [])
  }
}

/// The programs that show how `memslots.json` is used, on a real `/dev/kvm`.
@Suite("Consumers", .serialized, .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
struct ConsumerTests {
  /// What programs may meet: gaps, windows, levels, mirrors, slots that are read-only or unmapped, every backing.
  private static let topologies = [
    ("a gap", "{memc: 1, nodes: [{memory: 2GiB, cpus: 0}, {memory: 4GiB}]}"),
    (
      "windows, levels and mirrors",
      """
      {memc: 1, memory: 64MiB, legacy_x86: on,
       visibility: [{start: 0xa0000, end: 0xc0000, mode: unmapped}, {start: 0xf0000, end: 0x100000, mode: read-only}],
       devices: [{name: bar0, start: 3GiB, size: 4MiB}, {name: "é \\"0\\"", start: 0xc0100000, size: 1MiB, priority: 1}],
       vtl2: {start: 4GiB, size: 16MiB}, aliases: [{offset: 64GiB}], slots: {first: 7}}
      """
    ),
    (
      "firmware's flash",
      """
      {memc: 1, memory: 64MiB, devices: [{name: flash, place: low, size: 8MiB, visibility: read-only, file: ram.img,
       offset: 8MiB}, {name: variables, place: low, size: 64KiB, file: ram.img}, {name: bar, place: high, size: 1MiB}]}
      """
    ),
    (
      "every backing",
      """
      {memc: 1, nodes: [{memory: 16MiB, cpus: 0, backing: shared}, {memory: 16MiB, backing: {file: ram.img}},
       {memory: 16MiB, hugepages: auto}, {memory: 16MiB, backing: shared, hugepages: auto, reserve: on}]}
      """
    ),
    (
      "zones of nodes",
      """
      {memc: 1, nodes: [{zones: [{size: 16MiB}, {size: 8MiB, backing: {file: ram.img}}, {size: 4MiB}], cpus: 0},
       {zones: [{size: 4MiB, backing: shared}, {size: 4MiB}]}]}
      """
    ),
  ]

  @Test("registers every slot and tells so", arguments: Consumer.allCases)
  func register(_ consumer: Consumer) throws {
    let folder = try TemporaryFolder()
    let (program, arguments) = try consumer.build(in: folder)
    try folder.write([UInt8](repeating: 0, count: 16 << 20), to: "ram.img")
    for (title, yaml) in Self.topologies {
      let file = try memslots(of: yaml, in: folder)
      let result = try MemcProcess.run(program, arguments + [file], in: folder.path)
      #expect(result.status == 0, "\(title): \(result.errors)")
      #expect(try result.text == expected(file), "\(title)")
    }
  }

  @Test(
    "hugepages are those of the pool", .enabled(if: Host.canReserveHugepages, "skipped: not root"),
    arguments: Consumer.allCases)
  func hugepages(_ consumer: Consumer) throws {
    let folder = try TemporaryFolder()
    let (program, arguments) = try consumer.build(in: folder)
    let file = try memslots(
      of:
        "{memc: 1, nodes: [{memory: 8MiB, cpus: 0, hugepages: on}, {memory: 8MiB, backing: shared, hugepages: on}]}",
      in: folder)
    try Host.withHugepages(8) {
      let result = try MemcProcess.run(program, arguments + [file], in: folder.path)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try result.text == expected(file))
    }
    // Promised to nobody, there are never so many.
    let vast = try memslots(of: "{memc: 1, nodes: [{memory: 4TiB, hugepages: on}]}", in: folder)
    let result = try MemcProcess.run(program, arguments + [vast], in: folder.path)
    #expect(result.status == 1 && result.text == "" && result.errors.contains("Cannot allocate memory"))
  }

  @Test("what KVM or the host refuses ends the program with a message", arguments: Consumer.allCases)
  func refusal(_ consumer: Consumer) throws {
    let folder = try TemporaryFolder()
    let (program, arguments) = try consumer.build(in: folder)
    let file = try memslots(of: "{memc: 1, nodes: [{memory: 16MiB, cpus: 0}, {memory: 16MiB}]}", in: folder)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (title, changed, message) in [
      // Two slots at one place.
      ("overlap", text.replacing("\"guest_phys_addr\": 16777216", with: "\"guest_phys_addr\": 0"), "slot 1"),
      ("memory of another process", text.replacing("\"private\"", with: "\"existing\""), "there already"),
      ("a newer file", text.replacing("\"version\": 1", with: "\"version\": 2"), "1"),
      ("half a file", String(text.prefix(text.count / 2)), "\n"),
    ] {
      #expect(changed != text)
      try folder.write(changed, to: "changed.json")
      let result = try MemcProcess.run(program, arguments + ["changed.json"], in: folder.path)
      #expect(result.status == 1 && result.errors.contains(message), "\(title): \(result.errors)")
    }
    #expect(try MemcProcess.run(program, arguments, in: folder.path).status == 1)
  }

  /// Compiles a topology and gives the path of its `memslots.json`.
  private func memslots(of yaml: String, in folder: TemporaryFolder) throws -> String {
    let result = try MemcProcess.run(
      ["compile", folder.write(yaml, to: "machine.yaml"), "-o", "machine"], in: folder.path)
    try #require(result.status == 0, "\(result.errors)")
    return folder.path("machine/memslots.json")
  }

  /// What a consumer prints of a file.
  private func expected(_ file: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
    let partitions = try #require((object as? [String: Any])?["partitions"] as? [[String: Any]])
    var text = ""
    for partition in partitions {
      for slot in try #require(partition["slots"] as? [[String: Any]]) {
        func number(_ name: String) throws -> UInt64 { try #require(slot[name] as? UInt64) }
        let start = try number("guest_phys_addr")
        let end = try start + number("memory_size")
        let owner =
          switch try #require(slot["source"] as? String) {
          case "node" where slot["zone"] != nil: try "zone \(number("zone")) of node \(number("node"))"
          case "node": try "node \(number("node"))"
          case "device": try "device \(#require(slot["device"] as? String))"
          case let other: other
          }
        text += "\(try #require(partition["name"] as? String)) slot \(try number("slot")): "
        text += "0x\(String(start, radix: 16))-0x\(String(end, radix: 16)) \(owner) "
        text +=
          "at 0x\(String(try number("backing_offset"), radix: 16)) \(try #require(slot["visibility"] as? String))\n"
      }
    }
    return text
  }
}
