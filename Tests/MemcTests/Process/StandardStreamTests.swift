import Foundation
import TestSupport
import Testing

/// Commands whose standard streams are closed, full or unread.
@Suite("Standard streams")
struct StandardStreamTests {
  /// Runs a line of a shell in which `$MEMC` is the command.
  static func shell(_ line: String, in directory: String) throws -> ProcessResult {
    try MemcProcess.run("/bin/bash", ["-c", "MEMC='\(MemcProcess.memc)'\n\(line)"], in: directory)
  }

  /// Every way to close some of the three.
  static let closings: [String] = (1..<8).map { mask in
    [(1, "<&-"), (2, ">&-"), (4, "2>&-")].filter { mask & $0.0 != 0 }.map(\.1).joined(separator: " ")
  }

  @Test(
    "a closed one is no place for guest memory: the file of a node stays as it was",
    .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"), arguments: closings)
  func realize(closing: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, nodes: [{memory: 4MiB, backing: {file: ram.img}}]}", to: "f.yaml")
    let memory = [UInt8](repeating: 0xA5, count: 4 << 20)
    try folder.write(memory, to: "ram.img")
    let result = try Self.shell("$MEMC realize f.yaml --tables off \(closing)", in: folder.path)
    #expect(result.status == (closing.contains(" >&-") || closing.hasPrefix(">&-") ? 73 : 0))
    #expect(try folder.bytes("ram.img") == memory)
  }

  @Test("a result that cannot be told is 73, and what is written is whole", arguments: closings)
  func commands(closing: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 64MiB}", to: "a.yaml")
    let isSilent = closing.contains(" >&-") || closing.hasPrefix(">&-")
    for command in [
      "compile a.yaml", "check a.yaml", "dump a.memc/srat.bin", "check a.memc", "show a.memc", "capture",
      "capture --save copy", "schema", "--help",
      "--version",
      "compile --help", "--generate-completion-script bash", "golden check --examples . --golden nowhere",
    ] {
      let result = try Self.shell("$MEMC \(command) \(closing)", in: folder.path)
      let expected: Int32 = isSilent ? 73 : command.hasPrefix("golden") ? 1 : 0
      #expect(result.status == expected, "\(command) \(closing): \(result.errors)")
      if isSilent, !closing.contains("2>&-") { #expect(result.errors.contains("cannot write standard output")) }
    }
    #expect(try Self.shell("$MEMC check a.memc", in: folder.path).status == 0)
  }

  @Test("a closed standard input is an empty one")
  func closedInput() throws {
    let result = try Self.shell("$MEMC check - <&-", in: "/")
    let empty = try Self.shell("$MEMC check - </dev/null", in: "/")
    #expect(result.status == 1)
    #expect(result.errors == empty.errors)
  }

  @Test("a full disk is 73, with the reason", arguments: ["--help", "--version", "schema", "check --list-checks"])
  func full(command: String) throws {
    let result = try Self.shell("$MEMC \(command) >/dev/full", in: "/")
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write standard output: No space left on device\n")
  }

  @Test("a reader that has seen enough is 73, without a word")
  func closedPipe() throws {
    // The reader is gone before there is anything to read.
    let line = "exec 3> >(true); wait $!; $MEMC schema >&3; echo $? >&2"
    let result = try Self.shell(line, in: "/")
    #expect(result.errors == "73\n")
  }
}
