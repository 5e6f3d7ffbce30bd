import Artifacts
import CMemc
import Foundation
import TestSupport
import Testing

@Suite("Artifacts in C")
struct ArtifactTests {
  static let examples = ((try? FileManager.default.contentsOfDirectory(atPath: packageRoot + "/golden")) ?? [])
    .sorted()

  @Test("of every example are those of golden/, in the order in which they are written")
  func golden() throws {
    for example in try found(Self.examples, "examples") {
      let yaml = try packageText("examples/\(example).yaml")
      let (machine, compilation) = (Machine(yaml), Compilation(yaml))
      let wanted = compilation.artifacts()
      #expect(machine.defaults.map { unsafe text($0.file_name) } == wanted.map(\.kind.fileName))
      for (artifact, wanted) in zip(machine.defaults, wanted) {
        #expect(artifact.content == wanted.bytes, "\(example), \(wanted.kind.fileName)")
        // In golden/ it may name more than is written without being asked for.
        guard wanted.kind != .layout else { continue }
        #expect(try artifact.content == packageBytes("golden/\(example)/\(wanted.kind.fileName)"))
      }
    }
  }

  @Test("have the names that --emit takes, those too that are written only when they are asked for")
  func names() throws {
    let yaml = try packageText("examples/two-socket.yaml")
    let (machine, compilation) = (Machine(yaml), Compilation(yaml))
    for kind in ArtifactKind.all {
      let wanted = compilation.artifacts(kind == .layout ? ArtifactKind.byDefault : [kind]).last
      let (status, bytes) = machine.artifact(kind.name)
      #expect(status == (wanted == nil ? MEMC_ABSENT : MEMC_OK), "\(kind.name)")
      #expect(bytes == wanted?.bytes ?? [], "\(kind.name)")
    }
    #expect(machine.artifact("gtdt").status == MEMC_ABSENT)
    #expect(machine.artifact("acpi-loader").bytes.count > 100)
  }

  @Test("of another name are none", arguments: ["", "SRAT", "srat.bin", "srat,slit", "\u{1F4BE}"])
  func unknown(_ name: String) {
    #expect(Machine("{memc: 1, memory: 64MiB}").artifact(name).status == MEMC_UNKNOWN_NAME)
  }

  @Test("a name of bytes that are no text is none, and so is a long one")
  func bytes() {
    let machine = Machine("{memc: 1, memory: 64MiB}")
    var artifact = memc_artifact()
    artifact.size = MemoryLayout<memc_artifact>.size
    for name: [CChar] in [[-1, -2, 0], [CChar](repeating: 0x73, count: 1 << 20) + [0]] {
      #expect(unsafe memc_get_artifact(machine.handle, name, &artifact) == MEMC_UNKNOWN_NAME)
    }
  }

  @Test("stay where they are, whoever asks for them and how")
  func places() {
    let machine = Machine("{memc: 1, memory: 64MiB}")
    var first = memc_artifact()
    first.size = MemoryLayout<memc_artifact>.size
    #expect(unsafe memc_get_artifact(machine.handle, "srat", &first) == MEMC_OK)
    let all = machine.defaults
    let again = machine.defaults
    #expect(unsafe all.map { unsafe $0.bytes } == again.map { unsafe $0.bytes })
    #expect(all.contains { unsafe $0.bytes == first.bytes })
    // A text of JSON can be read as one: a zero lies behind it.
    let last = unsafe all.last?.bytes?.assumingMemoryBound(to: CChar.self)
    #expect(unsafe text(last)?.utf8.count == all.last?.length)
  }

  @Test("are none where the topology has errors")
  func failed() {
    let machine = Machine("{memc: 1, memory: 63}")
    #expect(machine.artifact("srat").status == MEMC_FAILED)
    #expect(machine.artifact("nothing").status == MEMC_UNKNOWN_NAME)
    #expect(machine.defaults.isEmpty)
    var artifact = memc_artifact()
    artifact.size = MemoryLayout<memc_artifact>.size
    #expect(unsafe memc_get_default_artifact(machine.handle, 0, &artifact) == MEMC_FAILED)
  }
}
