@testable import Artifacts
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Files whose bytes are replaced.
@Suite("Updating files") struct FileUpdateTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("old", to: "a.yaml")
  }

  private func update(_ name: String, with text: String, isWanted: () -> Bool = { true }) throws {
    let update = try FileUpdate(of: FilePath(folder.path(name)), limit: 1 << 20)
    try update.replace(with: Array(text.utf8), isWanted: isWanted)
  }

  private func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? FileError)?.message.replacing(folder.path + "/", with: "")
    }
  }

  @Test("the new bytes stand there, and nothing beside them; the file's permissions stay")
  func whole() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("a.yaml"))
    try update("a.yaml", with: "new text")
    #expect(try folder.bytes("a.yaml") == Array("new text".utf8))
    #expect(try folder.names() == ["a.yaml"])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("a.yaml"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test("the owner stays, where files can be given away", .enabled(if: geteuid() == 0, "needs root"))
  func owner() throws {
    let file = folder.path("a.yaml")
    try FileManager.default.setAttributes([.ownerAccountID: 12, .groupOwnerAccountID: 34], ofItemAtPath: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o4755], ofItemAtPath: file)
    try update("a.yaml", with: "new")
    let rights = try FileSystem.rights(of: FilePath(file))
    #expect(rights == FileSystem.Rights(mode: 0o4755, owner: 12, group: 34))
  }

  @Test("of links what they lead to is replaced")
  func links() throws {
    try folder.makeFolder("other")
    try folder.write("old", to: "other/b.yaml")
    for (link, target) in [("first", "second"), ("second", "other/b.yaml")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
    }
    try update("first", with: "new")
    #expect(try folder.bytes("other/b.yaml") == Array("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("second")) == "other/b.yaml")
    #expect(try folder.names(in: "other") == ["b.yaml"])
  }

  @Test("links in a circle cannot be read")
  func circle() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.path("circle"), withDestinationPath: "circle")
    #expect(message { try update("circle", with: "") } == "cannot read circle: Too many levels of symbolic links")
  }

  @Test(
    "a file that another process changed is left to it",
    arguments: ["", "new from another", "OLD"])
  func changed(_ text: String) throws {
    let update = try FileUpdate(of: FilePath(folder.path("a.yaml")), limit: 1 << 20)
    try folder.write(text, to: "a.yaml")
    #expect(
      message { try update.replace(with: [1]) }
        == "cannot write a.yaml: another process changed it meanwhile")
    #expect(try folder.bytes("a.yaml") == Array(text.utf8))
    #expect(try folder.names() == ["a.yaml"])
  }

  @Test("a file that is gone, or became a folder, is not made again")
  func gone() throws {
    let update = try FileUpdate(of: FilePath(folder.path("a.yaml")), limit: 1 << 20)
    try FileManager.default.removeItem(atPath: folder.path("a.yaml"))
    #expect(message { try update.replace(with: [1]) } == "cannot write a.yaml: No such file or directory")
    try folder.makeFolder("a.yaml")
    #expect(message { try update.replace(with: [1]) } == "cannot write a.yaml: Is a directory")
    #expect(try folder.names() == ["a.yaml"] && folder.names(in: "a.yaml") == [])
  }

  @Test("nobody wants it any more: everything is as it was")
  func unwanted() throws {
    #expect(
      message { try update("a.yaml", with: "new") { false } } == "cannot write a.yaml: a signal ended it")
    #expect(try folder.bytes("a.yaml") == Array("old".utf8))
    #expect(try folder.names() == ["a.yaml"])
  }

  @Test("what a process left behind that was killed does not stay")
  func abandoned() throws {
    try folder.makeFolder(".a.yaml.memc-0")
    try folder.write("half", to: ".a.yaml.memc-0/\(StagingFolder.fileName)")
    try update("a.yaml", with: "new")
    #expect(try folder.names() == ["a.yaml"])
    #expect(try folder.bytes("a.yaml") == Array("new".utf8))
  }
}
