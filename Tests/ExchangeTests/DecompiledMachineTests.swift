import Artifacts
import Diagnostics
import Exchange
import Foundation
import Reading
import SystemPackage
import TestSupport
import Testing

/// What memc makes of random machines comes back.
@Suite("Random machines, compiled and decompiled") struct DecompiledMachineTests {
  @Test("60 folders are the same once more", arguments: 0..<6)
  func folders(_ block: Int) throws {
    var machines = 0
    for index in 0..<10 {
      let seed = UInt64(10_000 + block * 10 + index)
      var random = SeededGenerator(seed: seed)
      let text = RandomMachine(&random).text(&random)
      let compilation = Compilation(text)
      guard !compilation.hasErrors else { continue }
      machines += 1
      let folder = try TemporaryFolder()
      let artifacts = compilation.artifacts()
      for artifact in artifacts {
        try Data(artifact.bytes).write(to: URL(filePath: "\(folder.path)/\(artifact.kind.fileName)"))
      }
      let decompiled = try Decompiler().run(try MachineView(FilePath(folder.path), name: "seed \(seed)"))
      let again = Compilation(decompiled.text)
      let bytes = Dictionary(uniqueKeysWithValues: again.artifacts().map { ($0.kind.fileName, $0.bytes) })
      let missed = artifacts.filter { $0.kind != .layout && bytes[$0.kind.fileName] != $0.bytes }
        .map(\.kind.fileName)
      #expect(missed == [], "seed \(seed)\n\(text)\n\(decompiled.text)\(decompiled.diagnostics)\(again.text)")
    }
    #expect(machines > 2)
  }
}
