import FirmwareTables
import SystemPackage
import TestSupport
import Testing

@testable import Artifacts

/// What the artifacts say of kinds of memory, of hot-pluggable space and of devices with a proximity domain.
@Suite("Kinds of memory in artifacts")
struct MemoryKindArtifactTests {
  private let compilation = Compilation(
    """
    memc: 1
    nodes:
      - {memory: 1GiB, hotplug: 2GiB}
      - {memory: 1GiB, persistent: on}
      - {memory: 1GiB, special_purpose: on, soft_reserved: on}
      - {memory: 0, hotplug: {size: 1GiB, start: 16GiB}}
    initiators: [{node: 1, pci: "0000:17:00.0"}]
    ports: [{node: 3, acpi: {hid: ACPI0016, uid: 7}}]
    """)

  @Test("A person reads them in the summary")
  func summary() throws {
    let text = LayoutSummary(try #require(compilation.layout)).description
    for part in [
      """
      node  memory                               CPUs  guest physical addresses
      0     1 GiB                                0     0x0-0x40000000
      1     1 GiB persistent                     -     0x40000000-0x80000000
      2     1 GiB special-purpose soft-reserved  -     0x80000000-0xc0000000
      3     0 bytes                              -     -

      """,
      """
      e820
        0x0-0x9fc00            639 KiB   usable
        0x9fc00-0x100000       385 KiB   reserved
        0x100000-0x40000000    1023 MiB  usable
        0x40000000-0x80000000  1 GiB     persistent
        0x80000000-0xc0000000  1 GiB     usable

      """,
      """
      hot-pluggable space
        0x100000000-0x180000000  2 GiB  node 0
        0x400000000-0x440000000  1 GiB  node 3

      initiators
        PCI 0000:17:00.0  node 1

      ports
        ACPI ACPI0016 UID 7  node 3

      """,
    ] {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test("A dump of layout.json has them")
  func listing() throws {
    let layout = try #require(compilation.artifacts().last { $0.kind == .layout })
    let lines = LayoutFile.decode(layout.bytes).file.lines
    #expect(
      lines[1...8] == [
        "node 0: 1 GiB, CPUs 0 (line 3)", "hot-pluggable 0x100000000-0x180000000 node 0 (line 3)",
        "node 1: 1 GiB persistent, CPUs none (line 4)",
        "node 2: 1 GiB special-purpose soft-reserved, CPUs none (line 5)",
        "node 3: 0 bytes, CPUs none (line 6)", "hot-pluggable 0x400000000-0x440000000 node 3 (line 6)",
        "initiator PCI 0000:17:00.0 node 1 (line 7)", "port ACPI ACPI0016 UID 7 node 3 (line 8)",
      ])
  }

  private func problems(_ change: (inout LayoutFile) -> Void) throws -> [String] {
    let folder = try TemporaryFolder()
    var artifacts = compilation.artifacts()
    var layout = LayoutFile.decode(artifacts.removeLast().bytes).file
    change(&layout)
    artifacts.append(Artifact(kind: .layout, bytes: layout.encoded()))
    try ArtifactWriter().write(artifacts, to: FilePath(folder.path("out")))
    let path = folder.path("out")
    return try DirectoryCheck(FilePath(path)).problems().map { String($0.dropFirst(path.count + 1)) }
  }

  @Test("What belongs together is found to")
  func together() throws {
    #expect(compilation.text == "")
    #expect(try problems { _ in } == [])
  }

  @Test("What does not belong together is told", arguments: LayoutDamage.all)
  func apart(_ damage: LayoutDamage) throws {
    #expect(try problems(damage.apply) == damage.problems.map { "layout.json: \($0)" })
  }
}

/// A way to damage layout.json, with what is told of it.
struct LayoutDamage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let problems: [String]
  let apply: @Sendable (inout LayoutFile) -> Void

  init(_ title: String, _ problems: [String], _ apply: @escaping @Sendable (inout LayoutFile) -> Void) {
    testDescription = title
    self.problems = problems
    self.apply = apply
  }

  private static let affinities = "its memory affinities are not those of srat.bin"

  static let all = [
    LayoutDamage(
      "a persistent node that is not said to be",
      [
        "the memory affinity 0x40000000-0x80000000 is not of the kind of node 1",
        "its usable e820 entries are not its RAM without its reserved ranges",
        "its e820 entries of type 7 are not its reserved ranges of type 'persistent'",
      ]
    ) { $0.nodes[1].persistent = nil },
    LayoutDamage(
      "ordinary memory that is said to be what it is not",
      ["it says of memory what it is not, of which memc says nothing"]
    ) {
      $0.nodes[0].softReserved = false
    },
    LayoutDamage(
      "memory of two kinds",
      [
        "node 2 is persistent and for a special purpose",
        "the memory affinity 0x80000000-0xc0000000 is not of the kind of node 2",
        "its usable e820 entries are not its RAM without its reserved ranges",
        "its e820 entries of type 7 are not its reserved ranges of type 'persistent' and its persistent nodes",
      ]
    ) { $0.nodes[2].persistent = true },
    LayoutDamage("soft-reserved memory of no purpose", ["node 1 is soft reserved, but not for a special purpose"]) {
      $0.nodes[1].softReserved = true
    },
    LayoutDamage(
      "an affinity of another kind",
      ["the memory affinity 0x80000000-0xc0000000 is not of the kind of node 2", affinities]
    ) { $0.memoryAffinities[2].specialPurpose = nil },
    LayoutDamage(
      "space elsewhere", ["the hot-pluggable memory affinity 0x400000000-0x440000000 is not the space of node 3"]
    ) { $0.nodes[3].hotplug?.start += 4096 },
    LayoutDamage("space without an affinity", ["the hot-pluggable space of node 2 has no memory affinity"]) {
      $0.nodes[2].hotplug = $0.nodes[3].hotplug
    },
    LayoutDamage("another initiator", ["its initiators are not those of srat.bin"]) {
      $0.initiators?[0].pci = "0000:17:00.1"
    },
    LayoutDamage("no port", ["its ports are not those of srat.bin"]) { $0.ports = nil },
  ]
}
