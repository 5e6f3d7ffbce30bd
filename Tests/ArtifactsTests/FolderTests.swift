import Foundation
import JSONCoding
import SystemPackage
import TestSupport
import Testing

@testable import Artifacts

/// The parts behind 'memc check DIR' and 'memc golden'; what they say of damage is tested at the command.
@Suite("Folders of artifacts")
struct FolderTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func example(_ text: String, name: String) -> GoldenExample {
    GoldenExample(
      stem: FilePath.Component(name) ?? "none", compilation: Compilation(text, name: "examples/\(name).yaml"))
  }

  @Test("what was written belongs together, each file, any two of them, and all but one too")
  func selections() throws {
    let compilation = Compilation("{memc: 1, memory: 6GiB, nodes: 2}")
    let others = ArtifactKind.all.filter { $0 != .layout }
    var selections = [[], others] + others.map { kind in others.filter { $0 != kind } }
    for (index, kind) in others.enumerated() { selections += others[index...].map { [kind, $0] } }
    for kinds in selections {
      try ArtifactWriter().write(compilation.artifacts(Set(kinds + [.layout])), to: FilePath(folder.path("out")))
      #expect(try DirectoryCheck(FilePath(folder.path("out"))).problems() == [])
    }
  }

  @Test("a folder that is not there is an error")
  func missingFolder() {
    let path = folder.path("missing")
    let error = #expect(throws: FileError.self) { try DirectoryCheck(FilePath(path)).problems() }
    #expect(error?.message == "cannot read \(path): No such file or directory")
  }

  @Test("tables that do not fit their slots are told even where every hash is right")
  func falseTables() throws {
    let right = Compilation("{memc: 1, memory: 6GiB, nodes: 2}")
    let wrong = Compilation("{memc: 1, memory: 6GiB, nodes: [{memory: 1GiB}, {memory: 5GiB}]}")
    let layout = try #require(right.layout)
    var artifacts = right.artifacts().filter { $0.kind != .layout && $0.kind != .srat }
    artifacts += wrong.artifacts([.srat])
    let file = LayoutFile(layout, diagnostics: [], artifacts: artifacts)
    artifacts.append(Artifact(kind: .layout, bytes: file.encoded()))
    let path = folder.path("out")
    try ArtifactWriter().write(artifacts, to: FilePath(path))
    #expect(
      try DirectoryCheck(FilePath(path)).problems() == [
        "\(path)/layout.json: its memory affinities are not those of srat.bin",
        "\(path): SRAT gives 0x40000000-0xc0000000 to proximity domain 1, but no RAM slot of node 1 is there",
        "\(path): the ACPI image has another SRAT than the file of that table",
      ])
  }

  @Test("golden files are written, found equal, and told apart")
  func golden() throws {
    let path = folder.path("golden")
    let old = GoldenComparison(examples: [example("{memc: 1, memory: 1GiB}", name: "a")], golden: FilePath(path))
    #expect(try old.differences() == ["\(path)/a: there are no golden files of examples/a.yaml"])
    #expect(try old.update() == ["wrote \(path)/a"])
    #expect(try old.differences() == [])
    #expect(try old.update() == ["1 example matches \(path)"])

    let text = "memc: 1\nnodes:\n  - memory: 2GiB\n"
    let new = GoldenComparison(examples: [example(text, name: "a")], golden: FilePath(path))
    #expect(
      try new.differences() == [
        "\(path)/a/srat.bin: SRAT memory affinity #1: length 1 GiB → 2 GiB, node 0, from examples/a.yaml:3",
        "\(path)/a/layout.json: lines of the topology: e820[0].line: absent → 3",
        "\(path)/a: e820.bin, acpi.bin, zero-page.bin, efi-memmap.bin, pvh-memmap.bin and memslots.json differ by what "
          + "follows from that",
      ])

    let none = GoldenComparison(examples: [example(text, name: "b")], golden: FilePath(path))
    #expect(try none.update() == ["wrote \(path)/b", "removed \(path)/a"])
    #expect(try folder.names(in: "golden") == ["b"])
  }

  @Test("examples are the .yaml and .yml files, by name")
  func examples() throws {
    for name in ["b.yaml", "a.yml", "notes.txt", "yaml"] { try folder.write(Array("{}".utf8), to: name) }
    #expect(try GoldenExample.all(in: FilePath(folder.path)).map(\.stem) == ["a", "b"])
  }
}
