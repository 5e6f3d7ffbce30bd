import Foundation
import TestSupport
import Testing

@Suite("memc import") struct ImportCommandTests {
  private static let line = "qemu-system-x86_64 -M q35 -m 1G,slots=2,maxmem=3G -smp 4,sockets=2 -mem-path /guest's"

  private static let topology = """
    memc: 1
    platform: qemu-q35
    memory: 1GiB
    nodes: [{hotplug: {size: 2GiB, slots: 2}}]
    cpus: {packages: 2, llcs: 2, cores_per_llc: 2}

    """

  @Test("a command line is words behind '--'")
  func words() throws {
    let result = try MemcProcess.run(
      ["import", "qemu", "-Wno-not-imported", "--"] + Self.line.split(separator: " ").map(String.init))
    #expect(result.errors == "")
    #expect(result.text == Self.topology)
    #expect(result.status == 0)
  }

  @Test("what is said of words has the place where each stands in them, quoted as for a shell")
  func places() throws {
    let result = try MemcProcess.run(["import", "qemu", "--", "qemu-kvm", "-name", "it's", "-m", "one GiB"])
    #expect(
      result.errors == """
        <command line>:1:30: error: '-m' is a size such as '4G' or '512M' of less than 16 EiB, not 'one GiB' [malformed-input]
           1 | qemu-kvm -name 'it'\\''s' -m 'one GiB'
             |                              ^~~~~~~

        """)
    #expect(result.status == 1)
  }

  @Test("a file is read, and standard input, and what is lost is told there")
  func files() throws {
    let folder = try TemporaryFolder()
    let line = Self.line.replacing("'", with: "\\'")
    let file = try folder.write("\(line)\n", to: "guest.args")
    let lost = """
      1:78: warning: what '/guest's' holds is lost: memory of a file is shared with it in a topology, and this is a copy; \
      write 'share=on' if it is to be the file's own [not-imported]
      """
    let read = try MemcProcess.run(["import", "qemu", "guest.args"], in: folder.path)
    #expect(read.text == Self.topology)
    #expect(read.errors.hasPrefix("guest.args:\(lost)\n"), "\(read.errors)")
    let piped = try MemcProcess.run(["import", "qemu", "-"], input: "\(line)\n")
    #expect(piped.text == Self.topology)
    #expect(piped.errors.hasPrefix("<stdin>:\(lost)\n"), "\(piped.errors)")
    let refused = try MemcProcess.run(
      ["import", "qemu", file, "-E", "not-imported", "-o", "\(folder.path)/topo.yaml"])
    #expect(refused.status == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/topo.yaml"))
  }

  @Test("what it writes compiles to the layout that was exported")
  func written() throws {
    let folder = try TemporaryFolder()
    let (options, file) = ("\(folder.path)/guest.args", "\(folder.path)/topo.yaml")
    let exported = try MemcProcess.run(["export", "qemu", "examples/qemu-virt.yaml", "-o", options])
    #expect(exported.status == 0)
    #expect(exported.text.hasPrefix("wrote \(options) ("))
    let imported = try MemcProcess.run(["import", "qemu", options, "-o", file])
    #expect(imported.status == 0)
    #expect(imported.text.hasPrefix("wrote \(file) ("))
    let difference = try MemcProcess.run(["diff", "examples/qemu-virt.yaml", file])
    #expect(
      difference.text.hasPrefix("layout.json: name: \"qemu-virt\" → absent\ncompared: "), "\(difference.text)")
  }

  @Test(
    "a format is one that there is, and an input is not overwritten",
    arguments: [
      (["qmeu", "guest.args"], "there is no format 'qmeu'; did you mean 'qemu'?"),
      (["qemu"], "missing expected argument '<input> ...'"),
      (["qemu", "examples/two-socket.yaml", "-o", "examples/two-socket.yaml"], "is an input"),
    ])
  func refusals(_ words: [String], _ message: String) throws {
    let result = try MemcProcess.run(["import"] + words)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
