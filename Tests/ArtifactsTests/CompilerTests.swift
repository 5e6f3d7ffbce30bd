import Addresses
import Diagnostics
import FieldCoding
import FirmwareTables
import Foundation
import JSONCoding
import TestSupport
import Testing

@testable import Artifacts

@Suite("The compiler")
struct CompilerTests {
  static let examples: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: packageRoot + "/examples")) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test("gives the same bytes again, whatever the name of the source", arguments: try found(examples, "examples"))
  func deterministic(example: String) throws {
    let path = "\(packageRoot)/examples/\(example)"
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let first = Compiler().compile(SourceFile(name: path, bytes: bytes))
    let second = Compiler().compile(SourceFile(name: "<stdin>", bytes: bytes))
    #expect(first.artifacts() == second.artifacts())
    #expect(first.artifacts().count >= 4)
    #expect(first.tableViolations() == [])
  }

  @Test("is used as docs/embedding.md shows")
  func embedding() {
    let source = SourceFile(name: "topo.yaml", text: "{memc: 1, memory: 6GiB, nodes: 2}")
    let compilation = Compiler().compile(source)
    for artifact in compilation.artifacts() { print(artifact.kind.fileName, artifact.bytes.count) }
    #expect(compilation.artifacts().count > 5)
  }

  @Test("gives artifacts in the order in which they are written, layout.json last")
  func order() {
    let compilation = Compilation("{memc: 1, memory: 64MiB}")
    #expect(
      compilation.artifacts().map(\.kind) == [
        .e820, .dsdt, .fadt, .madt, .srat, .slit, .pptt, .rsdp, .image, .zeroPage, .efiMemoryMap, .pvhMemoryMap,
        .memslots, .layout,
      ])
    #expect(compilation.artifacts([.layout, .slit]).map(\.kind) == [.slit, .layout])
    #expect(compilation.artifacts([]) == [])
  }

  @Test("gives aarch64 no e820 map")
  func aarch64() {
    let compilation = Compilation("{memc: 1, arch: aarch64, memory: 64MiB}")
    #expect(
      compilation.artifacts().map(\.kind) == [
        .dsdt, .fadt, .madt, .srat, .slit, .pptt, .gtdt, .rsdp, .image, .efiMemoryMap, .deviceTree, .memslots,
        .layout,
      ])
    #expect(compilation.artifacts([.e820]) == [])
  }

  @Test("gives nothing where there are errors")
  func errors() {
    let compilation = Compilation("{memc: 1, memory: 64MiB, nodes: 0}")
    #expect(compilation.hasErrors)
    #expect(compilation.layout == nil)
    #expect(compilation.artifacts() == [])
    #expect(compilation.tableViolations() == [])
  }

  @Test("layout.json has the hashes of the files beside it")
  func hashes() throws {
    let artifacts = Compilation("{memc: 1, memory: 64MiB}").artifacts()
    let layout = LayoutFile.decode(try #require(artifacts.last).bytes).file
    #expect(layout.artifacts.map(\.file) == artifacts.dropLast().map(\.kind.fileName))
    #expect(layout.artifacts.map(\.sha256) == artifacts.dropLast().map { SHA256.hexDigest(of: $0.bytes) })
    #expect(layout.artifacts.map(\.length) == artifacts.dropLast().map { UInt64($0.bytes.count) })
  }

  @Test("the page of artifacts has a row for each, with what describes it", arguments: ArtifactKind.all)
  func page(kind: ArtifactKind) throws {
    let rows = try packageText("docs/commands/compile.md").split(separator: "\n")
      .filter { $0.hasPrefix("| `\(kind.fileName)` |") }
    let row = try #require(rows.first, "there is no row for \(kind.fileName)")
    #expect(rows.count == 1)
    #expect(row.contains(kind.specification), "the row says nothing of \(kind.specification)")
    #expect(row.contains("`--emit`") != kind.isWrittenByDefault)
  }

  @Test("every rule has an identifier of its own")
  func rules() {
    let identifiers = Compiler.rules.map(\.identifier)
    #expect(Set(identifiers).count == identifiers.count)
  }

  /// Where a proximity domain has memory.
  private struct Place: Equatable {
    var node: UInt32
    var start: UInt64
    var end: UInt64
  }

  private func places(_ bytes: [UInt8]) throws -> [Place] {
    let srat = SRAT.decode(bytes)
    #expect(srat.issues.isEmpty)
    return srat.value.memoryAffinities.filter { $0.flags.contains(.enabled) }
      .map { Place(node: $0.proximityDomain, start: $0.base, end: $0.end) }
  }

  @Test("places the nodes where QEMU's 'pc' places them, except that QEMU leaves 640 KiB to 1 MiB out")
  func qemu() throws {
    let vector = "\(packageRoot)/Tests/FirmwareTablesTests/Vectors/pc-straddle/srat.bin"
    var qemu = try places([UInt8](try Data(contentsOf: URL(filePath: vector))))
    try #require(qemu.count == 4)
    #expect(qemu[0] == Place(node: 0, start: 0, end: 640 << 10))
    #expect(qemu[1].start == 1 << 20)
    qemu[1].start = 0
    qemu.removeFirst()

    let compilation = Compilation("{memc: 1, cpus: 4, nodes: [{memory: 2GiB}, {memory: 4GiB}]}")
    let srat = try #require(compilation.artifacts().first { $0.kind == .srat })
    #expect(try places(srat.bytes) == qemu)
    #expect(
      qemu == [
        Place(node: 0, start: 0, end: 2 << 30),
        Place(node: 1, start: 2 << 30, end: 3 << 30),
        Place(node: 1, start: 4 << 30, end: 7 << 30),
      ])
  }
}
