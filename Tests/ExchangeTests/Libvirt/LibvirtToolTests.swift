import Artifacts
import Diagnostics
import Exchange
import Foundation
import Glibc
import Lowering
import MachineModel
import TestSupport
import Testing

/// libvirt's own tools, on what is written: no daemon runs, and no guest.
@Suite("libvirt itself")
struct LibvirtToolTests {
  /// Topologies that can be written whole.
  private static let topologies =
    QEMUExportTests.examples.compactMap { try? packageText($0) }
    + LibvirtExportTests.lines.map { "memc: 1\n\($0.1)\n" }

  /// Each as a domain, with its layout.
  private func domains() throws -> [(layout: Layout, text: String)] {
    let domains = Self.topologies.compactMap { text -> (Layout, String)? in
      let compilation = Compilation(text)
      guard let layout = compilation.lowered else { return nil }
      let exported = Exported(layout, compilation.source, LibvirtFormat.self)
      return exported.told.isEmpty ? (layout, exported.text) : nil
    }
    try #require(domains.count > 15)
    return domains
  }

  @Test(
    "takes what is written for a domain",
    .disabled(
      if: ["virt-xml-validate", "xmllint"].contains { installedPath(of: $0) == nil },
      "virt-xml-validate is not installed (apt libvirt-clients libxml2-utils)"))
  func schema() throws {
    let folder = try TemporaryFolder()
    let schema = try? String(contentsOfFile: "/usr/share/libvirt/schemas/cputypes.rng", encoding: .utf8)
    // Older schemas have no clusters.
    let knowsClusters = schema?.contains("clusters") != false
    for (layout, text) in try domains() where knowsClusters || !text.contains("clusters=") {
      let result = try run("virt-xml-validate", [try folder.write(text, to: "domain.xml"), "domain"], in: folder)
      #expect(result.status == 0, "\(layout)\(text)\(result.errors)")
    }
    for (_, topology, domain, _) in LibvirtSpliceTests.domains where domain.contains("<os") {
      let compilation = Compilation("memc: 1\n\(topology)\n")
      let text = Exported(
        try #require(compilation.lowered), compilation.source, LibvirtFormat.self,
        into: SourceFile(name: "domain.xml", text: domain)
      ).text
      let result = try run("virt-xml-validate", [try folder.write(text, to: "domain.xml"), "domain"], in: folder)
      #expect(result.status == 0, "\(text)\(result.errors)")
    }
    let broken = try folder.write("<domain type='kvm'><memory>much</memory></domain>", to: "domain.xml")
    #expect(try run("virt-xml-validate", [broken, "domain"], in: folder).status != 0)
  }

  /// `virsh` starts libvirt within itself, which asks QEMU what it can do: with a user of its own and Linux's /sys.
  private static let isMissing =
    ["virsh", "qemu-system-x86_64"].contains { installedPath(of: $0) == nil }
    || (try? String(contentsOfFile: "/etc/passwd", encoding: .utf8))?.contains("\nlibvirt-qemu:") != true
    || getuid() != 0 || !FileManager.default.fileExists(atPath: "/sys/devices")
    || !["/usr/lib/x86_64-linux-gnu", "/usr/lib64"].contains {
      FileManager.default.fileExists(atPath: "\($0)/libvirt/connection-driver/libvirt_driver_qemu.so")
    }

  @Test(
    "starts QEMU with options that are read as the same layout",
    .disabled(
      if: isMissing, "libvirt's driver for QEMU is not installed (apt libvirt-daemon-driver-qemu), or needs root"))
  func native() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("etc")
    try folder.write("user = \"root\"\ngroup = \"root\"\nsecurity_driver = \"none\"\n", to: "etc/qemu.conf")
    var count = 0
    for (layout, text) in try domains() where layout.topology.architecture == .x8664 {
      // More CPUs need a newer QEMU, or a device that hands on their interrupts.
      guard layout.topology.cpus.count <= 255 else { continue }
      // libvirt asks whether the host has the nodes that are named.
      let hosts = layout.backedMemory.flatMap { layout.policy(of: $0).hostNodes }
      guard hosts.allSatisfy({ $0 == 0 }) else { continue }
      let domain = try folder.write(text.replacing("type='kvm'", with: "type='qemu'"), to: "domain.xml")
      let result = try run(
        "virsh", ["-c", "qemu:///embed?root=\(folder.path)", "domxml-to-native", "qemu-argv", domain], in: folder)
      try #require(result.status == 0, "\(text)\(result.errors)")
      count += 1
      let imported = Imported(result.output, QEMUFormat.self)
      let again = try #require(imported.layout, "\(text)\(result.output)\(imported.text)")
      #expect(LayoutFacts(again, []) == LayoutFacts(layout, []), "\(text)\(result.output)")
      // Both ways lead to one machine: that of the domain, and that of the options.
      let read = try #require(Imported(text, LibvirtFormat.self, name: "domain.xml").layout)
      let names = LayoutFacts.tables + ["madt", "pptt"]
      #expect(LayoutFacts(again, names) == LayoutFacts(read, names), "\(text)\(result.output)")
    }
    #expect(count > 10)
  }

  private struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs a tool, which is killed after 20 seconds.
  private func run(_ tool: String, _ arguments: [String], in folder: TemporaryFolder) throws -> Result {
    for name in ["out", "err"] { try folder.write("", to: name) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(installedPath(of: tool)))
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("out"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
    try process.run()
    if !eventually(within: .seconds(20), { !process.isRunning }) { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: try folder.bytes("out"), as: UTF8.self),
      errors: String(decoding: try folder.bytes("err"), as: UTF8.self))
  }
}
