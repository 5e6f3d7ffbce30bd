import Foundation
import TestSupport
import Testing

@testable import memc

/// Names of files, which are bytes and no text.
@Suite("Names that are no UTF-8")
struct NameTests {
  /// Names in a folder as the shell escapes them.
  private func names(_ pattern: String, in folder: TemporaryFolder) throws -> [String] {
    let result = try StandardStreamTests.shell("printf '%q\\n' \(pattern)", in: folder.path)
    return result.text.split(separator: "\n").map(String.init)
  }

  @Test("are read and written byte by byte")
  func compile() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 64MiB}", to: "a.yaml")
    func run(_ line: String, status: Int32 = 0) throws {
      let result = try StandardStreamTests.shell(line, in: folder.path)
      #expect(result.status == status, "\(line): \(result.errors)")
    }
    try run(#"cp a.yaml $'n\xff.yaml' && $MEMC compile $'n\xff.yaml'"#)
    #expect(try names("*.memc", in: folder) == [#"$'n\377.memc'"#])
    try run(#"$MEMC compile a.yaml -o $'d\xfe'"#)
    try run(#"$MEMC compile --output=$'e\xfe' a.yaml $'n\xff.yaml'"#)
    #expect(try names("d* e*/*", in: folder) == [#"$'d\376'"#, #"$'e\376/a'"#, #"$'e\376/n\377'"#])
    try run(#"$MEMC check $'n\xff.memc' $'e\xfe/n\xff' $'n\xff.yaml'"#)
    try run(#"$MEMC dump $'d\xfe/srat.bin'"#)
    try run(#"mkdir x && mv $'n\xff.yaml' x && $MEMC golden update --examples x --golden $'g\xfe'"#)
    #expect(try names("g*/*", in: folder) == [#"$'g\376/n\377'"#])
    try run(#"$MEMC golden check --examples x --golden $'g\xfe'"#)
  }

  @Test("name sockets", .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
  func sockets() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, nodes: [{memory: 4MiB, backing: shared}]}", to: "a.yaml")
    let line = #"""
      $MEMC realize a.yaml --share $'s\xff' 2>/dev/null &
      until [ -S $'s\xff' ]; do sleep 0.01; done
      $MEMC realize a.yaml --existing $'s\xff' && wait $!
      """#
    let result = try StandardStreamTests.shell(line, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("are shown with U+FFFD in their place")
  func shown() throws {
    let result = try StandardStreamTests.shell(#"$MEMC check $'n\xff.yaml'; $MEMC $'n\xff'"#, in: "/")
    #expect(result.errors.hasPrefix("memc: error: cannot read n\u{FFFD}.yaml: No such file or directory\n"))
    #expect(result.errors.contains("there is no command 'memc n\u{FFFD}'"))
  }

  static let words: [[UInt8]] = [
    [], Array("plain.yaml".utf8), Array("größe-日本-🙂".utf8), [0xFF],
    Array("n".utf8) + [0xFF, 0xFE] + Array("é".utf8),
    [0xE6, 0x97], [0xF0, 0x9F, 0x99], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
    Array("\u{10FF80}".utf8), Array("\u{10FFFF}x".utf8) + [0x80],
  ]

  @Test("are text and bytes again, no two of them the same text", arguments: words)
  func roundTrip(bytes: [UInt8]) {
    let text = CommandLineWords.text(ofBytes: bytes)
    #expect(CommandLineWords.bytes(ofText: text) == bytes)
    #expect(Set(Self.words.map(CommandLineWords.text(ofBytes:))).count == Self.words.count)
  }
}
