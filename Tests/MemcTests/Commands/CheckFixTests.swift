import Foundation
import TestSupport
import Testing

/// `memc check --fix`: what it changes, and what it leaves alone.
@Suite("memc check --fix")
struct CheckFixTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let wrong = "memc: 1\nmemroy: 4GB\n"
  private static let right = "memc: 1\nmemory: 4GiB\n"

  private func fix(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["check", "--fix"] + arguments, in: folder.path, input: input)
  }

  private func text(_ name: String) throws -> String { String(decoding: try folder.bytes(name), as: UTF8.self) }

  @Test("tells how many fixes were made in each file, and what the file is then")
  func whole() throws {
    try folder.write(Self.wrong, to: "a.yaml")
    try folder.write("memc: 1\nmemory: 1gib\nnodse: 2\nmemoy: 3\n", to: "b.yaml")
    try folder.write(Self.right, to: "c.yaml")
    let result = try fix("a.yaml", "b.yaml", "c.yaml")
    #expect(
      result.text == """
        a.yaml: 2 fixes applied
        a.yaml: ok, 2 slots
        b.yaml: 2 fixes applied
        c.yaml: no fix applied
        c.yaml: ok, 2 slots

        """)
    #expect(
      result.errors == """
        b.yaml:4:1: error: unknown key 'memoy'; did you mean 'memory'? [unknown-key]
           4 | memoy: 3
             | ^~~~~

        """)
    #expect(result.status == 1)
    #expect(try text("a.yaml") == Self.right)
    #expect(try text("b.yaml") == "memc: 1\nmemory: 1GiB\nnodes: 2\nmemoy: 3\n")
    #expect(try folder.names() == ["a.yaml", "b.yaml", "c.yaml"])
  }

  @Test("one fix is one, and warnings are counted as ever")
  func singular() throws {
    try folder.write("memc: 1\nmemory: 2mib\n", to: "a.yaml")
    let result = try fix("a.yaml")
    #expect(result.text == "a.yaml: 1 fix applied\na.yaml: ok, 1 slot, 1 warning\n")
    #expect(result.status == 0)
  }

  @Test("a byte order mark and other ends of lines stay")
  func bytes() throws {
    try folder.write("\u{FEFF}memc: 1\r\nmemory: 4GB # ü\r\n", to: "a.yaml")
    #expect(try fix("a.yaml").status == 0)
    #expect(try folder.bytes("a.yaml") == Array("\u{FEFF}memc: 1\r\nmemory: 4GiB # ü\r\n".utf8))
  }

  @Test("what nothing is to be fixed in is not written")
  func untouched() throws {
    try folder.write(Self.right, to: "a.yaml")
    let before = try FileManager.default.attributesOfItem(atPath: folder.path("a.yaml"))
    #expect(try fix("a.yaml").status == 0)
    let after = try FileManager.default.attributesOfItem(atPath: folder.path("a.yaml"))
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    #expect(before[.modificationDate] as? Date == after[.modificationDate] as? Date)
  }

  @Test("a file that is no text is told of, and stays")
  func noText() throws {
    try folder.write([0x6D, 0xFF, 0x0A], to: "a.yaml")
    let result = try fix("a.yaml")
    #expect(result.text == "a.yaml: no fix applied\n")
    #expect(result.errors.hasPrefix("a.yaml:1:2: error: the file is not UTF-8"), "\(result.errors)")
    #expect(result.status == 1)
    #expect(try folder.bytes("a.yaml") == [0x6D, 0xFF, 0x0A])
  }

  @Test("a file that cannot be read is 66, and the others are fixed")
  func unreadable() throws {
    try folder.write(Self.wrong, to: "a.yaml")
    try FileManager.default.createSymbolicLink(atPath: folder.path("circle"), withDestinationPath: "circle")
    let result = try fix("missing", "circle", "a.yaml")
    #expect(
      result.errors == """
        memc: error: cannot read missing: No such file or directory
        memc: error: cannot read circle: Too many levels of symbolic links

        """)
    #expect(result.status == 66)
    #expect(try text("a.yaml") == Self.right)
  }

  @Test("standard input, folders, tables and what is no file are refused before anything is changed")
  func refused() throws {
    try folder.write(Self.wrong, to: "a.yaml")
    try folder.copy("golden/gap-straddle", to: "out")
    for name in ["out", "out/srat.bin", "/dev/null"] {
      let result = try fix("a.yaml", name)
      #expect(result.status == 64)
      #expect(result.text == "")
      #expect(result.errors == "memc: error: --fix changes topologies, and \(name) is none\n")
    }
    let result = try fix("a.yaml", "-")
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("memc: error: --fix changes files, and standard input is none\n"))
    #expect(try text("a.yaml") == Self.wrong)
  }

  @Test("diagnostics of the other forms are those of the fixed file")
  func forms() throws {
    try folder.write(Self.wrong + "nodes: 0\n", to: "a.yaml")
    let result = try fix("a.yaml", "--diagnostics", "github")
    #expect(result.errors.hasPrefix("::error file=a.yaml,line=3,col=8,"), "\(result.errors)")
    #expect(result.text == "a.yaml: 2 fixes applied\n")
  }

  @Test("a file beyond RLIMIT_FSIZE is 73, and stays as it was")
  func limit() throws {
    let long = "memc: 1\nmemory: 4GB\n# \(String(repeating: "x", count: 8000))\n"
    try folder.write(long, to: "a.yaml")
    let result = try StandardStreamTests.shell("ulimit -f 4; $MEMC check --fix a.yaml", in: folder.path)
    #expect(result.status == 73)
    #expect(result.errors.hasPrefix("memc: error: cannot write a.yaml: File too large"), "\(result.errors)")
    #expect(try text("a.yaml") == long)
    #expect(try folder.names() == ["a.yaml"])
  }

  @Test(
    "a full disk and one that is read only are 73, and the file stays as it was",
    .enabled(if: Host.canMount, "skipped: this user cannot mount a file system of its own"),
    arguments: [
      (
        "mount -t tmpfs -o size=16k none disk", "dd if=/dev/zero of=disk/fill bs=1k count=16 2>/dev/null",
        "No space left"
      ),
      ("mount -t tmpfs none disk", "mount -o remount,ro disk", "Read-only file system"),
    ])
  func disk(_ mount: String, _ spoil: String, _ reason: String) throws {
    try folder.makeFolder("disk")
    let line = """
      \(mount) || exit 100
      printf 'memc: 1\\nmemory: 4GB\\n' >disk/a.yaml; cp disk/a.yaml before
      \(spoil)
      $MEMC check --fix disk/a.yaml; status=$?
      cmp before disk/a.yaml || exit 101
      [ -z "$(find disk -name '.*')" ] || exit 102
      exit $status
      """
    let script = try folder.write("MEMC='\(MemcProcess.memc)'\n\(line)", to: "script")
    let result = try MemcProcess.run("/usr/bin/unshare", ["--mount", "/bin/bash", script], in: folder.path)
    #expect(result.status == 73, "\(result.text)\(result.errors)")
    #expect(result.errors.hasPrefix("memc: error: cannot write disk/a.yaml: \(reason)"), "\(result.errors)")
  }

  @Test("neither a folder nor a file that must not be written is", arguments: [(0o555, 0o666), (0o777, 0o444)])
  func rights(folderMode: Int, fileMode: Int) throws {
    try folder.makeFolder("sub")
    try folder.write(Self.wrong, to: "sub/a.yaml")
    for (name, mode) in [("sub/a.yaml", fileMode), ("sub", folderMode)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path(name))
    }
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path("sub")) }
    // Root may write everything.
    let nobody = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : ""
    guard try StandardStreamTests.shell("\(nobody) $MEMC --version", in: folder.path).status == 0 else {
      try Test.cancel("another user cannot run the command here")
    }
    let result = try StandardStreamTests.shell("\(nobody) $MEMC check --fix sub/a.yaml", in: folder.path)
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write sub/a.yaml: Permission denied\n")
    #expect(try text("sub/a.yaml") == Self.wrong)
    #expect(try folder.names(in: "sub") == ["a.yaml"])
  }

  @Test("a signal leaves the file as it was or as it shall be", arguments: [("INT", 2), ("TERM", 15), ("HUP", 1)])
  func signals(signal: String, number: Int32) throws {
    let nodes = Array(repeating: "  - {memory: 4GB}\n", count: 90).joined()
    let old = "memc: 1\nnodes:\n\(nodes)"
    let new = old.replacing("GB", with: "GiB")
    for step in 0..<12 {
      try folder.write(old, to: "a.yaml")
      let line = """
        set -m
        $MEMC check --fix a.yaml >/dev/null &
        sleep \(String(format: "%.3f", Double(step) * 0.01)); kill -\(signal) $! 2>/dev/null; wait $!
        """
      let result = try StandardStreamTests.shell(line, in: folder.path)
      #expect([0, 128 + number].contains(result.status), "\(result.errors)")
      let found = try text("a.yaml")
      #expect(found == old || found == new)
      if result.status == 0 { #expect(found == new) }
      #expect(try folder.names() == ["a.yaml"])
    }
  }

  @Test("several at once leave the file whole, and one that was changed meanwhile to the other")
  func concurrent() throws {
    try folder.write(Self.wrong, to: "right")
    let line = """
      for round in {1..10}; do
        cp right a.yaml
        for n in 1 2 3; do $MEMC check --fix a.yaml >/dev/null 2>>errors & done
        wait
        grep -qx 'memory: 4GiB' a.yaml && [ "$(ls -A)" = $'a.yaml\\nerrors\\nright' ] || exit 1
      done
      """
    let result = try StandardStreamTests.shell(line, in: folder.path)
    let names = try folder.names()
    #expect(result.status == 0, "\(names)")
    for error in try text("errors").split(separator: "\n") {
      #expect(error == "memc: error: cannot write a.yaml: another process changed it meanwhile")
    }
  }
}
