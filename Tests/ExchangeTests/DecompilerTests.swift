import Artifacts
import Diagnostics
import Exchange
import Foundation
import JSONCoding
import MachineModel
import Reading
import SystemPackage
import TestSupport
import Testing

/// What memc made comes back as it was.
@Suite("Topologies of tables and folders") struct DecompilerTests {
  private static let folders =
    (try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/golden"))?
    .sorted() ?? []

  @Test("There are golden folders") func thereAreFolders() { #expect(Self.folders.count > 50) }

  @Test("A golden folder, compiled again, is the same folder", arguments: folders)
  func golden(_ name: String) throws {
    let view = try MachineView(FilePath("\(packageRoot)/golden/\(name)"), name: name)
    let decompiled = try Decompiler().run(view)
    let text = decompiled.text
    try #require(decompiled.topology != nil, "\(decompiled.diagnostics)")
    let compilation = Compilation(text)
    try #require(!compilation.hasErrors, "\(text)\(compilation.text)")
    var missed: [String] = []
    for artifact in compilation.artifacts(Set(ArtifactKind.all)) {
      let path = "golden/\(name)/\(artifact.kind.fileName)"
      guard let bytes = try? packageBytes(path) else { continue }
      if artifact.kind == .layout { continue }
      if artifact.bytes != bytes { missed.append(artifact.kind.fileName) }
    }
    #expect(missed.isEmpty, "\(name)\n\(text)")
  }

  @Test("The tables of a golden folder alone, compiled again, are the same tables", arguments: folders)
  func tables(_ name: String) throws {
    let folder = try TemporaryFolder()
    let names = [
      "srat.bin", "slit.bin", "hmat.bin", "madt.bin", "pptt.bin", "cedt.bin", "e820.bin", "efi-memmap.bin",
    ]
    // Where there is e820, the EFI map says the same.
    let isPC = (try? packageBytes("golden/\(name)/e820.bin")) != nil
    for file in names where file != "efi-memmap.bin" || !isPC {
      guard let bytes = try? packageBytes("golden/\(name)/\(file)") else { continue }
      try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(file)"))
    }
    let decompiled = try Decompiler().run(try MachineView(FilePath(folder.path), name: name))
    let text = decompiled.text
    try #require(decompiled.topology != nil, "\(decompiled.diagnostics)")
    let compilation = Compilation(text)
    try #require(!compilation.hasErrors, "\(text)\(compilation.text)")
    var missed: [String] = []
    for artifact in compilation.artifacts() {
      guard let bytes = try? Data(contentsOf: URL(filePath: "\(folder.path)/\(artifact.kind.fileName)")) else {
        continue
      }
      if artifact.bytes != [UInt8](bytes) { missed.append(artifact.kind.fileName) }
    }
    #expect(missed.isEmpty, "\(name)\n\(text)")
  }
}
