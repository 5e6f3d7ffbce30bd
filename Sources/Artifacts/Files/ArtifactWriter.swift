import FolderLocking
public import SystemPackage

/// Puts the artifacts of a compilation into a folder so that they appear together.
///
/// They are written to a hidden sibling folder, which is then exchanged with the folder in one step, or renamed to it.
/// Where the folder holds the same artifacts already, it is left alone.
/// Where the folder holds files of others, or an exchange cannot be had there, each file is renamed into place from a
/// hidden folder inside, `layout.json` last, so that its hashes tell a mix. A failure leaves the folder as it was. Of
/// several processes that write one folder each waits for the one before.
public struct ArtifactWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// Writes artifacts.
  ///
  /// Only a process that is killed between the first rename and the last can leave a mix, and a hidden folder, which
  /// the next run removes: whoever wants other signals to do no harm blocks them, and tells of them by `isWanted`.
  ///
  /// - Parameters:
  ///   - artifacts: What the folder shall hold; artifacts of an earlier run that are not among them go.
  ///   - directory: The folder, created with its parents where it does not exist.
  ///   - isWanted: Asked before each step until the artifacts begin to appear. When it says no, everything is as it
  ///     was, and the error has the errno EINTR.
  public func write(
    _ artifacts: [Artifact], to directory: FilePath, isWanted: () -> Bool = { true }
  ) throws(FileError) {
    let target: FilePath
    let created: [FilePath]
    switch try FileSystem.kind(of: directory) {
    case .other: throw FileError(operation: "write", path: directory, errno: .notDirectory)
    // An exchange takes the place of a symbolic link itself; what it leads to is meant.
    case .directory: (target, created) = (try FileSystem.resolved(directory), [])
    case .absent: (target, created) = (directory, try createParents(of: directory))
    }
    do throws(FileError) {
      try install(artifacts, target, isWanted)
    } catch {
      for path in created.reversed() { try? FileSystem.removeDirectory(path) }
      // By the name that its reader gave the folder.
      var error = error
      var path = error.path
      if path.removePrefix(target) { error.path = directory.appending(path.components) }
      throw error
    }
  }

  private func install(
    _ artifacts: [Artifact], _ target: FilePath, _ isWanted: () -> Bool
  ) throws(FileError) {
    while true {
      if try FileSystem.kind(of: target) == .absent {
        if try create(artifacts, target, isWanted) { return }
      } else if let lock = try lock(target, isWanted) {
        defer { withExtendedLifetime(lock) {} }
        return try replace(artifacts, target, isWanted)
      }
      // Another process made the folder, or took its place, between the look and the call.
      guard isWanted() else { throw FileError(operation: "write", path: target, errno: .interrupted) }
    }
  }

  /// Waits for whoever writes the folder; `nil` where it is gone by then.
  private func lock(_ target: FilePath, _ isWanted: () -> Bool) throws(FileError) -> FolderLock? {
    do throws(FolderLock.Failure) {
      return try FolderLock.waiting(for: target, timeout: .seconds(10), isWanted: isWanted)
    } catch {
      switch error {
      case .notOpened(let errno): throw FileError(operation: "read", path: target, errno: errno)
      case .notWanted: throw FileError(operation: "write", path: target, errno: .interrupted)
      case .timeout: throw FileError(operation: "write", path: target, errno: .wouldBlock)
      }
    }
  }

  /// Makes the folder; `false` where it is there by now.
  private func create(
    _ artifacts: [Artifact], _ target: FilePath, _ isWanted: () -> Bool
  ) throws(FileError) -> Bool {
    let staging = try stage(artifacts, for: target, in: target.parent, isWanted)
    do throws(FileError) {
      try FileSystem.rename(staging.path, to: target)
      return true
    } catch {
      staging.remove()
      if error.errno == .directoryNotEmpty || error.errno == .fileExists { return false }
      throw error
    }
  }

  /// Writes a folder that is there, and locked.
  private func replace(
    _ artifacts: [Artifact], _ target: FilePath, _ isWanted: () -> Bool
  ) throws(FileError) {
    let present = StagingFolder.removeAbandoned(in: target, try FileSystem.unsortedNames(in: target))
    guard !isWritten(artifacts, target, present) else { return }
    // Found now, before anything has changed: nothing can be renamed over a folder.
    for name in present where ArtifactKind(fileName: name) != nil {
      let path = target.appending(name)
      guard try FileSystem.kind(of: path) != .directory else {
        throw FileError(operation: "write", path: path, errno: .isDirectory)
      }
    }
    let isOurs = present.allSatisfy { ArtifactKind(fileName: $0) != nil }
    let working = try? FileSystem.resolved(".")
    if isOurs, target != working, try exchange(artifacts, target, isWanted) { return }
    try replaceEach(artifacts, target, present, isWanted)
  }

  /// Whether a folder holds artifacts and no others: then nothing is written, so that the times of its files stay what
  /// they are, which build systems look at.
  private func isWritten(_ artifacts: [Artifact], _ target: FilePath, _ present: [String]) -> Bool {
    present.count { ArtifactKind(fileName: $0) != nil } == artifacts.count
      && artifacts.allSatisfy { FileIO.holds(target.appending($0.kind.fileName), $0.bytes) }
  }

  /// Exchanges the folder with a new one beside it; `false` where that cannot be had: the folder is a mount point,
  /// the one above it must not be written to, the file system has no exchange, or the new folder would be somebody
  /// else's.
  private func exchange(
    _ artifacts: [Artifact], _ target: FilePath, _ isWanted: () -> Bool
  ) throws(FileError) -> Bool {
    let staging: StagingFolder
    do throws(FileError) {
      staging = try stage(artifacts, for: target, in: target.parent, isWanted)
    } catch  where [.permissionDenied, .notPermitted, .readOnlyFileSystem].contains(error.errno) {
      return false
    }
    // After an exchange it holds what was there before; without one, what was not needed.
    defer { staging.remove() }
    return (try? takeRights(of: target, for: staging.path)) == true
      && (try? FileSystem.exchange(staging.path, target)) != nil
  }

  /// Makes a new folder open to those to whom the folder is open whose place it takes.
  ///
  /// - Returns: Whether it is; a folder cannot be given away.
  private func takeRights(of target: FilePath, for staging: FilePath) throws(FileError) -> Bool {
    let wanted = try FileSystem.rights(of: target)
    if try FileSystem.rights(of: staging) == wanted { return true }
    try FileSystem.setMode(wanted.mode, of: staging)
    return try FileSystem.rights(of: staging) == wanted
  }

  /// Puts each artifact into the folder and removes those of an earlier run that are not among them.
  private func replaceEach(
    _ artifacts: [Artifact], _ target: FilePath, _ present: [String], _ isWanted: () -> Bool
  ) throws(FileError) {
    // Inside the folder, so that both ends of a rename are on one file system even at a mount point.
    let staging = try stage(artifacts, for: target, in: target, isWanted)
    defer { staging.remove() }
    let new = ArtifactKind.all.filter { kind in artifacts.contains { $0.kind == kind } }
    var replacement = FileReplacement(from: staging.path, to: target)
    do throws(FileError) {
      for kind in new { try replacement.put(kind.fileName) }
      for name in present {
        guard let kind = ArtifactKind(fileName: name), !new.contains(kind) else { continue }
        try replacement.remove(name)
      }
    } catch {
      replacement.undo()
      throw error
    }
  }

  /// Writes artifacts to a new hidden folder in `parent`; where that fails, it is gone again.
  private func stage(
    _ artifacts: [Artifact], for target: FilePath, in parent: FilePath, _ isWanted: () -> Bool
  ) throws(FileError) -> StagingFolder {
    let staging = try StagingFolder(for: target, in: parent)
    do throws(FileError) {
      for artifact in artifacts {
        try FileIO.write(artifact.bytes, to: staging.path.appending(artifact.kind.fileName))
        guard isWanted() else { throw FileError(operation: "write", path: target, errno: .interrupted) }
      }
    } catch {
      staging.remove()
      // The folder that its reader knows, not the hidden one.
      var error = error
      if let name = error.path.lastComponent, error.path != target { error.path = target.appending(name) }
      throw error
    }
    return staging
  }

  /// Creates the folders above a path; those that were not there before.
  private func createParents(of path: FilePath) throws(FileError) -> [FilePath] {
    var missing: [FilePath] = []
    var parent = path.parent
    while !parent.isEmpty, try FileSystem.kind(of: parent) == .absent {
      missing.append(parent)
      parent = parent.parent
    }
    var created: [FilePath] = []
    for path in missing.reversed() {
      do throws(FileError) {
        try FileSystem.createDirectory(path)
      } catch  where error.errno == .fileExists {
        // Another process was faster.
        continue
      } catch {
        for path in created.reversed() { try? FileSystem.removeDirectory(path) }
        throw error
      }
      created.append(path)
    }
    return created
  }
}
