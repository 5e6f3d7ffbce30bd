import CLinux
import SystemPackage

/// Keeps a folder from other processes that ask for the same, for as long as the object lives.
///
/// The lock is flock(2) of the folder itself, so it leaves nothing there and ends with the process however that ends.
final class FolderLock {
  /// How long to wait for another process, which takes a moment to write some files.
  private static let patience: Duration = .seconds(10)
  private static let pauseMilliseconds: CInt = 5

  /// What came of locking a folder without waiting.
  enum Attempt {
    /// It is locked.
    case locked(FolderLock)
    /// Another process has it locked, or has removed it.
    case taken
    /// It may not be opened, or has a file system without locks.
    case impossible
  }

  private let folder: FileDescriptor

  private init(_ folder: FileDescriptor) {
    self.folder = folder
  }

  deinit {
    // close(2) gives the descriptor and the lock back even where it reports an error.
    try? folder.close()
  }

  /// Locks a folder, waiting for whoever has it locked.
  ///
  /// Where the file system has no locks, this does without.
  ///
  /// - Parameters:
  ///   - path: The folder; a symbolic link is followed.
  ///   - isWanted: Asked again and again while waiting.
  /// - Returns: The lock; `nil` where the folder is no longer there by the time that it is locked, because it was
  ///   removed or another one took its place.
  static func waitingFor(_ path: FilePath, isWanted: () -> Bool) throws(FileError) -> FolderLock? {
    func failure(_ errno: Errno) -> FileError { FileError(operation: "write", path: path, errno: errno) }
    let folder: FileDescriptor
    do {
      folder = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory])
    } catch Errno.noSuchFileOrDirectory {
      return nil
    } catch {
      throw FileError(operation: "read", path: path, errno: error as? Errno ?? .ioError)
    }
    let lock = FolderLock(folder)
    let clock = ContinuousClock()
    let end = clock.now + patience
    while case let result = memc_lock(folder.rawValue), result < 0 {
      let errno = Errno(rawValue: CInt(-result))
      guard errno == .wouldBlock || errno == .interrupted else { break }
      guard isWanted() else { throw failure(.interrupted) }
      guard clock.now < end else { throw failure(.wouldBlock) }
      _ = memc_wait(-1, pauseMilliseconds)
    }
    return FileSystem.identity(of: folder) == FileSystem.identity(of: path) ? lock : nil
  }

  /// Locks a folder if nobody has it locked.
  ///
  /// - Parameter path: The folder; a symbolic link is not followed.
  static func attempt(_ path: FilePath) -> Attempt {
    let folder: FileDescriptor
    do {
      folder = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory, .noFollow])
    } catch {
      return error as? Errno == .noSuchFileOrDirectory ? .taken : .impossible
    }
    let lock = FolderLock(folder)
    let result = memc_lock(folder.rawValue)
    guard result == 0 else { return result == -Int64(Errno.wouldBlock.rawValue) ? .taken : .impossible }
    return FileSystem.identity(of: folder) == FileSystem.identity(of: path) ? .locked(lock) : .taken
  }
}
