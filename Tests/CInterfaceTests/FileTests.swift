import CMemc
import TestSupport
import Testing

@Suite("Files in C")
struct FileTests {
  @Test("are read by the bytes of their names")
  func names() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 64MiB}", to: "a b.yaml")
    #expect(Machine(path: Array(folder.path("a b.yaml").utf8)).status == MEMC_OK)
    let strange = Array(folder.path("x").utf8) + [0xFF]
    let missing = Machine(path: strange)
    #expect(missing.status == MEMC_UNREADABLE)
    #expect(missing.message == "cannot read \(folder.path("x"))\u{FFFD}: No such file or directory")
    #expect(missing.json == "")
  }

  @Test(
    "that cannot be read are told in a line",
    arguments: [
      ("/", "cannot read /: Is a directory"), ("", "cannot read '': No such file or directory"),
      ("-", "cannot read ./-: No such file or directory"),
      ("/nowhere/a\nb", "cannot read /nowhere/a\u{FFFD}b: No such file or directory"),
    ])
  func unreadable(_ path: String, _ message: String) {
    let machine = Machine(path: Array(path.utf8))
    #expect(machine.status == MEMC_UNREADABLE)
    #expect(machine.message == message)
    #expect(machine.artifact("srat").status == MEMC_FAILED)
  }
}
