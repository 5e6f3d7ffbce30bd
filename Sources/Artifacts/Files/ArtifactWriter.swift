import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// Puts the artifacts of a compilation into a folder so that they appear together.
///
/// They are written to a sibling folder, which is then exchanged with the folder in one step, or renamed to it.
/// Where the folder holds files of others, or an exchange cannot be had there, each file is renamed into place from a
/// hidden folder inside, `layout.json` last, so that its hashes tell a mix. A failure leaves the folder as it was.
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
      // By the name that its reader gave the folder.
      var error = error
      if error.path.hasPrefix(target) { error.path = directory + error.path.dropFirst(target.count) }
      throw error
    }
  }

  private func install(_ artifacts: [Artifact], target: String) throws(FileError) {
    guard try FileSystem.kind(of: target) == .directory else {
      let staging = try stage(artifacts, for: target, in: FilePath(target).removingLastComponent().string)
      do throws(FileError) {
        try FileSystem.rename(staging, to: target)
      } catch {
        remove(staging)
        throw error
      }
      return
    }
    let present = try FileSystem.names(in: target)
    // Found now, before anything has changed: nothing can be renamed over a folder.
    for name in present where ArtifactKind(fileName: name) != nil {
      guard try FileSystem.kind(of: "\(target)/\(name)") != .directory else {
        throw FileError(operation: "write", path: "\(target)/\(name)", errno: .isDirectory)
      }
    }
    let isOurs = present.allSatisfy { ArtifactKind(fileName: $0) != nil }
    let working = try? FileSystem.resolved(".")
    if isOurs, target != working, try exchange(artifacts, target: target) { return }
    try renameEach(artifacts, target: target, present: present)
  }

  /// Exchanges the folder with a new one beside it; `false` where that cannot be had: the folder is a mount point,
  /// the one above it must not be written to, the file system has no exchange, or the new folder would be somebody
  /// else's.
  private func exchange(_ artifacts: [Artifact], target: String) throws(FileError) -> Bool {
    let parent = FilePath(target).removingLastComponent().string
    let staging: String
    do throws(FileError) {
      staging = try stage(artifacts, for: target, in: parent)
    } catch  where [.permissionDenied, .notPermitted, .readOnlyFileSystem].contains(error.errno) {
      return false
    }
    // After an exchange it holds what was there before; without one, what was not needed.
    defer { remove(staging) }
    return (try? takeRights(of: target, for: staging)) == true && (try? FileSystem.exchange(staging, target)) != nil
  }

  /// Makes a new folder open to those to whom the folder is open whose place it takes.
  ///
  /// - Returns: Whether it is; a folder cannot be given away.
  private func takeRights(of target: String, for staging: String) throws(FileError) -> Bool {
    let wanted = try FileSystem.rights(of: target)
    if try FileSystem.rights(of: staging) == wanted { return true }
    try FileSystem.setMode(wanted.mode, of: staging)
    return try FileSystem.rights(of: staging) == wanted
  }

  /// Renames each artifact into the folder and removes those of an earlier run that are not among them.
  private func renameEach(_ artifacts: [Artifact], target: String, present: [String]) throws(FileError) {
    // Inside the folder, so that both ends of a rename are on one file system even at a mount point.
    let staging = try stage(artifacts, for: target, in: target)
    defer { remove(staging) }
    for kind in ArtifactKind.allCases where artifacts.contains(where: { $0.kind == kind }) {
      try FileSystem.rename("\(staging)/\(kind.fileName)", to: "\(target)/\(kind.fileName)")
    }
    for name in present {
      guard let kind = ArtifactKind(fileName: name), !artifacts.contains(where: { $0.kind == kind }) else {
        continue
      }
      try FileSystem.removeFile("\(target)/\(name)")
    }
  }

  /// Writes artifacts to a new hidden folder in `parent`; where that fails, it is gone again.
  private func stage(
    _ artifacts: [Artifact], for target: String, in parent: String
  ) throws(FileError) -> String {
    let staging = try createStaging(for: target, in: parent)
    for artifact in artifacts {
      do throws(FileError) {
        try FileIO.write(artifact.bytes, to: "\(staging)/\(artifact.kind.fileName)")
      } catch {
        remove(staging)
        // The folder that its reader knows, not the hidden one.
        throw FileError(
          operation: error.operation, path: "\(target)/\(artifact.kind.fileName)", errno: error.errno)
      }
    }
    return staging
  }

  private func createStaging(for target: String, in parent: String) throws(FileError) -> String {
    let name = ".\(FilePath(target).lastComponent?.string ?? "memc").memc-\(getpid())"
    for attempt in 0..<Self.attempts {
      let staging = (parent.isEmpty ? "" : parent + "/") + "\(name)-\(attempt)"
      do throws(FileError) {
        try FileSystem.createDirectory(staging)
        return staging
      } catch  where error.errno == .fileExists {
        continue
      } catch {
        throw FileError(operation: "write", path: target, errno: error.errno)
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
      do throws(FileError) {
        try FileSystem.createDirectory(path)
      } catch {
        for path in created.reversed() { try? FileSystem.removeDirectory(path) }
        throw error
      }
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
