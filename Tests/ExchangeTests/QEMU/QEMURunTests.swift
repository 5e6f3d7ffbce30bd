import Artifacts
import Diagnostics
import Exchange
import Foundation
import Lowering
import TestSupport
import Testing

/// QEMU itself, started with options that memc wrote, or with those that memc read: SRAT, SLIT and HMAT that it has for
/// firmware are memc's. No guest runs.
@Suite("QEMU's own tables")
struct QEMURunTests {
  private static let isMissing = ["qemu-system-x86_64", "qemu-system-aarch64"].contains {
    installedPath(of: $0) == nil
  }

  static let machines: [(String, String)] =
    ["qemu-pc", "qemu-q35", "qemu-virt"].map {
      ("examples/\($0).yaml", (try? packageText("examples/\($0).yaml")) ?? "")
    }
    // QEMU refuses a TiB unless its CPUs have more address bits than these say.
    + (QEMUCase.x86 + QEMUCase.arm).filter { !$0.topology.contains("cpu_vendor") }.map {
      ($0.description, "memc: 1\n\($0.topology)")
    }

  @Test(
    "are memc's where it is started with what memc writes", .disabled(if: isMissing, "QEMU is not installed"),
    arguments: machines)
  func written(_ name: String, _ text: String) throws {
    let compilation = Compilation(text)
    let layout = try #require(compilation.lowered)
    let exported = Exported(layout, compilation.source, QEMUFormat.self)
    #expect(exported.told == "")
    try compare(exported.text, layout)
  }

  /// What is not said, and what is said in a way of its own.
  static let lines = [
    "-M q35 -m 1G -smp 4 {nodes}",
    "-M q35 -m 1G -smp 4,sockets=2 {nodes}",
    "-M pc -m 1G -smp 6,sockets=3,threads=2 {nodes}",
    "-M pc-q35-6.1 -m 1G -smp 4 {nodes}",
    "-M q35 -m 1G -smp 8,dies=2,cores=2,maxcpus=16 {nodes}",
    "-M q35 -m 1G -smp cores=3,threads=2 {nodes}",
    "-M q35 -m 1G -smp 4 {nodes} -numa cpu,node-id=1,core-id=2",
    "-M q35 -m 1G -smp 8,sockets=2,cores=2 {nodes} -numa cpu,node-id=1,thread-id=1 -numa cpu,node-id=0,thread-id=0",
    "-M q35 -m size=1024,slots=3,maxmem=5g -smp 2 {nodes}",
    "-M q35 -m 1G,maxmem=4G -smp 1 {nodes}",
    "-m 1.5G,slots=1,maxmem=3g -smp 3",
    "-M q35,nvdimm=on -m 1G,slots=2,maxmem=8G {nodes} -numa node -object memory-backend-ram,id=n,size=1G,reserve=off "
      + "-device nvdimm,memdev=n,node=2,label-size=128K",
    "-M q35 -m 1G -object memory-backend-ram,id=x,size=1G,reserve=off,host-nodes=0,host-nodes=2-3,policy=preferred "
      + "-numa node,memdev=x",
  ]

  @Test(
    "are memc's where memc reads what it is started with", .disabled(if: isMissing, "QEMU is not installed"),
    arguments: lines)
  func read(_ line: String) throws {
    let nodes =
      "-object memory-backend-ram,id=a,size=512M,reserve=off -object memory-backend-ram,id=b,size=512M,reserve=off "
      + "-numa node,memdev=a -numa node,memdev=b"
    let text = "qemu-system-x86_64 " + line.replacing("{nodes}", with: nodes)
    let imported = Imported(text, QEMUFormat.self)
    try compare(text, try #require(imported.layout, "\(imported.text)"))
  }

  private func compare(_ text: String, _ layout: Layout) throws {
    var sink = DiagnosticSink(source: nil)
    let words = try #require(
      CommandWords.split(SourceFile(name: "line", text: text), reportingTo: &sink)?.map(\.text))
    let machine = QEMUMachine(
      program: words[0],
      // Nothing of the memory is ever touched, so that nothing need be there.
      arguments: words.dropFirst().map {
        $0.contains("reserve=") ? $0 : $0.replacing("memory-backend-ram,", with: "memory-backend-ram,reserve=off,")
      })
    let names = ["srat", "slit", "hmat"]
    let theirs = try machine.tables().mapValues(LayoutFacts.lines)
    #expect(theirs["srat"] != nil)
    #expect(theirs == LayoutFacts(layout, names).tables, "\(text)")
  }
}
