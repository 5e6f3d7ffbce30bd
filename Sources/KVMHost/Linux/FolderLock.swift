import CLinux
import SystemPackage

/// Keeps other processes from making or removing a socket in a folder for as long as the object lives.
///
/// Making a socket takes several calls, and removing one as well: who looks in between takes a socket that is about to
/// be listened on for one that somebody left behind. The lock is flock(2) of the folder, so that it leaves nothing there,
/// and ends with the process however that ends.
final class FolderLock: Sendable {
  /// How long to wait for other processes, each of which takes a moment.
  static let timeout: Duration = .seconds(5)
  private static let pauseMilliseconds: CInt = 10

  private let owner: OwnedDescriptor?

  /// Locks the folder in which a path lies.
  ///
  /// Where it cannot be locked at all, by its file system or because it may not be read, this does without.
  ///
  /// - Throws: ``HostError`` of kind ``FailureKind/contention`` where another process keeps it locked.
  init(folderOf path: FilePath, timeout: Duration = FolderLock.timeout) throws(HostError) {
    let parent = path.removingLastComponent()
    let folder = parent.isEmpty ? "." : parent
    let opened = try? FileDescriptor.open(folder, .readOnly, options: [.closeOnExec, .directory])
    owner = opened.map { OwnedDescriptor($0) }
    guard let number = opened?.rawValue else { return }
    let clock = ContinuousClock()
    let end = clock.now + timeout
    while true {
      do throws(Errno) {
        _ = try kernel { memc_lock(number) }
        return
      } catch {
        guard error == .wouldBlock else { return }
      }
      guard clock.now < end else {
        throw HostError(
          .contention, before: .bind, .init(),
          "another process keeps folder '\(folder)' locked; socket '\(path)'")
      }
      _ = memc_wait(-1, Self.pauseMilliseconds)
    }
  }
}
