import Addresses
import Foundation
import Glibc
import TestSupport
import Testing

/// A small topology without errors.
private let small = "{memc: 1, memory: 64MiB}\n"
/// One with an error.
private let wrong = "{memc: 1, memroy: 64MiB}\n"

private let allFiles = [
  "acpi-rsdp.bin", "acpi.bin", "dsdt.bin", "e820.bin", "efi-memmap.bin", "fadt.bin", "layout.json", "madt.bin",
  "memslots.json", "pptt.bin", "pvh-memmap.bin", "slit.bin", "srat.bin", "zero-page.bin",
]

@Suite("memc compile")
struct CompileCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func compile(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["compile"] + arguments, in: folder.path, input: input)
  }

  // MARK: Where artifacts go

  @Test("writes to <stem>.memc in the working directory, and nothing else there")
  func defaultFolder() throws {
    try folder.write(small, to: "small.yaml")
    let result = try compile("small.yaml")
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(
      result.text.hasSuffix(
        "\nwrote small.memc: e820.bin (60 bytes), dsdt.bin (36 bytes), fadt.bin (276 bytes), "
          + "madt.bin (80 bytes), srat.bin (104 bytes), slit.bin (45 bytes), pptt.bin (76 bytes), acpi-rsdp.bin (36 bytes), "
          + "acpi.bin (\(try folder.bytes("small.memc/acpi.bin").count) bytes), "
          + "zero-page.bin (4096 bytes), efi-memmap.bin (120 bytes), pvh-memmap.bin (72 bytes), "
          + "memslots.json (\(try folder.bytes("small.memc/memslots.json").count) bytes), "
          + "layout.json (\(try folder.bytes("small.memc/layout.json").count) bytes)\n"))
    #expect(try folder.names() == ["small.memc", "small.yaml"])
    #expect(try folder.names(in: "small.memc") == allFiles)
  }

  @Test("creates the folders above -o, and takes them away again when it fails")
  func parents() throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml", "-o", "a/b/c").status == 0)
    #expect(try folder.names(in: "a/b/c") == allFiles)
    let tooLong = String(repeating: "x", count: 256)
    let result = try compile("small.yaml", "-o", "d/e/\(tooLong)")
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot look at d/e/\(tooLong): File name too long\n")
    #expect(try folder.names() == ["a", "small.yaml"])
  }

  @Test("several files go to DIR/<stem>, each")
  func severalFiles() throws {
    try folder.write(small, to: "one.yaml")
    try folder.write(small, to: "two.yaml")
    #expect(try compile("one.yaml", "two.yaml", "-o", "out").status == 0)
    #expect(try folder.names(in: "out") == ["one", "two"])
    #expect(try folder.names(in: "out/two") == allFiles)
  }

  @Test("several files of one stem are wrong usage")
  func equalStems() throws {
    try folder.write(small, to: "one.yaml")
    let result = try compile("one.yaml", "./one.yaml")
    #expect(result.status == 64)
    #expect(
      result.errors.hasPrefix(
        "memc: error: 'one.yaml' and './one.yaml' have the same stem, so their artifacts would be in one folder\n"))
    #expect(try folder.names() == ["one.yaml"])
  }

  @Test("where one of several files has errors, nothing is written")
  func oneOfSeveralFails() throws {
    try folder.write(small, to: "one.yaml")
    try folder.write(wrong, to: "two.yaml")
    let result = try compile("one.yaml", "two.yaml")
    #expect(result.status == 1)
    #expect(result.text == "")
    #expect(try folder.names() == ["one.yaml", "two.yaml"])
  }

  @Test(
    "files are told of in their order, and written alike, however many are compiled at a time",
    arguments: [1, 2, 16])
  func sideBySide(_ jobs: Int) throws {
    let names = (0..<40).map { "n\($0)" }
    for (number, name) in names.enumerated() {
      try folder.write("{memc: 1, memory: \(64 + 2 * number)MiB}\n", to: "\(name).yaml")
    }
    let result = try MemcProcess.run(
      ["compile", "-j", "\(jobs)", "-o", "out"] + names.map { "\($0).yaml" }, in: folder.path)
    #expect(result.status == 0)
    #expect(result.text.matches(of: #/(?m)^wrote out\/(n\d+):/#).map { String($0.1) } == names)
    for (number, name) in names.enumerated() {
      #expect(try folder.names(in: "out/\(name)") == allFiles)
      #expect(result.text.contains("\(Units.bytes(UInt64(64 + 2 * number) << 20)) in 1 node"))
    }
    #expect(try MemcProcess.run(["check"] + names.map { "out/\($0)" }, in: folder.path).status == 0)
  }

  @Test("mistakes of several files are told in the order of the files", arguments: ["1", "8"])
  func mistakesSideBySide(_ jobs: String) throws {
    let names = (0..<20).map { "n\($0).yaml" }
    for name in names { try folder.write(wrong, to: name) }
    let result = try MemcProcess.run(["compile", "--jobs", jobs, "missing.yaml"] + names, in: folder.path)
    #expect(result.status == 66)
    #expect(result.errors.hasPrefix("memc: error: cannot read missing.yaml: No such file or directory\n"))
    #expect(result.errors.matches(of: #/(?m)^(n\d+\.yaml):1:11: error/#).map { String($0.1) } == names)
    #expect(try folder.names() == names.sorted())
  }

  @Test("of files of which one cannot be written, that one is told", arguments: ["1", "4"])
  func oneOfSeveralIsNotWritten(_ jobs: String) throws {
    for name in ["a", "b", "c"] { try folder.write(small, to: "\(name).yaml") }
    try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
    try folder.write("in the way", to: "out/b")
    let result = try MemcProcess.run(
      ["compile", "-j", jobs, "a.yaml", "b.yaml", "c.yaml", "-o", "out"], in: folder.path)
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write out/b: Not a directory\n")
    #expect(result.text.contains("wrote out/a:"))
    #expect(!result.text.contains("wrote out/c:"))
    #expect(try folder.names(in: "out/a") == allFiles)
  }

  @Test("as many jobs as nobody has are wrong usage", arguments: ["0", "1025", "-1"])
  func jobs(_ count: String) throws {
    let result = try compile("-", "--jobs=\(count)", input: small)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("memc: error: --jobs is 1 to 1024\n"))
  }

  @Test("-o - streams the one artifact of --emit, and nothing else")
  func stream() throws {
    let result = try compile("-", "--emit", "slit", "-o", "-", input: small)
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.count == 45)
    #expect(Array(result.output.prefix(4)) == Array("SLIT".utf8))
    #expect(result.output.last == 10)
    #expect(try folder.names() == [])
  }

  @Test("-o - without exactly one --emit is wrong usage", arguments: [[], ["--emit", "srat,slit"]])
  func streamOfSeveral(_ emit: [String]) throws {
    let result = try MemcProcess.run(["compile", "-", "-o", "-"] + emit, in: folder.path, input: small)
    #expect(result.status == 64)
    #expect(
      result.errors.hasPrefix("memc: error: '-o -' writes one artifact: give one file, and one kind to --emit\n"))
  }

  @Test("--emit writes what it names only")
  func emit() throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml", "--emit", "srat,layout").status == 0)
    #expect(try folder.names(in: "small.memc") == ["layout.json", "srat.bin"])
    #expect(try MemcProcess.run(["check", "small.memc"], in: folder.path).status == 0)
  }

  @Test("--emit e820 where the architecture has none is wrong usage")
  func emitE820OnArm() throws {
    let result = try compile("-", "--emit", "e820", input: "{memc: 1, arch: aarch64, memory: 64MiB}")
    #expect(result.status == 64)
    #expect(result.errors == "memc: error: <stdin>: aarch64 has no e820 map\n")
    #expect(try folder.names() == [])
  }

  @Test("--format json prints layout.json")
  func jsonSummary() throws {
    try folder.write(small, to: "small.yaml")
    let result = try compile("small.yaml", "--format", "json")
    #expect(result.status == 0)
    #expect(result.output == (try folder.bytes("small.memc/layout.json")))
  }

  @Test("--print-after shows what stands after a pass on standard error")
  func printAfter() throws {
    let result = try compile(
      "-", "--print-after", "node-sizing", "--print-after", "slot-assignment", "--emit", "slit", "-o", "-",
      input: "{memc: 1, memory: 100MiB, nodes: 3}")
    #expect(
      result.errors == """
        *** after node-sizing ***
        node 0: 33 MiB
        node 1: 33 MiB
        node 2: 34 MiB
        *** after slot-assignment ***
        slot 0: 0x0-0x2100000 (33 MiB) node 0 backing offset 0x0
        slot 1: 0x2100000-0x4200000 (33 MiB) node 1 backing offset 0x0
        slot 2: 0x4200000-0x6400000 (34 MiB) node 2 backing offset 0x0

        """)
  }

  // MARK: What was there before

  @Test("a second run takes the place of the first, whole")
  func replaces() throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml").status == 0)
    try folder.write("{memc: 1, arch: aarch64, memory: 64MiB}", to: "small.yaml")
    #expect(try compile("small.yaml").status == 0)
    #expect(
      try folder.names(in: "small.memc") == [
        "acpi-rsdp.bin", "acpi.bin", "dsdt.bin", "efi-memmap.bin", "fadt.bin", "fdt.dtb", "gtdt.bin", "layout.json",
        "madt.bin", "memslots.json", "pptt.bin", "slit.bin", "srat.bin",
      ])
    #expect(try folder.names() == ["small.memc", "small.yaml"])
    #expect(try MemcProcess.run(["check", "small.memc"], in: folder.path).status == 0)
  }

  @Test("files of others stay where they are")
  func foreignFiles() throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml", "-o", ".").status == 0)
    #expect(try folder.names() == (allFiles + ["small.yaml"]).sorted())
    try folder.write("{memc: 1, memory: 128MiB}", to: "small.yaml")
    #expect(try compile("small.yaml", "-o", ".").status == 0)
    #expect(try folder.names() == (allFiles + ["small.yaml"]).sorted())
    #expect(try MemcProcess.run(["check", "."], in: folder.path).status == 0)
  }

  @Test("a symbolic link to a folder stays one")
  func symbolicLink() throws {
    try folder.write(small, to: "small.yaml")
    try folder.makeFolder("real")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "real")
    #expect(try compile("small.yaml", "-o", "link").status == 0)
    #expect(try folder.names(in: "real") == allFiles)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
  }

  @Test("errors in the input leave earlier output as it was")
  func errorsLeaveOutput() throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml").status == 0)
    let before = try folder.bytes("small.memc/layout.json")
    try folder.write(wrong, to: "small.yaml")
    let result = try compile("small.yaml")
    #expect(result.status == 1)
    #expect(
      result.errors == """
        small.yaml:1:11: error: unknown key 'memroy'; did you mean 'memory'? [unknown-key]
           1 | {memc: 1, memroy: 64MiB}
             |           ^~~~~~

        """)
    #expect(try folder.bytes("small.memc/layout.json") == before)
  }

  @Test(
    "a full disk is exit 73, and earlier output stays", .enabled(if: geteuid() == 0, "needs root to mount a tmpfs"))
  func fullDisk() throws {
    try folder.makeFolder("disk")
    let mount = try MemcProcess.run(
      "/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path("disk")])
    try #require(mount.status == 0, "mounting a tmpfs: \(mount.errors)")
    defer { _ = try? MemcProcess.run("/bin/umount", [folder.path("disk")]) }

    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml", "-o", "disk/out").status == 0)
    let before = try folder.bytes("disk/out/layout.json")
    let large = "{memc: 1, memory: 4GiB, nodes: 400}"
    try folder.write(large, to: "small.yaml")
    let result = try compile("small.yaml", "-o", "disk/out")
    #expect(result.status == 73)
    #expect(
      result.errors.wholeMatch(
        of: /memc: error: cannot write disk\/out\/[a-z0-9]+\.(bin|json): No space left on device\n/) != nil,
      "\(result.errors)")
    #expect(try folder.bytes("disk/out/layout.json") == before)
    #expect(try folder.names(in: "disk") == ["out"])
    #expect(try MemcProcess.run(["check", "disk/out"], in: folder.path).status == 0)
  }

  @Test("a mount point is written to", .enabled(if: geteuid() == 0, "needs root to mount a tmpfs"))
  func mountPoint() throws {
    try folder.makeFolder("disk")
    let mount = try MemcProcess.run("/bin/mount", ["-t", "tmpfs", "tmpfs", folder.path("disk")])
    try #require(mount.status == 0, "mounting a tmpfs: \(mount.errors)")
    defer { _ = try? MemcProcess.run("/bin/umount", [folder.path("disk")]) }

    try folder.write(small, to: "small.yaml")
    for _ in 1...2 {
      let result = try compile("small.yaml", "-o", "disk")
      #expect(result.errors == "")
      #expect(result.status == 0)
      #expect(try folder.names(in: "disk") == allFiles)
    }
    #expect(try folder.names() == ["disk", "small.yaml"])
  }

  @Test("a folder in the place of an artifact is exit 73, and no file changes", arguments: [true, false])
  func folderInPlaceOfArtifact(hasOtherFiles: Bool) throws {
    try folder.write(small, to: "small.yaml")
    #expect(try compile("small.yaml", "-o", "out").status == 0)
    try FileManager.default.removeItem(atPath: folder.path("out/slit.bin"))
    try folder.makeFolder("out/slit.bin")
    if hasOtherFiles { _ = try folder.write("mine", to: "out/notes.txt") }
    let before = try folder.bytes("out/srat.bin")
    try folder.write("{memc: 1, memory: 128MiB, cpus: 4}", to: "small.yaml")
    let result = try compile("small.yaml", "-o", "out")
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write out/slit.bin: Is a directory\n")
    #expect(try folder.bytes("out/srat.bin") == before)
    #expect(try folder.names() == ["out", "small.yaml"])
    #expect(try folder.names(in: "out") == (allFiles + (hasOtherFiles ? ["notes.txt"] : [])).sorted())
  }

  // MARK: Exit codes

  @Test("an input that is not there, or is a folder, is exit 66")
  func noInput() throws {
    let missing = try compile("missing.yaml")
    #expect(missing.status == 66)
    #expect(missing.errors == "memc: error: cannot read missing.yaml: No such file or directory\n")
    let directory = try compile(".")
    #expect(directory.status == 66)
    #expect(directory.errors == "memc: error: cannot read .: Is a directory\n")
  }

  @Test("an output that is a file is exit 73")
  func outputIsFile() throws {
    try folder.write(small, to: "small.yaml")
    let result = try compile("small.yaml", "-o", "small.yaml")
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write small.yaml: Not a directory\n")
    #expect(try folder.bytes("small.yaml") == Array(small.utf8))
  }

  @Test("a full device as standard output is exit 73")
  func fullStandardOutput() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let result = try MemcProcess.run(
      ["compile", "-", "--emit", "slit", "-o", "-"], in: folder.path, input: small, output: full)
    #expect(result.status == 73)
    #expect(result.errors == "memc: error: cannot write standard output: No space left on device\n")
  }

  @Test("a closed pipe as standard output is exit 73, not a silent death")
  func closedPipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let result = try MemcProcess.run(
      ["compile", "-", "--emit", "slit", "-o", "-"], in: folder.path, input: small,
      output: pipe.fileHandleForWriting)
    #expect(result.status == 73)
    #expect(result.errors == "")
  }

  @Test("unknown checks and checks that must stay errors are wrong usage")
  func overrides() throws {
    let unknown = try compile("-", "-W", "ram-over-apci", input: small)
    #expect(unknown.status == 64)
    #expect(
      unknown.errors.hasPrefix(
        "memc: error: there is no check 'ram-over-apci'; did you mean 'ram-over-apic'? "
          + "'memc check --list-checks' shows them all\n"))
    let far = try compile("-", "-E", "xyzzy", input: small)
    #expect(far.status == 64)
    #expect(
      far.errors.hasPrefix("memc: error: there is no check 'xyzzy'; 'memc check --list-checks' shows them all\n"))
    let fixed = try compile("-", "-Wno-gap-overlap", input: small)
    #expect(fixed.status == 64)
    #expect(fixed.errors.hasPrefix("memc: error: 'gap-overlap' keeps the tables true; it stays an error\n"))
  }

  @Test("an error that costs speed only may be lowered: then there are artifacts")
  func loweredError() throws {
    let split = "{memc: 1, memory: 64MiB, defaults: {hugepages: on}, legacy_x86: on}"
    let message = "'legacy_x86' cuts node 0 into slots below 1 MiB, so its first large page, of 2 MiB, is lost"
    for arguments in [[], ["-E", "legacy-split-on-hugepages"], ["-W", "error"]] {
      let result = try MemcProcess.run(["compile", "-"] + arguments, in: folder.path, input: split)
      #expect(result.status == 1)
      #expect(result.errors.contains("error: \(message)"))
      #expect(try folder.names() == [])
    }
    for (arguments, told) in [
      (["-W", "legacy-split-on-hugepages"], "warning: \(message)"), (["-Wno-legacy-split-on-hugepages"], ""),
      (["-W", "legacy-split-on-hugepages", "-W", "error"], "warning: \(message)"),
    ] {
      let result = try MemcProcess.run(
        ["compile", "-", "--emit", "memslots", "-o", "-"] + arguments, in: folder.path, input: split)
      #expect(result.status == 0)
      #expect(told.isEmpty ? result.errors == "" : result.errors.contains(told))
      #expect(result.text.contains("\"slot\": 15,"))
    }
  }

  @Test("-E makes a warning an error, -Wno- silences it, -W error takes all")
  func severities() throws {
    let tiny = "{memc: 1, memory: 2MiB}"
    #expect(try compile("-", input: tiny).errors.contains("warning: node 0 has 2 MiB"))
    #expect(try compile("-", "-Wno-small-node", input: tiny).errors == "")
    for arguments in [["-E", "small-node"], ["-Esmall-node"], ["-W", "error"], ["-Werror"]] {
      let result = try MemcProcess.run(["compile", "-"] + arguments, in: folder.path, input: tiny)
      #expect(result.status == 1)
      #expect(result.errors.contains("error: node 0 has 2 MiB"))
    }
  }

  @Test("--diagnostics json prints JSON lines")
  func jsonDiagnostics() throws {
    let result = try compile("-", "--diagnostics", "json", input: wrong)
    #expect(result.status == 1)
    #expect(
      result.errors == """
        {"column":11,"end_column":17,"end_line":1,"file":"<stdin>",\
        "fix":[{"column":11,"end_column":17,"end_line":1,"line":1,"replacement":"memory"}],"id":"unknown-key","line":1,\
        "message":"unknown key 'memroy'","notes":[],"severity":"error","suggestion":"did you mean 'memory'?"}

        """)
  }

  // MARK: Determinism

  @Test("the same input gives the same bytes, whatever its name and the working directory")
  func deterministic() throws {
    let text = try packageText("examples/reserved-ranges.yaml")
    try folder.write(text, to: "one.yaml")
    try folder.write(text, to: "two.yaml")
    #expect(try compile("one.yaml").status == 0)
    #expect(try MemcProcess.run(["compile", folder.path("two.yaml"), "-o", folder.path("two.memc")]).status == 0)
    for name in allFiles {
      #expect(try folder.bytes("one.memc/\(name)") == folder.bytes("two.memc/\(name)"))
    }
  }
}
