import Foundation
import TestSupport
import Testing

@Suite("memc capture") struct CaptureCommandTests {
  private func run(_ words: [String], in folder: TemporaryFolder) throws -> ProcessResult {
    try MemcProcess.run(["capture"] + words, in: folder.path)
  }

  // MARK: This host

  @Test("this host is a topology that compiles")
  func thisHost() throws {
    let folder = try TemporaryFolder()
    let printed = try run([], in: folder)
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.text.hasPrefix("# A host, as 'memc capture' found it.\nmemc: 1\n"))
    let written = try run(["-o", "host.yaml"], in: folder)
    #expect(written.text == "wrote host.yaml (\(printed.output.count) bytes)\n")
    #expect(try folder.bytes("host.yaml") == printed.output)
    #expect(try MemcProcess.run(["compile", "host.yaml"], in: folder.path).status == 0)
  }

  @Test(
    "a guest of this host is one that it accepts", .soleUseOfHost,
    .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
  func guest() throws {
    let folder = try TemporaryFolder()
    for pages in ["auto", "off"] {
      let captured = try run(
        ["--for-guest", "--memory", "64MiB", "--cpus", "1", "--hugepages", pages, "-o", "guest.yaml"], in: folder)
      #expect(captured.status == 0, "\(captured.errors)")
      let check = try MemcProcess.run(["check", "--host", "guest.yaml"], in: folder.path)
      #expect(check.status == 0, "\(check.errors)")
      #expect(check.errors == "")
    }
  }

  @Test(
    "a guest has hugepages where enough are free", .soleUseOfHost,
    .enabled(if: Host.hasKVM && Host.canReserveHugepages, "skipped: no /dev/kvm, or no root to reserve hugepages"))
  func hugepages() throws {
    let folder = try TemporaryFolder()
    func capture(_ pages: String) throws -> ProcessResult {
      try run(
        ["--for-guest", "--memory", "32MiB", "--cpus", "1", "--hugepages", pages, "-o", "guest.yaml"], in: folder)
    }
    try Host.withHugepages(16 + Host.unusedHugepages - Host.freeHugepages) {
      for pages in ["auto", "on", "2MiB"] {
        let captured = try capture(pages)
        #expect(captured.status == 0, "\(captured.errors)")
        #expect(String(decoding: try folder.bytes("guest.yaml"), as: UTF8.self).contains("hugepages: 2MiB"))
        let check = try MemcProcess.run(["check", "--host", "guest.yaml"], in: folder.path)
        #expect(check.status == 0, "\(check.errors)")
      }
    }
    guard Host.freeHugepages < 16 else { return }
    let refused = try capture("on")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("[guest-too-large]"), "\(refused.errors)")
  }

  @Test(
    "the three commands of the README do what it says, with a guest that fits here", .soleUseOfHost,
    .enabled(if: Host.hasKVM && Host.isX86, "skipped: no /dev/kvm, or no host of x86_64"))
  func threeCommands() throws {
    let block = try #require(
      packageText("README.md").components(separatedBy: "```text\n").dropFirst()
        .compactMap { $0.components(separatedBy: "```").first }.first { $0.contains("--for-guest") })
    let lines = block.replacing("16GiB", with: "64MiB")
      .replacing("memc ", with: "$MEMC ")
    #expect(lines.split(separator: "\n").count == 3)
    let folder = try TemporaryFolder()
    let result = try StandardStreamTests.shell("set -e\n\(lines)", in: folder.path)
    #expect(result.status == 0, "\(result.text)\(result.errors)")
    #expect(result.text.contains("guest.yaml: ok, "))
  }

  // MARK: A copy

  /// What tells this machine from others of its kind: names, serial numbers, addresses.
  private static var secrets: [String] {
    get throws {
      let files = FileManager.default
      var paths = ["/etc/machine-id", "/proc/sys/kernel/random/boot_id", "/proc/sys/kernel/hostname"]
      for folder in ["/sys/class/net", "/sys/class/dmi/id"] {
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
          let isTold = ["_serial", "_uuid", "asset_tag"].contains { name.hasSuffix($0) }
          if folder.hasSuffix("net") { paths.append("\(folder)/\(name)/address") }
          if isTold { paths.append("\(folder)/\(name)") }
        }
      }
      let found = paths.compactMap(Host.text).filter { $0.count > 1 && Set($0).count > 1 }
      // A loopback device has the address of every other one, and firmware that knows no number says so.
      return found.filter { !["00:00:00:00:00:00", "Not Specified", "None", "localhost"].contains($0) }
    }
  }

  @Test("of this host says what the host says, and has nothing that names it")
  func copy() throws {
    let folder = try TemporaryFolder()
    let saved = try run(["--save", "copy"], in: folder)
    #expect(saved.status == 0, "\(saved.errors)")
    #expect(saved.text.wholeMatch(of: #/wrote copy \(\d+ files, \d+ bytes\)\n/#) != nil, "\(saved.text)")
    let here = try run([], in: folder)
    let there = try run(["--root", "copy"], in: folder)
    #expect(there.text == here.text)
    #expect(there.status == 0, "\(there.errors)")
    let secrets = try found(try Self.secrets, "names of this machine")
    let root = URL(filePath: folder.path("copy"))
    let paths = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in paths {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      count += 1
      let text = String(decoding: bytes, as: UTF8.self) + file.path.dropFirst(root.path.count)
      for secret in secrets {
        // As a word of its own: a host may be called as short a name as any.
        let words = text.split { !$0.isLetter && !$0.isNumber && !secret.contains($0) }
        #expect(!words.contains { $0 == secret }, "\(secret) in \(file.path)")
      }
    }
    #expect(count > 10)
  }

  @Test("takes the place of an earlier copy and of an empty folder, and of nothing else")
  func places() throws {
    let folder = try TemporaryFolder()
    let host = try PlantedShape.single.planted()
    func save(_ name: String) throws -> ProcessResult {
      try run(["--root", host.path, "--save", name], in: folder)
    }
    #expect(try save("copy").status == 0)
    try folder.write("{}", to: "copy/memc-capture.json")
    #expect(try save("copy").status == 0)
    #expect(try folder.bytes("copy/memc-capture.json").count > 2)
    try folder.makeFolder("empty")
    #expect(try save("empty").status == 0)
    #expect(try folder.names() == ["copy", "empty"])
    // A file of somebody in it, a folder of somebody, a copy without its mark.
    try folder.write("mine", to: "copy/sys/notes.txt")
    try folder.makeFolder("mine")
    try folder.write("mine", to: "mine/sys")
    try FileManager.default.removeItem(atPath: folder.path("empty/memc-capture.json"))
    for name in ["copy", "mine", "empty"] {
      let refused = try save(name)
      #expect(refused.status == 73)
      #expect(refused.errors == "memc: error: cannot write \(name): Directory not empty\n")
    }
    #expect(try folder.names() == ["copy", "empty", "mine"])
    #expect(try folder.bytes("copy/sys/notes.txt") == Array("mine".utf8))
    #expect(try folder.names(in: "mine") == ["sys"])
    try folder.write("file", to: "file")
    #expect(try save("file").errors == "memc: error: cannot write file: Not a directory\n")
    #expect(try save("none/copy").errors == "memc: error: cannot write none/copy: No such file or directory\n")
    #expect(try save(".").errors == "memc: error: cannot write .: Device or resource busy\n")
  }

  @Test("that is interrupted is the one before or the one after, and nothing beside it")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let (old, new) = (try PlantedShape.sparse.planted(), try PlantedShape.caches.planted())
    func contents(_ name: String) throws -> [String: Data] {
      let root = URL(filePath: folder.path(name))
      let paths = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
      return Dictionary(
        uniqueKeysWithValues: paths.compactMap { $0 as? URL }.map { file in
          (String(file.path.dropFirst(root.path.count)), (try? Data(contentsOf: file)) ?? Data())
        })
    }
    for (name, host) in [("old", old), ("new", new)] {
      #expect(try run(["--root", host.path, "--save", name], in: folder).status == 0)
    }
    let (before, after) = (try contents("old"), try contents("new"))
    #expect(before != after)
    var statuses: Set<Int32> = []
    for step in 0..<24 {
      #expect(try run(["--root", old.path, "--save", "out"], in: folder).status == 0)
      let line = """
        $MEMC capture --root '\(new.path)' --save out >/dev/null &
        sleep \(String(format: "%.4f", Double(step) * 0.008)); kill -INT $! 2>/dev/null; wait $!
        """
      // A shell without job control has its children ignore SIGINT, which a command must not undo.
      let result = try StandardStreamTests.shell("set -m\n\(line)", in: folder.path)
      statuses.insert(result.status)
      #expect([0, 130].contains(result.status), "\(result.errors)")
      let found = try contents("out")
      #expect(found == before || found == after)
      if result.status == 0 { #expect(found == after) }
      #expect(try folder.names() == ["new", "old", "out"])
    }
    #expect(statuses.contains(130))
  }

  @Test("that a killed process left behind in part is removed by the next one")
  func killed() throws {
    let folder = try TemporaryFolder()
    let host = try PlantedShape.single.planted()
    try folder.makeFolder(".copy.memc-0/sys/devices/system/cpu/cpu0")
    try folder.write("1", to: ".copy.memc-0/sys/devices/system/cpu/online")
    #expect(try run(["--root", host.path, "--save", "copy"], in: folder).status == 0)
    #expect(try folder.names() == ["copy"])
  }

  @Test(
    "that a full disk cuts short leaves what was there",
    .enabled(if: Host.canMount, "skipped: this user cannot mount a file system of its own"))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let (small, large) = (try PlantedShape.single.planted(), try PlantedShape.caches.planted())
    try folder.makeFolder("disk")
    let line = """
      mount -t tmpfs -o size=1m,nr_inodes=400 none disk
      $MEMC capture --root '\(small.path)' --save disk/out >/dev/null || exit 100
      cp -r disk/out before
      $MEMC capture --root '\(large.path)' --save disk/out; status=$?
      diff -r before disk/out && [ "$(ls -A disk)" = out ] || exit 101
      exit $status
      """
    let script = try folder.write("MEMC='\(MemcProcess.memc)'\n\(line)", to: "script")
    let result = try MemcProcess.run("/usr/bin/unshare", ["--mount", "/bin/bash", script], in: folder.path)
    #expect(result.status == 73, "\(result.text)\(result.errors)")
    #expect(result.errors.hasSuffix("cannot write disk/out: No space left on device\n"), "\(result.errors)")
  }

  // MARK: Words

  @Test("names that are no UTF-8 are read and written byte by byte")
  func names() throws {
    let folder = try TemporaryFolder()
    let host = try PlantedShape.single.planted()
    let line = #"""
      set -e
      $MEMC capture --root '\#(host.path)' --save $'c\xff'
      $MEMC capture --root $'c\xff' -o $'t\xfe.yaml'
      $MEMC capture --root=$'c\xff' --save $'d\xfd'
      $MEMC check $'t\xfe.yaml'
      diff -r $'c\xff' $'d\xfd'
      printf '%q\n' *
      """#
    let result = try StandardStreamTests.shell(line, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.hasSuffix("$'c\\377'\n$'d\\375'\n$'t\\376.yaml'\n"), "\(result.text)")
  }

  @Test("a guest that is refused is not written, and a finding is told in every form")
  func forms() throws {
    let folder = try TemporaryFolder()
    let host = try PlantedShape.sparse.planted()
    let wish = ["--root", host.path, "--for-guest", "--memory", "1TiB", "--cpus", "9", "-o", "guest.yaml"]
    let result = try run(wish, in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("[guest-too-large]\nerror: 9 CPUs are more than are online"), "\(result.errors)")
    #expect(try folder.names() == [])
    for form in ["json", "github", "sarif"] {
      let result = try run(wish + ["--diagnostics", form], in: folder)
      #expect(result.status == 1)
      #expect(result.errors.contains("guest-too-large"), "\(result.errors)")
    }
    try host.set("sys/devices/system/node/node0/distance", "no")
    let warned = try run(["--root", host.path], in: folder)
    #expect(warned.status == 0)
    #expect(warned.errors.contains("/sys/devices/system/node/node0/distance:1:1: warning: "), "\(warned.errors)")
    let silent = try run(
      ["--root", host.path, "-Wno-malformed-host-file", "-Wno-missing-host-fact"], in: folder)
    #expect(silent.errors == "" && silent.text == warned.text)
    let strict = try run(["--root", host.path, "-E", "malformed-host-file"], in: folder)
    #expect(strict.status == 1 && strict.text == "")
  }

  @Test(
    "options that do not go together are refused",
    arguments: [
      (["--for-guest", "--memory", "1GiB"], "--for-guest needs --memory and --cpus"),
      (["--cpus", "1"], "--cpus is of a guest: give '--for-guest'"),
      (["--nodes", "0"], "--nodes is of a guest: give '--for-guest'"),
      (["--save", "x", "-o", "y"], "--save writes a copy of files, and no topology that --output could name"),
      (["--save", "x", "--for-guest"], "--save writes a copy of the host's files, and --for-guest a topology"),
      (["--save", "-"], "--save writes a folder, and standard output is none"),
      (
        ["--for-guest", "--memory", "16GB", "--cpus", "1"],
        "--memory: 'GB' in '16GB' is a power of ten; sizes have binary units; write '16GiB'"
      ),
      (["--for-guest", "--memory", "0", "--cpus", "1"], "--memory is more than 0"),
      (["--for-guest", "--memory", "1GiB", "--cpus", "0"], "--cpus is from 1 to 1048576"),
      (["--for-guest", "--memory", "1GiB", "--cpus", "x"], "--cpus is from 1 to 1048576"),
      (
        ["--for-guest", "--memory", "1GiB", "--cpus", "1", "--nodes", "1,0"],
        "--nodes is an ascending list such as '0,2' or '0-3', of numbers below 1024"
      ),
      (
        ["--for-guest", "--memory", "1GiB", "--cpus", "1", "--hugepages", "3MiB"],
        "--hugepages: hugepage size 3 MiB is not a power of two above the host page size, 4 KiB"
      ),
    ])
  func refusals(_ words: [String], _ reason: String) throws {
    let result = try MemcProcess.run(["capture"] + words, in: "/")
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("memc: error: \(reason)\n"), "\(result.errors)")
  }
}
