import Synchronization
package import SystemPackage
import Threads

/// Tells everyone who connects to a Unix socket what a machine is, as one JSON document, and closes the connection.
///
/// Only processes of the same user are answered. Readers that are slow keep no one waiting: each has its time, nothing
/// here blocks, and where there are no more places, a reader that takes nothing gives its place up.
package final class InspectionSocket: Sendable {
  /// How long a reader may take.
  static let readerTimeout: Duration = .seconds(10)
  /// Readers that are served at a time; others wait to be accepted.
  static let readerLimit = 64
  /// How long a reader may take nothing before its place goes to one who waits for it.
  static let readerSilence: Duration = .seconds(1)

  /// What is left once it was stopped is nothing.
  private struct State: ~Copyable {
    var listener: SocketListener?
    var thread: WorkerThread?
  }

  private let pipe: Pipe
  private let state: Mutex<State>

  /// Begins to listen on a path, before there is a machine; who connects waits until ``serve(_:)``.
  ///
  /// What an earlier process of this user left behind there, a socket on which nobody listens, is replaced; anything
  /// else is left alone, and an error. The path is this user's alone, and goes with ``stop()`` or this object.
  ///
  /// - Parameter path: Where the socket shall be.
  /// - Throws: ``HostError`` where there cannot be a socket.
  package init(path: FilePath) throws(HostError) {
    pipe = try Pipe()
    state = Mutex(State(listener: try SocketListener(path: path), thread: nil))
  }

  deinit { stop() }

  /// Answers from now on, from a thread of its own. May be called once; after ``stop()`` there is no one to answer, and
  /// it does nothing.
  ///
  /// - Parameter machine: The machine; it lives at least until ``stop()``.
  package func serve(_ machine: RealizedMachine) throws(HostError) {
    try serve(machine, timeout: Self.readerTimeout)
  }

  /// Answers as ``serve(_:)`` does, and gives readers another time.
  func serve(_ machine: RealizedMachine, timeout: Duration) throws(HostError) {
    try state.withLock { state throws(HostError) in
      guard let listener = state.listener else { return }
      precondition(state.thread == nil, "a socket tells of one machine")
      let worker = InspectionWorker(listener: listener, pipe: pipe)
      state.thread = try WorkerThread.start { worker.run(machine, timeout) }
    }
  }

  /// Ends every connection and gives the path up: when this returns, no one is answered any more, and no one who
  /// connects is kept waiting.
  package func stop() {
    pipe.wake()
    state.withLock { state in
      state.thread.take()?.join()
      state.listener = nil
    }
  }
}
