import Foundation
import TestSupport
import Testing

/// Signals at every moment of a compilation.
@Suite("Signals")
struct SignalTests {
  /// The files in a folder, by name; `nil` where there is none.
  private func contents(_ folder: TemporaryFolder, _ name: String) throws -> [String: [UInt8]]? {
    guard FileManager.default.fileExists(atPath: folder.path(name)) else { return nil }
    return try Dictionary(
      uniqueKeysWithValues: folder.names(in: name).map { ($0, try folder.bytes("\(name)/\($0)")) })
  }

  /// A folder with a foreign file is written file by file, one without is exchanged.
  static let cases = [("INT", true), ("TERM", true), ("HUP", true), ("INT", false)]

  @Test("leave a folder as it was, or as it shall be, and nothing beside it", arguments: cases)
  func compile(signal: String, hasOtherFiles: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 1GiB}", to: "old.yaml")
    try folder.write("{memc: 1, memory: 2GiB, nodes: 2}", to: "new.yaml")
    func compile(_ name: String) throws {
      #expect(try StandardStreamTests.shell("$MEMC compile \(name).yaml -o out", in: folder.path).status == 0)
    }
    try compile("old")
    if hasOtherFiles { try folder.write([1], to: "out/notes.txt") }
    let old = try #require(try contents(folder, "out"))
    try compile("new")
    let new = try #require(try contents(folder, "out"))
    #expect(old.count == new.count && old != new)
    let names = try folder.names()

    let number: Int32 = try #require(["HUP": 1, "INT": 2, "TERM": 15][signal])
    var statuses: Set<Int32> = []
    for step in 0..<16 {
      try compile("old")
      // A millisecond apart, over the whole run of a command and beyond.
      let delay = String(format: "%.4f", Double(step) * 0.001)
      let line = """
        $MEMC compile new.yaml -o out >/dev/null &
        sleep \(delay); kill -\(signal) $! 2>/dev/null; wait $!
        """
      // A shell without job control has its children ignore SIGINT, which a command must not undo.
      let result = try StandardStreamTests.shell("set -m\n\(line)", in: folder.path)
      statuses.insert(result.status)
      #expect([0, 128 + number].contains(result.status), "\(result.errors)")
      let found = try contents(folder, "out")
      #expect(found == old || found == new, "after \(delay) s: \(found?.keys.sorted() ?? [])")
      if result.status == 0 { #expect(found == new) }
      #expect(try folder.names() == names)
    }
    #expect(statuses.contains(128 + number))
  }

  @Test("a SIGHUP that is ignored from the beginning stays ignored")
  func ignored() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 1GiB}", to: "a.yaml")
    let line = """
      trap '' HUP; mkfifo in; exec 3<>in
      $MEMC compile - -o out <in >/dev/null 3>&- &
      # Until it has seen to its signals, of which SIGTERM is one in any case.
      for _ in {1..20000}; do
        blocked=$(sed -n 's/^SigBlk:[[:space:]]*//p' /proc/$!/status); ((0x$blocked & 0x4000)) && break; sleep 0.001
      done
      kill -HUP $!
      cat a.yaml >&3; exec 3>&-; wait $!
      """
    #expect(try StandardStreamTests.shell(line, in: folder.path).status == 0)
    #expect(try folder.names(in: "out").contains("layout.json"))
  }

  @Test("compilations into one folder with files of others never mix")
  func concurrent() throws {
    let folder = try TemporaryFolder()
    for number in 1...4 {
      try folder.write("{memc: 1, memory: \(number)GiB, nodes: \(number)}", to: "\(number).yaml")
    }
    try folder.makeFolder("out")
    try folder.write([1], to: "out/notes.txt")
    let line = """
      for round in 1 2 3 4 5 6 7 8; do
        for n in 1 2 3 4; do $MEMC compile $n.yaml -o out >/dev/null & done
        wait
        $MEMC check out || exit 1
        $MEMC compile 1.yaml -o fresh >/dev/null & $MEMC compile 2.yaml -o fresh >/dev/null & wait
        $MEMC check fresh || exit 1
        rm -r fresh
      done
      """
    let result = try StandardStreamTests.shell(line, in: folder.path)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    #expect(result.errors == "")
    #expect(try folder.names(in: "out").filter { $0.hasPrefix(".") } == [])
  }
}
