import FolderLocking
import SystemPackage

/// A hidden folder in which files lie before they are put in their place.
///
/// Whoever makes one keeps it locked, so that one that is not locked was left behind by a process that was killed, and
/// the next one that comes by removes it.
final class StagingFolder {
  /// Enough for as many processes as would ever write the same folder at the same time.
  private static let numbers = 0..<100
  /// How many places beyond its own a process looks at for what others left behind.
  private static let reach = 8
  /// Bytes of the longest name of a file: NAME_MAX.
  private static let longestName = 255
  /// The name of a single file before it has its place.
  static let fileName = "update"

  /// Where it is.
  let path: FilePath
  /// Whether a path from the folder on may be removed with it.
  private let isOurs: (String) -> Bool
  // `nil` where the file system has no locks.
  private let lock: FolderLock?

  /// Makes an empty folder.
  ///
  /// - Parameters:
  ///   - target: The folder that the artifacts are for, which gives this one its name.
  ///   - parent: Where it is made.
  ///   - isOurs: Whether a path from the folder on is one that the folder of a process that was killed may have had; those of
  ///     artifacts, unless said otherwise.
  init(
    for target: FilePath, in parent: FilePath,
    isOurs: @escaping @Sendable (String) -> Bool = StagingFolder.isOfArtifacts
  ) throws(FileError) {
    self.isOurs = isOurs
    var isAlone = true
    for number in Self.numbers {
      let path = Self.path(number, for: target, in: parent)
      if try !Self.create(path, for: target) {
        isAlone = false
        // Another process is at work there, unless it was killed.
        guard Self.removeAbandoned(path, isOurs), try Self.create(path, for: target) else { continue }
      }
      switch FolderLock.attempt(path) {
      case .locked(let lock): self.lock = lock
      case .impossible: lock = nil
      // Before it was locked, another process took it for one that was left behind.
      case .taken: continue
      }
      self.path = path
      // Eight names that are not there are a quarter of the time that a small topology takes, so they are looked for only
      // where there is a trace of others.
      guard !isAlone else { return }
      for other in number + 1...number + Self.reach {
        _ = Self.removeAbandoned(Self.path(other, for: target, in: parent), isOurs)
      }
      return
    }
    throw FileError(operation: "write", path: target, errno: .fileExists)
  }

  /// Puts a single file into its place by renaming it there, so that nobody ever finds a part of it.
  ///
  /// - Parameters:
  ///   - target: The file, which may be there or not, but is no symbolic link.
  ///   - write: Writes the file under the name that it is given; where it throws, everything is as it was.
  static func replace(_ target: FilePath, _ write: (FilePath) throws(FileError) -> Void) throws(FileError) {
    let folder = try StagingFolder(for: target, in: target.parent)
    // Under a name that is removed with the folder if this process is killed.
    let staged = folder.path.appending(fileName)
    defer { folder.remove() }
    try write(staged)
    try FileSystem.rename(staged, to: target)
  }

  /// Removes what processes that were killed left behind in a folder of their work on it.
  ///
  /// - Parameter names: What is in the folder.
  /// - Returns: What is in it then.
  static func removeAbandoned(in target: FilePath, _ names: [String]) -> [String] {
    guard names.contains(where: { $0.hasPrefix(".") }) else { return names }
    let abandoned = (0...reach).map { name($0, for: target) }
    return names.filter { !(abandoned.contains($0) && removeAbandoned(target.appending($0))) }
  }

  /// Removes the folder with the artifacts in it. What cannot be removed harms nobody, and the next process tries again.
  func remove() { Self.remove(path, isOurs) }

  private static func path(_ number: Int, for target: FilePath, in parent: FilePath) -> FilePath {
    parent.appending(name(number, for: target))
  }

  private static func name(_ number: Int, for target: FilePath) -> String {
    let ending = ".memc-\(number)"
    var name = "." + (target.lastComponent?.string ?? "memc")
    while name.utf8.count + ending.utf8.count > longestName { name.removeLast() }
    return name + ending
  }

  /// - Returns: Whether there is a new folder; `false` where the name is taken.
  private static func create(_ path: FilePath, for target: FilePath) throws(FileError) -> Bool {
    do throws(FileError) {
      try FileSystem.createDirectory(path)
      return true
    } catch {
      if error.errno == .fileExists { return false }
      // The folder that its reader knows, not the hidden one.
      throw FileError(operation: "write", path: target, errno: error.errno)
    }
  }

  /// - Returns: Whether a folder was there and is gone.
  private static func removeAbandoned(
    _ path: FilePath, _ isOurs: (String) -> Bool = StagingFolder.isOfArtifacts
  ) -> Bool {
    guard case .locked(let lock) = FolderLock.attempt(path), FileSystem.isOwn(path) else { return false }
    defer { withExtendedLifetime(lock) {} }
    return remove(path, isOurs)
  }

  @discardableResult
  private static func remove(_ path: FilePath, _ isOurs: (String) -> Bool, below prefix: String = "") -> Bool {
    for name in (try? FileSystem.names(in: path)) ?? [] where isOurs(prefix + name.string) {
      let inner = path.appending(name)
      if FileSystem.isFolder(inner) {
        remove(inner, isOurs, below: "\(prefix)\(name.string)/")
      } else {
        try? FileSystem.removeFile(inner)
      }
    }
    return (try? FileSystem.removeDirectory(path)) != nil
  }

  /// Whether a name is one that the writers of artifacts and of single files give.
  @Sendable static func isOfArtifacts(_ name: String) -> Bool {
    ArtifactKind(fileName: name) != nil || name.hasSuffix(".\(FileReplacement.asideExtension)") || name == fileName
  }
}
