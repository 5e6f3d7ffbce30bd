import Foundation
import TestSupport
import Testing

@Suite("memc export") struct ExportCommandTests {
  @Test("writes a topology of standard input to standard output")
  func piped() throws {
    let result = try MemcProcess.run(
      ["export", "qemu", "-"], input: "{memc: 1, platform: qemu-pc, memory: 1GiB, cpus: 2}\n")
    #expect(result.errors == "")
    #expect(
      result.text == #"""
        qemu-system-x86_64 \
          -machine pc \
          -m 1G \
          -smp 2 \
          -object memory-backend-ram,id=ram0,size=1G \
          -numa node,nodeid=0,cpus=0-1,memdev=ram0

        """#)
    #expect(result.status == 0)
  }

  @Test("what the format cannot say is an error, and nothing is written; or a warning, and left out")
  func inexpressible() throws {
    let folder = try TemporaryFolder()
    let output = "\(folder.path)/guest.args"
    let words = ["export", "qemu", "-", "-o", output]
    let topology = "{memc: 1, platform: qemu-pc, memory: 1GiB, legacy_x86: on}\n"
    func told(_ severity: String) -> String {
      """
      <stdin>:1:56: \(severity): QEMU splits the first megabyte by itself; leave 'legacy_x86' out [not-expressible]
         1 | {memc: 1, platform: qemu-pc, memory: 1GiB, legacy_x86: on}
           |                                                        ^~

      """
    }
    let refused = try MemcProcess.run(words, input: topology)
    #expect(refused.errors == told("error"))
    #expect(refused.status == 1)
    #expect(!FileManager.default.fileExists(atPath: output))
    let warned = try MemcProcess.run(words + ["-W", "not-expressible"], input: topology)
    #expect(warned.errors == told("warning"))
    #expect(warned.status == 0)
    #expect(try String(contentsOfFile: output, encoding: .utf8).contains("-machine pc"))
  }

  @Test("a machine is put into a text that is there")
  func into() throws {
    let folder = try TemporaryFolder()
    let domain = try folder.write(
      "<domain type='kvm'>\n  <!-- Ours. -->\n  <memory>1</memory>\n  <os><type machine='q35'>hvm</type></os>\n</domain>\n",
      to: "domain.xml")
    let result = try MemcProcess.run(
      ["export", "libvirt", "-", "--into", domain, "-o", domain],
      input: "{memc: 1, platform: qemu-q35, memory: 1GiB, cpus: 2}\n")
    #expect(result.errors == "")
    #expect(
      String(decoding: try folder.bytes("domain.xml"), as: UTF8.self).hasPrefix(
        "<domain type='kvm'>\n  <!-- Ours. -->\n  <memory unit='GiB'>1</memory>\n  <vcpu>2</vcpu>\n"))
    let twice = try MemcProcess.run(["export", "libvirt", "-", "--into", "-"])
    #expect(twice.status == 64)
    #expect(twice.errors.contains("standard input can be read once only"))
  }

  @Test(
    "what is asked for, the format has",
    arguments: [
      (["qmeu", "examples/two-socket.yaml"], "there is no format 'qmeu'; did you mean 'qemu'?"),
      (["qemu", "examples/two-socket.yaml", "--form", "json"], "'qemu' has one form only"),
      (["qemu", "examples/two-socket.yaml", "--into", "guest.args"], "'qemu' is written as a text of its own"),
      (["qemu", "examples/two-socket.yaml", "-o", "examples/two-socket.yaml"], "is an input"),
    ])
  func refusals(_ words: [String], _ message: String) throws {
    let result = try MemcProcess.run(["export"] + words)
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
