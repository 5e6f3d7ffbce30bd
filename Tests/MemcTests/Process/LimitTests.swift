import Foundation
import TestSupport
import Testing

/// Commands under limits of the process.
@Suite("Limits of the process")
struct LimitTests {
  @Test("a file beyond RLIMIT_FSIZE is an output that cannot be written; nothing of it stays")
  func fileSize() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, memory: 1GiB, nodes: 64, slots: {max_size: 1MiB}}", to: "a.yaml")
    let result = try StandardStreamTests.shell("ulimit -f 4; $MEMC compile a.yaml", in: folder.path)
    #expect(result.status == 73, "\(result.errors)")
    #expect(
      result.errors.contains("cannot write a.memc/slit.bin: File too large (RLIMIT_FSIZE"), "\(result.errors)")
    #expect(try folder.names() == ["a.yaml"])
  }

  @Test(
    "memory beyond RLIMIT_FSIZE is 71, and names the limit",
    .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
  func memorySize() throws {
    let folder = try TemporaryFolder()
    try folder.write("{memc: 1, nodes: [{memory: 64MiB, backing: shared}]}", to: "a.yaml")
    let result = try StandardStreamTests.shell("ulimit -f 1024; $MEMC realize a.yaml", in: folder.path)
    #expect(result.status == 71, "\(result.errors)")
    #expect(result.errors.contains("RLIMIT_FSIZE"), "\(result.errors)")
  }

  @Test("a result beyond RLIMIT_FSIZE is 73")
  func resultSize() throws {
    let folder = try TemporaryFolder()
    let result = try StandardStreamTests.shell("ulimit -f 1; $MEMC schema >schema.json", in: folder.path)
    #expect(result.status == 73)
    #expect(result.errors.contains("cannot write standard output: File too large"), "\(result.errors)")
  }

  @Test(
    "a disk that is full in the middle leaves a folder as it was, with files of others and without",
    .enabled(if: Host.canMount, "skipped: this user cannot mount a file system of its own"),
    arguments: [true, false])
  func fullDisk(hasOtherFiles: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("disk")
    try folder.write("{memc: 1, memory: 1GiB}", to: "small.yaml")
    try folder.write("{memc: 1, memory: 1GiB, nodes: 64, slots: {max_size: 1MiB}}", to: "large.yaml")
    let line = """
      mount -t tmpfs -o size=128k none disk && $MEMC compile small.yaml -o disk/out >/dev/null || exit 100
      \(hasOtherFiles ? "echo mine >disk/out/notes.txt" : "")
      cp -r disk/out before
      $MEMC compile large.yaml -o disk/out; status=$?
      diff -r before disk/out && [ "$(ls -A disk)" = out ] || exit 101
      exit $status
      """
    let script = try folder.write("MEMC='\(MemcProcess.memc)'\n\(line)", to: "script")
    let result = try MemcProcess.run("/usr/bin/unshare", ["--mount", "/bin/bash", script], in: folder.path)
    #expect(result.status == 73, "\(result.text)\(result.errors)")
    #expect(result.errors.contains("memslots.json: No space left on device"), "\(result.errors)")
  }
}
