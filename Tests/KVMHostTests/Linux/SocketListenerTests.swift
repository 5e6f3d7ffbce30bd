import CLinux
import Foundation
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Threads

@testable import KVMHost

/// Processes that begin to listen on a path at the same time, as threads of this one.
private final class Starters {
  typealias Outcome = Result<SocketListener, HostError>

  private final class Outcomes: Sendable {
    let all = Mutex<[Outcome]>([])
  }

  private let outcomes = Outcomes()
  private var threads: [JoinableThread] = []

  init(_ count: Int, at path: String, timeout: Duration = .seconds(5)) throws {
    for _ in 0..<count {
      let thread = try WorkerThread.start { [outcomes] in
        let outcome: Outcome
        do throws(HostError) {
          outcome = .success(try SocketListener(path: FilePath(path), timeout: timeout))
        } catch {
          outcome = .failure(error)
        }
        outcomes.all.withLock { $0.append(outcome) }
      }
      threads.append(JoinableThread(thread))
    }
  }

  /// What came of them; those that listen do so as long as this is kept.
  func end() -> [Outcome] {
    for thread in threads { thread.join() }
    return outcomes.all.withLock { $0 }
  }
}

extension OnThisHost {
  @Suite("Of several processes one listens", .serialized) struct SocketListenerTests {
    private let folder = "/tmp/memc-listener-\(getpid())"
    private var path: String { "\(folder)/s" }

    private func withFolder(_ body: () throws -> Void) throws {
      try #require(unsafe mkdir(folder, 0o700) == 0)
      defer {
        _ = unsafe unlink(path)
        _ = unsafe rmdir(folder)
      }
      try body()
    }

    /// A socket as it is between bind(2) and listen(2), or as a process leaves it that is killed.
    private func bound() throws -> OwnedDescriptor {
      let socket = try UnixSocket.make("")
      try #require(unsafe memc_socket_bind(socket.descriptor.rawValue, path) == 0)
      return socket
    }

    /// Locks the folder as a process does that makes or removes a socket there.
    private func lockedFolder() throws -> OwnedDescriptor {
      let owner = try OwnedDescriptor.open(folder, .readOnly)
      try #require(flock(owner.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0)
      return owner
    }

    /// How many descriptors of this process are of a folder.
    private func openings(of folder: String) throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == folder
      }
    }

    @Test func aSocketThatIsBoundAndNotYetListenedOnIsNotStale() throws {
      try withFolder {
        var lock: OwnedDescriptor? = try lockedFolder()
        let other = try bound()
        let inode = unsafe memc_place_facts(path).inode
        // Nobody takes the socket as long as whoever makes it has the lock, however long that is.
        for outcome in try Starters(2, at: path, timeout: .milliseconds(50)).end() {
          let error = try hostError { try outcome.get() }
          #expect(
            error.description == "bind: another process keeps folder '\(folder)' locked; socket '\(path)'")
        }
        #expect(unsafe memc_place_facts(path).inode == inode)
        #expect(memc_socket_listen(other.descriptor.rawValue) == 0)
        lock = nil
        for outcome in try Starters(2, at: path).end() {
          let error = try hostError { try outcome.get() }
          #expect(error.description == "bind: another process listens on socket '\(path)'")
          #expect(error.exitCode == 75)
        }
        #expect(unsafe memc_place_facts(path).inode == inode)
        withExtendedLifetime((lock, other)) {}
      }
    }

    @Test func ofManyThatFindAStaleSocketOneReplacesIt() throws {
      try withFolder {
        for _ in 0..<200 {
          do {
            _ = try bound()
          }
          let outcomes = try Starters(4, at: path).end()
          let listeners = outcomes.compactMap { try? $0.get() }
          #expect(listeners.count == 1)
          for case .failure(let error) in outcomes {
            #expect(error.description == "bind: another process listens on socket '\(path)'")
          }
          let visitor = try UnixSocket.make("")
          #expect(unsafe memc_socket_connect(visitor.descriptor.rawValue, path) == 0)
          #expect(memc_wait(listeners[0].descriptor.rawValue, 0) == 1)
        }
        #expect(unsafe memc_place_facts(path).result == -Int64(Errno.noSuchFileOrDirectory.rawValue))
      }
    }

    @Test func aFolderThatStaysLockedIsNotWaitedForForEver() throws {
      try withFolder {
        let listener = try SocketListener(path: FilePath(path), timeout: .milliseconds(200))
        let lock = try lockedFolder()
        let error = try hostError {
          try SocketListener(path: FilePath("\(folder)/t"), timeout: .milliseconds(200))
        }
        #expect(
          error.description == "bind: another process keeps folder '\(folder)' locked; socket '\(folder)/t'")
        #expect(error.exitCode == 75)
        // Nor is it for the removal of a path.
        listener.removePath()
        #expect(unsafe memc_place_facts(path).result == 0)
        withExtendedLifetime(lock) {}
      }
    }

    @Test func theRemovalWaitsForOthersThatAreAtWork() throws {
      try withFolder {
        let listener = try SocketListener(path: FilePath(path))
        let lock = try lockedFolder()
        let thread = Mutex<ThreadState?>(nil)
        let hasEnded = Atomic(false)
        let remover = try WorkerThread.start {
          thread.withLock { $0 = .ofThisThread() }
          listener.removePath()
          hasEnded.store(true, ordering: .releasing)
        }
        // It has opened the folder and sleeps, for as long as the folder is locked.
        #expect(
          try eventually {
            let isWaiting = try openings(of: folder) == 2 && thread.withLock { $0?.sleeps == true }
            return isWaiting || hasEnded.load(ordering: .acquiring)
          })
        let isThrough = hasEnded.load(ordering: .acquiring)
        #expect(!isThrough)
        #expect(unsafe memc_place_facts(path).result == 0)
        try #require(flock(lock.descriptor.rawValue, LOCK_UN) == 0)
        remover.join()
        #expect(unsafe memc_place_facts(path).result == -Int64(Errno.noSuchFileOrDirectory.rawValue))
      }
    }

    @Test func nothingButTheSocketIsLeftInTheFolder() throws {
      try withFolder {
        let listener = try SocketListener(path: FilePath(path))
        let names = { try FileManager.default.contentsOfDirectory(atPath: folder) }
        #expect(try names() == ["s"])
        listener.removePath()
        #expect(try names() == [])
      }
    }
  }
}
