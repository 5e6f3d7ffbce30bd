import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// Puts the artifacts of a compilation into a folder so that they appear together.
///
/// They are written to a sibling folder, which is then exchanged with the folder in one step, or renamed to it.
/// Where the folder holds files of others, or an exchange cannot be had there, each file is renamed into place and
/// `layout.json` last, so that its hashes tell a mix. A failure leaves the folder as it was.
public struct ArtifactWriter: Sendable {
  private static let attempts = 100

  /// Creates a writer.
  public init() {}

  /// Writes artifacts.
  ///
  /// - Parameters:
  ///   - artifacts: What the folder shall hold; artifacts of an earlier run that are not among them go.
  ///   - directory: The folder, created with its parents where it does not exist.
  public func write(_ artifacts: [Artifact], to directory: String) throws(FileError) {
    let target: String
    switch try FileSystem.kind(of: directory) {
    case .other: throw FileError(operation: "write", path: directory, errno: .notDirectory)
    // An exchange takes the place of a symbolic link itself; what it leads to is meant.
    case .directory: target = try FileSystem.resolved(directory)
    case .absent: target = directory
    }
    let created = try createParents(of: target)
    do throws(FileError) {
      try install(artifacts, target: target)
    } catch {
      for path in created.reversed() { try? FileSystem.removeDirectory(path) }
      // Where files are staged is nobody's concern: what could not be written is the folder that was asked for.
      throw FileError(operation: "write", path: directory, errno: error.errno)
    }
  }

  private func install(_ artifacts: [Artifact], target: String) throws(FileError) {
    let staging = try createStaging(beside: target)
    var old: String?
    do throws(FileError) {
      for artifact in artifacts {
        try FileIO.write(artifact.bytes, to: "\(staging)/\(artifact.kind.fileName)")
      }
      old = try moveIntoPlace(artifacts, staging: staging, target: target)
    } catch {
      remove(staging)
      throw error
    }
    if let old { remove(old) }
  }

  /// Moves what was staged to its place; the folder that is to be removed afterwards, if any.
  private func moveIntoPlace(
    _ artifacts: [Artifact], staging: String, target: String
  ) throws(FileError) -> String? {
    guard try FileSystem.kind(of: target) == .directory else {
      try FileSystem.rename(staging, to: target)
      return nil
    }
    let present = try FileSystem.names(in: target)
    let isOurs = present.allSatisfy { ArtifactKind(fileName: $0) != nil }
    let working = try? FileSystem.resolved(".")
    if isOurs, target != working, (try? FileSystem.exchange(staging, target)) != nil { return staging }

    for kind in ArtifactKind.allCases where artifacts.contains(where: { $0.kind == kind }) {
      try FileSystem.rename("\(staging)/\(kind.fileName)", to: "\(target)/\(kind.fileName)")
    }
    for name in present {
      guard let kind = ArtifactKind(fileName: name), !artifacts.contains(where: { $0.kind == kind }) else {
        continue
      }
      try FileSystem.removeFile("\(target)/\(name)")
    }
    return staging
  }

  private func createStaging(beside target: String) throws(FileError) -> String {
    let path = FilePath(target)
    let parent = path.removingLastComponent().string
    let name = ".\(path.lastComponent?.string ?? "memc").memc-\(getpid())"
    for attempt in 0..<Self.attempts {
      let staging = (parent.isEmpty ? "" : parent + "/") + "\(name)-\(attempt)"
      do throws(FileError) {
        try FileSystem.createDirectory(staging)
        return staging
      } catch  where error.errno == .fileExists {
        continue
      }
    }
    throw FileError(operation: "write", path: target, errno: .fileExists)
  }

  /// Creates the folders above a path; those that were not there before.
  private func createParents(of path: String) throws(FileError) -> [String] {
    var missing: [String] = []
    var parent = FilePath(path).removingLastComponent()
    while !parent.isEmpty, try FileSystem.kind(of: parent.string) == .absent {
      missing.append(parent.string)
      parent = parent.removingLastComponent()
    }
    var created: [String] = []
    for path in missing.reversed() {
      try FileSystem.createDirectory(path)
      created.append(path)
    }
    return created
  }

  /// Removes a folder of artifacts. What is left behind in a sibling folder harms nobody, so errors do not count.
  private func remove(_ directory: String) {
    for name in (try? FileSystem.names(in: directory)) ?? [] where ArtifactKind(fileName: name) != nil {
      try? FileSystem.removeFile("\(directory)/\(name)")
    }
    try? FileSystem.removeDirectory(directory)
  }
}
