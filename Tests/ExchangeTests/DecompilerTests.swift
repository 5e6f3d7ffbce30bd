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

  @Test("An NVDIMM of QEMU's lies in the hot-pluggable space of the last node")
  func memoryInSpace() throws {
    let text = """
      memc: 1
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 128MiB, persistent: on}
        - {memory: 1GiB, cpus: 1, hotplug: {size: 2GiB, slots: 1}}
      """
    let decompiled = try decompiled(["e820", "srat", "madt", "pptt"], of: text)
    #expect(decompiled.text == text + "\n")
  }

  @Test("QEMU's space for more memory is larger than what may be plugged in, which its map alone does not tell")
  func spaceOfSlots() throws {
    let text = """
      memc: 1
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 1GiB, cpus: 1, hotplug: {size: 8GiB, slots: 1}}
      """
    let decompiled = try decompiled(["srat", "madt"], of: text)
    #expect(decompiled.topology?.nodes[1].hotplug?.size == 8 << 30, "\(decompiled.text)")
    #expect(decompiled.diagnostics.isEmpty, "\(decompiled.diagnostics)")
  }

  @Test("A CPU that MADT has not enabled before it could say more is one that may come where SRAT knows it")
  func disabledCPU() throws {
    let text = """
      memc: 1
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: 0-1}
        - {memory: 1GiB, cpus: 2-3}
      cpus: {cores_per_llc: 4, present: 3}
      """
    let ofQEMU = { (name: String, bytes: [UInt8]) -> [UInt8] in
      guard name == "madt.bin" else { return bytes }
      var bytes = bytes
      // The revision, and the flags of the fourth local APIC structure of 8 bytes each, which begin at byte 44.
      bytes[8] = 1
      bytes.replaceSubrange((44 + 3 * 8 + 4)..<(44 + 4 * 8), with: [0, 0, 0, 0])
      bytes[9] = 0
      bytes[9] = 0 &- bytes.reduce(0, &+)
      return bytes
    }
    let decompiled = try decompiled(["e820", "srat", "madt"], of: text, changed: ofQEMU)
    #expect(decompiled.topology?.cpus.count == 4, "\(decompiled.text)")
    #expect(decompiled.topology?.processors.present?.value == 3, "\(decompiled.text)")
    let unknown = try self.decompiled(["e820", "madt"], of: text, changed: ofQEMU)
    #expect(unknown.topology?.cpus.count == 3, "\(unknown.text)")
    #expect(unknown.topology?.processors.present == nil, "\(unknown.text)")
  }

  @Test("Ranges of one node that hold more than 64 bits count are told of")
  func rangesBeyondAllAddresses() throws {
    var bytes: [UInt8] = Array("SRAT".utf8) + [168, 0, 0, 0, 3, 0] + Array("MEMC  MEMCSRAT".utf8)
    bytes += [1, 0, 0, 0] + Array("MEMC".utf8) + [1, 0, 0, 0] + [1, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
    // From 0 on, from 2^63 on, and from 0 on once more, 2^63 - 1 bytes each.
    for start in [0, 0x80, 0] as [UInt8] {
      bytes += [1, 40] + [UInt8](repeating: 0, count: 13) + [start]
      bytes += [UInt8](repeating: 0xff, count: 7) + [0x7f] + [UInt8](repeating: 0, count: 4) + [1, 0, 0, 0]
      bytes += [UInt8](repeating: 0, count: 8)
    }
    bytes[9] = 0 &- bytes.reduce(0, &+)
    let decompiled = try Decompiler().run(MachineView(bytes, name: "srat", fileName: "srat.bin"))
    #expect(decompiled.topology == nil)
    #expect(decompiled.diagnostics.map(\.identifier).contains("address-too-high"), "\(decompiled.diagnostics)")
  }

  private func decompiled(
    _ names: Set<String>, of text: String, changed: (String, [UInt8]) -> [UInt8] = { $1 }
  ) throws -> Decompilation {
    let folder = try TemporaryFolder()
    for artifact in Compilation(text).artifacts() where names.contains(artifact.kind.name) {
      let bytes = changed(artifact.kind.fileName, artifact.bytes)
      try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(artifact.kind.fileName)"))
    }
    return try Decompiler().run(try MachineView(FilePath(folder.path), name: "tables"))
  }
}
