import SystemPackage

/// Puts files of one folder into another, which keeps its other files, one after the other; and back again where one of
/// them cannot be put there.
struct FileReplacement {
  /// The extension of an old file in the source.
  static let asideExtension = "old"

  private enum Step {
    case exchange(FilePath, FilePath)
    case rename(from: FilePath, to: FilePath)
  }

  /// The folder of the new files; in the end the old ones are there.
  let source: FilePath
  /// The folder in which they are put, on the same file system.
  let target: FilePath
  private var done: [Step] = []

  init(from source: FilePath, to target: FilePath) {
    self.source = source
    self.target = target
  }

  /// Puts a file in its place.
  mutating func put(_ name: String) throws(FileError) {
    let (new, place) = (source.appending(name), target.appending(name))
    guard try FileSystem.kind(of: place) != .absent else { return try rename(new, to: place) }
    do throws(FileError) {
      try FileSystem.exchange(new, place)
      done.append(.exchange(new, place))
    } catch  where error.errno == .invalidArgument || error.errno == .noFunction {
      // A file system without exchange. A name that is missing for a moment is better than one that cannot come back.
      try remove(name)
      try rename(new, to: place)
    }
  }

  /// Takes a file away.
  mutating func remove(_ name: String) throws(FileError) {
    let place = target.appending(name)
    do throws(FileError) {
      try rename(place, to: source.appending("\(name).\(Self.asideExtension)"))
    } catch {
      throw FileError(operation: "remove", path: place, errno: error.errno)
    }
  }

  private mutating func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try FileSystem.rename(from, to: to)
    done.append(.rename(from: from, to: to))
  }

  /// Puts everything back, the last first. What cannot be undone is left: the first failure is the one to tell of.
  mutating func undo() {
    while let step = done.popLast() {
      switch step {
      case .exchange(let new, let place): try? FileSystem.exchange(new, place)
      case .rename(let from, let to): try? FileSystem.rename(to, to: from)
      }
    }
  }
}
