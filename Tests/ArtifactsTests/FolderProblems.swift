import SystemPackage
import TestSupport
import Testing

@testable import Artifacts

extension Compilation {
  /// What the check of a folder says of the artifacts after changes to two of them, the hashes being right.
  func folderProblems(
    slots changeSlots: (inout MemslotsFile) -> Void = { _ in },
    layout changeLayout: (inout LayoutFile) -> Void = { _ in }
  ) throws -> [String] {
    let layout = try #require(layout)
    var slots = MemslotsFile(layout)
    changeSlots(&slots)
    var artifacts = artifacts().filter { $0.kind != .layout && $0.kind != .memslots }
    artifacts.append(Artifact(kind: .memslots, bytes: slots.encoded()))
    var whole = LayoutFile(layout, diagnostics: diagnostics, artifacts: artifacts)
    changeLayout(&whole)
    artifacts.append(Artifact(kind: .layout, bytes: whole.encoded()))
    let folder = try TemporaryFolder()
    try ArtifactWriter().write(artifacts, to: FilePath(folder.path("out")))
    return try DirectoryCheck(FilePath(folder.path("out"))).problems().map {
      $0.replacing("\(folder.path("out"))/", with: "")
    }
  }
}
