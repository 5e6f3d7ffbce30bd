import CLinux
import Glibc
package import SystemPackage

/// Keeps a folder from other processes that ask for the same, for as long as the object lives.
///
/// The lock is flock(2) of the folder itself, so it leaves nothing there and ends with the process however that ends.
package final class FolderLock: Sendable {
  private static let pauseMilliseconds: CInt = 5

  /// What came of locking a folder without waiting.
  package enum Attempt {
    /// It is locked.
    case locked(FolderLock)
    /// Another process has it locked, or has removed it.
    case taken
    /// It may not be opened, or has a file system without locks.
    case impossible
  }

  /// Why a folder was not locked.
  package enum Failure: Error, Equatable {
    /// It cannot be opened.
    case notOpened(Errno)
    /// Another process keeps it locked, and whoever waited does not want it any more.
    case notWanted
    /// Another process keeps it locked for longer than was waited.
    case timeout
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
  ///   - timeout: How long to wait for other processes, each of which takes a moment.
  ///   - isWanted: Asked again and again while waiting.
  /// - Returns: The lock; `nil` where the folder is no longer there by the time that it is locked, because it was
  ///   removed or another one took its place.
  package static func waiting(
    for path: FilePath, timeout: Duration, isWanted: () -> Bool = { true }
  ) throws(Failure) -> FolderLock? {
    let folder: FileDescriptor
    do {
      folder = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory])
    } catch {
      let errno = error as? Errno ?? .ioError
      guard errno == .noSuchFileOrDirectory else { throw .notOpened(errno) }
      return nil
    }
    let lock = FolderLock(folder)
    let end = monotonicTime + timeout
    while case let result = memc_lock(folder.rawValue), result < 0 {
      let errno = Errno(rawValue: CInt(-result))
      guard errno == .wouldBlock || errno == .interrupted else { break }
      guard isWanted() else { throw .notWanted }
      guard monotonicTime < end else { throw .timeout }
      _ = memc_wait(-1, pauseMilliseconds)
    }
    return lock.isStill(at: path) ? lock : nil
  }

  /// Locks a folder if nobody has it locked.
  ///
  /// - Parameter path: The folder; a symbolic link is not followed.
  package static func attempt(_ path: FilePath) -> Attempt {
    let folder: FileDescriptor
    do {
      folder = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .directory, .noFollow])
    } catch {
      return error as? Errno == .noSuchFileOrDirectory ? .taken : .impossible
    }
    let lock = FolderLock(folder)
    let result = memc_lock(folder.rawValue)
    guard result == 0 else { return result == -Int64(Errno.wouldBlock.rawValue) ? .taken : .impossible }
    return lock.isStill(at: path) ? .locked(lock) : .taken
  }

  /// The time since an unknown moment. What Swift itself has for it comes with all of its concurrency, which a library would
  /// have to bring along.
  private static var monotonicTime: Duration {
    var time = timespec()
    // The kernel writes into it and does not keep it.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Whether the folder that is open is the one that a path names.
  private func isStill(at path: FilePath) -> Bool {
    var (open, named) = (stat(), stat())
    // The kernel writes into the two and does not keep them; the path is valid for the length of the call.
    guard unsafe fstat(folder.rawValue, &open) == 0,
      unsafe path.withPlatformString({ unsafe stat($0, &named) }) == 0
    else { return false }
    return open.st_dev == named.st_dev && open.st_ino == named.st_ino
  }
}
