import CLinux
import FolderLocking
import Glibc
import SystemPackage

/// A path on which this process waits for others; the path goes with the object.
final class SocketListener: Sendable {
  private struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
  }

  private let owner: OwnedDescriptor
  private let path: FilePath
  private let timeout: Duration
  private let identity: Identity?

  /// Listens on a path that only this user may connect to.
  ///
  /// What an earlier process of this user left behind there, a socket on which nobody listens, is replaced; anything
  /// else is left alone.
  ///
  /// - Parameters:
  ///   - path: Where the socket shall be.
  ///   - timeout: How long to wait for other processes that make or remove a socket in the same folder.
  init(path: FilePath, timeout: Duration = .seconds(5)) throws(HostError) {
    self.path = path
    self.timeout = timeout
    let detail = "socket '\(path)'"
    try UnixSocket.checkPath(path, for: .bind)
    // Until it is listened on, a socket looks as if somebody had left it behind.
    let lock = try Self.lock(folderOf: path, timeout)
    defer { withExtendedLifetime(lock) {} }
    let owner = try UnixSocket.make(detail)
    self.owner = owner
    let number = owner.descriptor.rawValue
    do throws(Errno) {
      _ = try kernel { unsafe path.withPlatformString { unsafe memc_socket_bind(number, $0) } }
    } catch {
      guard error == .addressInUse else { throw HostError(.bind, error, .any, .init(), detail) }
      try Self.removeStale(path)
      do throws(Errno) {
        _ = try kernel { unsafe path.withPlatformString { unsafe memc_socket_bind(number, $0) } }
      } catch {
        throw HostError(.bind, error, .any, .init(), detail)
      }
    }
    identity = try? Self.place(path).identity
    do throws(Errno) {
      _ = try kernel { memc_socket_listen(number) }
    } catch {
      // An initializer that throws has no deinitializer to clean up behind it.
      Self.remove(path, identity)
      throw HostError(.bind, error, .any, .init(), detail)
    }
  }

  deinit { removePath() }

  /// Removes the path, so that another process can listen there; the socket itself goes with the object.
  ///
  /// Where another process keeps the folder locked, the path stays, as it does behind a process that is killed.
  func removePath() {
    // As long as the socket is there, no other file has its number.
    guard identity != nil, let lock = try? Self.lock(folderOf: path, timeout) else { return }
    Self.remove(path, identity)
    withExtendedLifetime(lock) {}
  }

  /// Keeps other processes from making or removing a socket in the folder of a path; `nil` where the folder cannot be
  /// locked at all, by its file system or because it may not be read: then this does without.
  ///
  /// Making a socket takes several calls, and removing one as well: who looks in between takes a socket that is about to
  /// be listened on for one that somebody left behind.
  ///
  /// - Throws: ``HostError`` of kind ``FailureKind/contention`` where another process keeps it locked.
  private static func lock(folderOf path: FilePath, _ timeout: Duration) throws(HostError) -> FolderLock? {
    let parent = path.removingLastComponent()
    let folder = parent.isEmpty ? "." : parent
    do throws(FolderLock.Failure) {
      return try FolderLock.waiting(for: folder, timeout: timeout)
    } catch {
      guard error == .timeout else { return nil }
      throw HostError(
        .contention, before: .bind, .init(), "another process keeps folder '\(folder)' locked; socket '\(path)'")
    }
  }

  /// Waits for a process that connects.
  func accept(_ timeout: Timeout) throws(HostError) -> UnixSocket {
    let number = owner.descriptor.rawValue
    let detail = "socket '\(path)'"
    let connection = try timeout.call(.accept, detail, wait: { memc_wait(number, $0) }) {
      let result = memc_socket_accept(number)
      // A process that went away before it was its turn is none to speak of.
      return result == -Int64(Errno.connectionAbort.rawValue) ? -Int64(Errno.wouldBlock.rawValue) : result
    }
    return UnixSocket(OwnedDescriptor(returned: connection), name: detail)
  }

  /// What becomes readable when a process connects, for whoever waits for other things too.
  var descriptor: FileDescriptor { owner.descriptor }

  /// Takes a process that connected; `nil` where none waits.
  func acceptOne() throws(Errno) -> OwnedDescriptor? {
    do {
      return OwnedDescriptor(returned: try kernel { memc_socket_accept(owner.descriptor.rawValue) })
    } catch {
      guard error == .wouldBlock || error == .connectionAbort else { throw error }
      return nil
    }
  }

  /// Removes the path unless somebody else has put something there meanwhile; the folder is locked.
  private static func remove(_ path: FilePath, _ identity: Identity?) {
    guard let identity, let found = try? place(path), found.identity == identity else { return }
    _ = unsafe path.withPlatformString { unsafe memc_unlink($0) }
  }

  private static func removeStale(_ path: FilePath) throws(HostError) {
    // Without one it is gone again.
    guard let stale = try ownSocket(at: path) else { return }
    let probe = try UnixSocket.make("socket '\(path)'")
    do throws(Errno) {
      _ = try kernel {
        unsafe path.withPlatformString { unsafe memc_socket_connect(probe.descriptor.rawValue, $0) }
      }
    } catch {
      if error == .connectionRefused { return remove(path, stale) }
      if error == .noSuchFileOrDirectory { return }
      // A full queue is a process that listens as well.
      guard error == .wouldBlock else { throw HostError(.bind, error, .any, .init(), "socket '\(path)'") }
    }
    throw HostError(.contention, before: .bind, .init(), "another process listens on socket '\(path)'")
  }

  /// Says what stands in the way of a socket, as far as that can be known without making it.
  static func check(_ path: FilePath) throws(HostError) {
    try UnixSocket.checkPath(path, for: .bind)
    _ = try ownSocket(at: path)
    // '.' is for a folder that a link leads to, and for none at all.
    let folder = path.removingLastComponent().appending(".")
    guard unsafe folder.withPlatformString({ unsafe access($0, W_OK | X_OK) }) != 0 else { return }
    throw HostError(.bind, Errno(rawValue: errno), .any, .init(), "socket '\(path)'")
  }

  /// The socket of this user at a path; `nil` where nothing is there.
  ///
  /// - Throws: ``HostError`` of kind ``FailureKind/output`` where something else is.
  private static func ownSocket(at path: FilePath) throws(HostError) -> Identity? {
    do throws(Errno) {
      let found = try place(path)
      if found.isOwnSocket { return found.identity }
    } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw HostError(.bind, error, .any, .init(), "socket '\(path)'")
    }
    throw HostError(
      .output, before: .bind, .init(), "'\(path)' is there already and is no socket of this user; it is left alone")
  }

  private static func place(_ path: FilePath) throws(Errno) -> (identity: Identity, isOwnSocket: Bool) {
    var place = memc_place()
    _ = try kernel {
      place = unsafe path.withPlatformString { unsafe memc_place_facts($0) }
      return place.result
    }
    let isSocket = place.mode & MEMC_FILE_TYPE == MEMC_SOCKET_FILE
    return (Identity(device: place.device, inode: place.inode), isSocket && place.user == memc_user())
  }
}
