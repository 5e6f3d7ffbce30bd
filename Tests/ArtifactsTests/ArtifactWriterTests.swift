import FolderLocking
import Foundation
import SystemPackage
import TestSupport
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
    try ArtifactWriter().write(artifacts, to: FilePath(folder.path(name)))
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

  @Test("leaves a folder alone that holds the same already", arguments: [true, false])
  func same(hasOtherFiles: Bool) throws {
    try write(Self.all, to: "out")
    if hasOtherFiles { try folder.write("mine", to: "out/notes.txt") }
    let names = try folder.names(in: "out")
    let before = try (["out"] + names.map { "out/\($0)" }).map(identity)
    try write(Self.all, to: "out")
    #expect(try (["out"] + names.map { "out/\($0)" }).map(identity) == before)
  }

  @Test("writes a folder anew in which a file is missing, longer, another or none", arguments: 0..<4)
  func nearlySame(_ difference: Int) throws {
    try write(Self.all, to: "out")
    let path = folder.path("out/srat.bin")
    try FileManager.default.removeItem(atPath: path)
    switch difference {
    case 0: break
    case 1: try folder.write("\u{2}\n", to: "out/srat.bin")
    case 2: try folder.write("\u{3}", to: "out/srat.bin")
    // Whoever opened it would wait for somebody who writes to it.
    default: #expect(unsafe mkfifo(path, 0o600) == 0)
    }
    try write(Self.all, to: "out")
    #expect(try folder.names(in: "out") == Self.names)
    #expect(try folder.bytes("out/srat.bin") == [2])
  }

  @Test("leaves the folder's mode as it was", arguments: [0o700, 0o755, 0o2770])
  func mode(_ mode: Int) throws {
    try write(Self.all, to: "out")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path("out"))
    let before = try identity("out")
    try write(Self.all.dropLast(2) + [Artifact(kind: .layout, bytes: [6])], to: "out")
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
    #expect(ArtifactKind.all.last == .layout)
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

  @Test("takes every name that a folder can have", arguments: [200, 245, 250, 255])
  func longName(_ length: Int) throws {
    let name = String(repeating: "x", count: length)
    try write(Self.all, to: "new/\(name)")
    try write([Artifact(kind: .slit, bytes: [6])], to: "new/\(name)")
    #expect(try folder.names(in: "new/\(name)") == ["slit.bin"])
    try folder.write([9], to: "new/\(name)/notes.txt")
    try write(Self.all, to: "new/\(name)")
    #expect(try folder.names(in: "new/\(name)") == (Self.names + ["notes.txt"]).sorted())
    #expect(try folder.names(in: "new") == [name])
  }

  @Test("leaves nothing behind where a folder cannot be made")
  func failedStaging() throws {
    let name = String(repeating: "x", count: 256)
    let error = #expect(throws: FileError.self) { try write(Self.all, to: "new/\(name)") }
    #expect(error?.errno == .fileNameTooLong)
    #expect(try folder.names() == [])
  }

  // MARK: Interruption

  /// What a folder holds, with the files in it.
  private func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for case let name as String in try #require(FileManager.default.enumerator(atPath: folder.path)) {
      var isFolder: ObjCBool = false
      _ = unsafe FileManager.default.fileExists(atPath: folder.path(name), isDirectory: &isFolder)
      contents[name] = isFolder.boolValue ? [] : try folder.bytes(name)
    }
    return contents
  }

  /// What is in the folder before.
  enum Before: CaseIterable {
    case nothing
    case artifacts
    case filesOfOthers
  }

  @Test("leaves everything as it was, whenever it is no longer wanted", arguments: Before.allCases)
  func unwanted(_ before: Before) throws {
    if before != .nothing { try write(Self.all, to: "out") }
    if before == .filesOfOthers { try folder.write([9], to: "out/notes.txt") }
    let new = [Artifact(kind: .srat, bytes: [7]), Artifact(kind: .layout, bytes: [8])]
    let old = try contents()
    var allowed = 0
    var isDone = false
    while !isDone {
      var asked = 0
      do throws(FileError) {
        try ArtifactWriter().write(new, to: FilePath(folder.path("out"))) {
          asked += 1
          return asked <= allowed
        }
        isDone = true
      } catch {
        #expect(error.errno == .interrupted)
        #expect(try contents() == old, "after \(allowed) steps")
      }
      allowed += 1
    }
    #expect(allowed > new.count)
    #expect(try folder.bytes("out/srat.bin") == [7])
    #expect(try folder.names() == ["out"])
  }

  @Test("puts every file back where one cannot be put in its place")
  func undone() throws {
    try write(Self.all, to: "old")
    try write([Artifact(kind: .e820, bytes: [6]), Artifact(kind: .memslots, bytes: [7])], to: "new")
    // Without this one, for which nothing is exchanged.
    try FileManager.default.removeItem(atPath: folder.path("old/memslots.json"))
    let before = try contents()
    var replacement = FileReplacement(from: FilePath(folder.path("new")), to: FilePath(folder.path("old")))
    try replacement.put("e820.bin")
    try replacement.put("memslots.json")
    try replacement.remove("slit.bin")
    #expect(throws: FileError.self) { try replacement.put("srat.bin") }
    #expect(try folder.bytes("old/e820.bin") == [6])
    #expect(try folder.names(in: "old") == ["e820.bin", "layout.json", "memslots.json", "srat.bin"])
    replacement.undo()
    #expect(try contents() == before)
  }

  // MARK: Other processes

  @Test("removes what a killed run left behind, beside the folder and in it", arguments: [true, false])
  func leftovers(hasOtherFiles: Bool) throws {
    try write(Self.all, to: "out")
    if hasOtherFiles { try folder.write([9], to: "out/notes.txt") }
    for name in [".out.memc-0", ".out.memc-2", "out/.out.memc-1"] {
      try folder.makeFolder(name)
      try folder.write([1], to: "\(name)/e820.bin")
      try folder.write([1], to: "\(name)/slit.bin.old")
    }
    try write([Artifact(kind: .slit, bytes: [6])], to: "out")
    // Work inside the folder says nothing of what lies beside it.
    #expect(try folder.names() == (hasOtherFiles ? [".out.memc-0", ".out.memc-2", "out"] : ["out"]))
    #expect(try folder.names(in: "out") == (hasOtherFiles ? ["notes.txt", "slit.bin"] : ["slit.bin"]))
  }

  @Test("leaves a folder of that name alone in which others have put something")
  func leftoversOfOthers() throws {
    try folder.makeFolder(".out.memc-0")
    try folder.write([1], to: ".out.memc-0/letter.txt")
    try write(Self.all, to: "out")
    #expect(try folder.names() == [".out.memc-0", "out"])
    #expect(try folder.names(in: ".out.memc-0") == ["letter.txt"])
  }

  @Test("leaves alone what another run is at work in")
  func atWork() throws {
    let path = FilePath(folder.path)
    let other = try StagingFolder(for: path.appending("out"), in: path)
    #expect(other.path.lastComponent == ".out.memc-0")
    try write(Self.all, to: "out")
    #expect(try folder.names() == [".out.memc-0", "out"])
    other.remove()
    #expect(try folder.names() == ["out"])
  }

  @Test("waits for another run that writes the same folder")
  func waits() throws {
    try write(Self.all, to: "out")
    try folder.write([9], to: "out/notes.txt")
    let path = FilePath(folder.path("out"))
    var lock = try FolderLock.waiting(for: path, timeout: .seconds(10))
    #expect(lock != nil)
    var asked = 0
    try ArtifactWriter().write([Artifact(kind: .slit, bytes: [6])], to: path) {
      asked += 1
      // Until then nothing has changed.
      if asked < 5 { #expect((try? folder.bytes("out/slit.bin")) == [3]) }
      if asked == 5 { lock = nil }
      return true
    }
    #expect(asked > 5)
    #expect(try folder.bytes("out/slit.bin") == [6])
    withExtendedLifetime(lock) {}
  }

  @Test("writes the folder that is there when it is its turn, not the one that it waited for")
  func overtaken() throws {
    try write(Self.all, to: "out")
    let path = FilePath(folder.path("out"))
    var lock = try FolderLock.waiting(for: path, timeout: .seconds(10))
    var asked = 0
    try ArtifactWriter().write([Artifact(kind: .slit, bytes: [6])], to: path) {
      asked += 1
      if asked == 3 {
        // As an exchange by the other run does.
        try? FileManager.default.moveItem(atPath: folder.path("out"), toPath: folder.path("gone"))
        try? folder.makeFolder("out")
        lock = nil
      }
      return true
    }
    #expect(try folder.names(in: "out") == ["slit.bin"])
    #expect(try folder.names(in: "gone") == Self.names)
    withExtendedLifetime(lock) {}
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
