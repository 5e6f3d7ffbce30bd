import FolderLocking
package import SystemPackage

/// A folder with files in folders of its own, which appears as a whole or not at all.
///
/// It is written to a hidden folder beside its place and renamed from there. A folder that is there is replaced where it is
/// empty, or where all that is in it is of an earlier folder of the kind; else it is somebody's, and stays.
package struct WholeFolder: Sendable {
  /// Something in the folder.
  package struct Entry: Sendable {
    /// Its path from the folder on.
    let path: String
    /// What is in a file; `nil` for a folder.
    let bytes: [UInt8]?

    /// Creates an entry.
    package init(path: String, bytes: [UInt8]?) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// The file by which a folder of the kind is known.
  private let mark: String
  /// Whether a path from the folder on is one that folders of the kind have.
  private let isOurs: @Sendable (String) -> Bool

  /// Describes a kind of folders.
  ///
  /// - Parameters:
  ///   - mark: The file by which a folder of the kind is known.
  ///   - isOurs: Whether a path from the folder on is one that folders of the kind have.
  package init(mark: String, isOurs: @escaping @Sendable (String) -> Bool) {
    self.mark = mark
    self.isOurs = isOurs
  }

  /// Writes a folder.
  ///
  /// - Parameters:
  ///   - entries: What it shall hold, the mark among it.
  ///   - path: Its place, whose own folder is there; where it is a symbolic link, what that leads to is replaced.
  ///   - isWanted: Asked before each step until the folder appears; when it says no, everything is as it was, and the error has
  ///     the errno EINTR.
  package func write(
    _ entries: [Entry], to path: FilePath, isWanted: () -> Bool = { true }
  ) throws(FileError) {
    do throws(FileError) {
      switch try FileSystem.kind(of: path) {
      case .other: throw FileError(operation: "write", path: path, errno: .notDirectory)
      case .absent:
        try stage(entries, for: path, isWanted) { staged throws(FileError) in
          try FileSystem.rename(staged, to: path)
        }
      case .directory: try replace(try FileSystem.resolved(path), entries, isWanted)
      }
    } catch {
      // By the name that its reader gave the folder, whatever the real one is.
      throw FileError(operation: "write", path: path, errno: error.errno)
    }
  }

  private func replace(_ target: FilePath, _ entries: [Entry], _ isWanted: () -> Bool) throws(FileError) {
    guard target != (try? FileSystem.resolved(".")) else {
      throw FileError(operation: "write", path: target, errno: .resourceBusy)
    }
    let lock: FolderLock?
    do throws(FolderLock.Failure) {
      lock = try FolderLock.waiting(for: target, timeout: .seconds(10), isWanted: isWanted)
    } catch {
      switch error {
      case .notOpened(let errno): throw FileError(operation: "read", path: target, errno: errno)
      case .notWanted: throw FileError(operation: "write", path: target, errno: .interrupted)
      case .timeout: throw FileError(operation: "write", path: target, errno: .wouldBlock)
      }
    }
    defer { withExtendedLifetime(lock) {} }
    let isEmpty = try FileSystem.names(in: target).isEmpty
    guard isEmpty || isOfTheKind(target) else {
      throw FileError(operation: "write", path: target, errno: .directoryNotEmpty)
    }
    try stage(entries, for: target, isWanted) { staged throws(FileError) in
      try FileSystem.setMode(try FileSystem.rights(of: target).mode, of: staged)
      if isEmpty { try FileSystem.rename(staged, to: target) } else { try FileSystem.exchange(staged, target) }
    }
  }

  /// Whether a folder has the mark, and nothing that is not of the kind.
  private func isOfTheKind(_ folder: FilePath) -> Bool {
    FileSystem.size(ofFile: folder.appending(mark)) != nil && holdsNothingElse(folder, "")
  }

  private func holdsNothingElse(_ folder: FilePath, _ prefix: String) -> Bool {
    guard let names = try? FileSystem.names(in: folder) else { return false }
    return names.allSatisfy { name in
      let inner = folder.appending(name)
      guard isOurs(prefix + name.string) else { return false }
      return FileSystem.isFolder(inner)
        ? holdsNothingElse(inner, "\(prefix)\(name.string)/") : !FileSystem.isSymbolicLink(inner)
    }
  }

  /// Writes everything into a hidden folder, which is put in its place, or which is gone then.
  private func stage(
    _ entries: [Entry], for target: FilePath, _ isWanted: () -> Bool,
    _ install: (FilePath) throws(FileError) -> Void
  ) throws(FileError) {
    let staging = try StagingFolder(for: target, in: target.parent, isOurs: isOurs)
    // After an exchange it holds what was there before; after a rename it is no more.
    defer { staging.remove() }
    var folders: Set<String> = []
    for entry in entries {
      try makeFolders(of: entry, in: staging.path, &folders)
      if let bytes = entry.bytes { try FileIO.write(bytes, to: staging.path.appending(entry.path)) }
      guard isWanted() else { throw FileError(operation: "write", path: target, errno: .interrupted) }
    }
    try install(staging.path)
  }

  /// Makes the folders that an entry lies in, or is, as far as they are not there.
  private func makeFolders(
    of entry: Entry, in root: FilePath, _ made: inout Set<String>
  ) throws(FileError) {
    let names = entry.path.split(separator: "/")
    var path = ""
    for name in entry.bytes == nil ? names[...] : names.dropLast() {
      path += path.isEmpty ? "\(name)" : "/\(name)"
      if made.insert(path).inserted { try FileSystem.createDirectory(root.appending(path)) }
    }
  }
}
