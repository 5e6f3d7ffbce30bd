import Foundation
import Testing

@testable import Artifacts

@Suite("Putting artifacts into a folder")
struct ArtifactWriterTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let all: [Artifact] = [
    Artifact(kind: .e820, bytes: [1]), Artifact(kind: .srat, bytes: [2]), Artifact(kind: .slit, bytes: [3]),
    Artifact(kind: .memslots, bytes: [4]), Artifact(kind: .layout, bytes: [5]),
  ]
  private static let names = ["e820.bin", "layout.json", "memslots.json", "slit.bin", "srat.bin"]

  private func write(_ artifacts: [Artifact], to name: String) throws {
    try ArtifactWriter().write(artifacts, to: folder.path(name))
  }

  /// What a file is, apart from its name: the same before and after a rename.
  private func identity(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(name))[.systemFileNumber] as? Int
  }

  @Test("creates it")
  func creates() throws {
    try write(Self.all, to: "out")
    #expect(try folder.names(in: "out") == Self.names)
    #expect(try folder.bytes("out/memslots.json") == [4])
    #expect(try folder.names() == ["out"])
  }

  @Test("exchanges a folder of its own for a new one, whole")
  func exchanges() throws {
    try write(Self.all, to: "out")
    let before = try identity("out")
    try write([Artifact(kind: .slit, bytes: [6])], to: "out")
    #expect(try folder.names(in: "out") == ["slit.bin"])
    #expect(try folder.bytes("out/slit.bin") == [6])
    #expect(try identity("out") != before)
    #expect(try folder.names() == ["out"])
  }

  @Test("leaves the folder's mode as it was", arguments: [0o700, 0o755, 0o2770])
  func mode(_ mode: Int) throws {
    try write(Self.all, to: "out")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path("out"))
    let before = try identity("out")
    try write(Self.all, to: "out")
    #expect(try identity("out") != before)
    let after = try FileManager.default.attributesOfItem(atPath: folder.path("out"))[.posixPermissions] as? Int
    #expect(after == mode)
  }

  @Test("leaves the folder its owner", .enabled("only root can give a folder away") { getuid() == 0 })
  func owner() throws {
    try write(Self.all, to: "out")
    try FileManager.default.setAttributes(
      [.ownerAccountID: 4321, .groupOwnerAccountID: 4322], ofItemAtPath: folder.path("out"))
    try write([Artifact(kind: .slit, bytes: [6])], to: "out")
    let after = try FileManager.default.attributesOfItem(atPath: folder.path("out"))
    #expect(after[.ownerAccountID] as? Int == 4321)
    #expect(after[.groupOwnerAccountID] as? Int == 4322)
    #expect(try folder.names(in: "out") == ["slit.bin"])
    #expect(try folder.names() == ["out"])
  }

  @Test("renames into a folder with files of others, which stay")
  func renames() throws {
    try write(Self.all, to: "out")
    try folder.write([9], to: "out/notes.txt")
    let before = try identity("out")
    try write([Artifact(kind: .srat, bytes: [7]), Artifact(kind: .layout, bytes: [8])], to: "out")
    #expect(try folder.names(in: "out") == ["layout.json", "notes.txt", "srat.bin"])
    #expect(try folder.bytes("out/srat.bin") == [7])
    #expect(try folder.bytes("out/notes.txt") == [9])
    #expect(try identity("out") == before)
    #expect(try folder.names() == ["out"])
  }

  @Test("renames layout.json last: one that finds the file at rest finds the others")
  func order() {
    #expect(ArtifactKind.allCases.last == .layout)
  }

  @Test("leaves a folder as it was where a folder stands in the place of a file", arguments: [true, false])
  func interrupted(hasOtherFiles: Bool) throws {
    try write(Array(Self.all.dropLast()), to: "out")
    try folder.makeFolder("out/layout.json")
    if hasOtherFiles { try folder.write([9], to: "out/notes.txt") }
    let before = try folder.names(in: "out")
    let error = #expect(throws: FileError.self) {
      try write(Self.all.map { Artifact(kind: $0.kind, bytes: [0]) }, to: "out")
    }
    #expect(error?.message == "cannot write \(folder.path("out/layout.json")): Is a directory")
    #expect(try folder.names(in: "out") == before)
    for (artifact, name) in zip(Self.all, ["e820.bin", "srat.bin", "slit.bin", "memslots.json"]) {
      #expect(try folder.bytes("out/\(name)") == artifact.bytes)
    }
    #expect(try folder.names() == ["out"])
  }

  @Test("leaves nothing behind where a file cannot be written")
  func failedStaging() throws {
    // The name of the folder fits, that of the hidden one beside it does not.
    let name = String(repeating: "x", count: 250)
    #expect(throws: FileError.self) { try write(Self.all, to: "new/\(name)") }
    #expect(try folder.names() == [])
  }

  @Test("goes around what a killed run left behind")
  func leftovers() throws {
    let name = ".out.memc-\(ProcessInfo.processInfo.processIdentifier)-0"
    try folder.makeFolder(name)
    try write(Self.all, to: "out")
    #expect(try folder.names() == [name, "out"])
    #expect(try folder.names(in: "out") == Self.names)
  }

  @Test("writes through a symbolic link to a folder")
  func symbolicLink() throws {
    try write(Self.all, to: "real")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "real")
    try write([Artifact(kind: .slit, bytes: [6])], to: "link")
    #expect(try folder.names(in: "real") == ["slit.bin"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
  }

  @Test("refuses a file in the place of the folder, which stays")
  func file() throws {
    try folder.write([9], to: "out")
    let error = #expect(throws: FileError.self) { try write(Self.all, to: "out") }
    #expect(error?.message == "cannot write \(folder.path("out")): Not a directory")
    #expect(try folder.bytes("out") == [9])
  }
}
