import Diagnostics
import FirmwareTables
import Lowering
import MachineModel
package import SystemPackage

/// Compares what examples compile to with golden files: by meaning, with the line that a difference comes from. What
/// follows from a difference is not told again, and bytes are told only where nothing else tells them apart.
package struct GoldenComparison: Sendable {
  private let examples: [GoldenExample]
  private let golden: FilePath
  private let isWhole: Bool

  /// Creates a comparison.
  ///
  /// - Parameters:
  ///   - examples: The examples, none of them with errors.
  ///   - golden: The folder that has the golden files of each example in a folder of its stem.
  ///   - isWhole: Whether these are all the examples, so that a folder without one is left over.
  package init(examples: [GoldenExample], golden: FilePath, isWhole: Bool = true) {
    self.examples = examples
    self.golden = golden
    self.isWhole = isWhole
  }

  /// That nothing differs, in words.
  package var agreement: String {
    "\(examples.count) \(examples.count == 1 ? "example matches" : "examples match") \(golden)"
  }

  /// A line for everything that differs; none where all is as it was.
  package func differences() throws(FileError) -> [String] {
    var differences: [String] = []
    for example in examples { differences += try self.differences(of: example) }
    for stem in try strayFolders() { differences.append("\(golden)/\(stem): there is no example of that name") }
    return differences
  }

  /// Writes the golden files of the examples that differ, and removes those that have no example.
  ///
  /// - Parameter isWanted: Asked before each step; when it says no, the error has the errno EINTR.
  /// - Returns: A line for everything that was done.
  package func update(isWanted: () -> Bool = { true }) throws(FileError) -> [String] {
    var lines: [String] = []
    for example in examples where try !differences(of: example).isEmpty {
      let folder = golden.appending(example.stem)
      let artifacts = example.compilation.artifacts(try kinds(in: folder))
      try ArtifactWriter().write(artifacts, to: folder, isWanted: isWanted)
      lines.append("wrote \(folder)")
    }
    for stem in try strayFolders() {
      let folder = golden.appending(stem)
      let names = try FileSystem.names(in: folder)
      guard names.allSatisfy({ ArtifactKind(fileName: $0.string) != nil }) else {
        lines.append("left \(folder), which has no example and holds files of others")
        continue
      }
      for name in names { try FileSystem.removeFile(folder.appending(name)) }
      try FileSystem.removeDirectory(folder)
      lines.append("removed \(folder)")
    }
    return lines.isEmpty ? [agreement] : lines
  }

  /// What an example is compared in: what is written without being asked for, and what else its folder has.
  private func kinds(in folder: FilePath) throws(FileError) -> Set<ArtifactKind> {
    guard try FileSystem.kind(of: folder) == .directory else { return ArtifactKind.byDefault }
    let present = try FileSystem.names(in: folder).compactMap { ArtifactKind(fileName: $0.string) }
    return ArtifactKind.byDefault.union(present)
  }

  private func strayFolders() throws(FileError) -> [FilePath.Component] {
    guard isWhole, try FileSystem.kind(of: golden) == .directory else { return [] }
    let stems = Set(examples.map(\.stem))
    var stray: [FilePath.Component] = []
    for name in try FileSystem.names(in: golden) where !stems.contains(name) {
      if try FileSystem.kind(of: golden.appending(name)) == .directory { stray.append(name) }
    }
    return stray
  }

  private func differences(of example: GoldenExample) throws(FileError) -> [String] {
    let folder = golden.appending(example.stem)
    guard try FileSystem.kind(of: folder) == .directory, let layout = example.compilation.layout else {
      return ["\(folder): there are no golden files of \(example.compilation.source.name)"]
    }
    let artifacts = example.compilation.artifacts(try kinds(in: folder))
    var differences: [String] = []
    for name in try FileSystem.names(in: folder)
    where !artifacts.contains(where: { $0.kind.fileName == name.string }) {
      differences.append("\(folder)/\(name): not an artifact of \(example.compilation.source.name)")
    }
    var changed: [(old: [UInt8], new: Artifact)] = []
    for artifact in artifacts {
      let path = folder.appending(artifact.kind.fileName)
      guard try FileSystem.kind(of: path) != .absent else {
        differences.append("\(path): missing")
        continue
      }
      let old = try FileIO.read(path)
      if old != artifact.bytes { changed.append((old, artifact)) }
    }
    let changes = GoldenChanges(changed, SourceLines(layout, file: example.compilation.source.name))
    return differences + changes.lines(in: folder.string)
  }
}
