import CLinux
import Glibc
import Synchronization
import SystemPackage

/// Tells everyone who connects to a Unix socket what a machine is, as one JSON document, and closes the connection.
///
/// Only processes of the same user are answered. Readers that are slow keep no one waiting: each has its time, and
/// nothing here blocks.
public final class InspectionSocket: Sendable {
  /// How long a reader may take.
  static let readerPatience: Duration = .seconds(10)
  /// Readers that are served at a time; others wait to be accepted.
  static let readerLimit = 32

  private let worker: Worker
  private let thread: Mutex<HostThread?>

  /// Begins to listen on a path, before there is a machine; who connects waits until ``serve(_:)``.
  ///
  /// What an earlier process of this user left behind there, a socket on which nobody listens, is replaced; anything
  /// else is left alone, and an error. The path is this user's alone, and goes with this object.
  ///
  /// - Parameter path: Where the socket shall be.
  /// - Throws: ``HostError`` where there cannot be a socket.
  public init(path: String) throws(HostError) {
    worker = Worker(try SocketListener(path: path), try Pipe())
    thread = Mutex(nil)
  }

  deinit { stop() }

  /// Answers from now on, from a thread of its own. May be called once.
  ///
  /// - Parameter machine: The machine; it lives at least until ``stop()``.
  public func serve(_ machine: RealizedMachine) throws(HostError) {
    try serve(machine, patience: Self.readerPatience)
  }

  /// Answers as ``serve(_:)`` does, and gives readers another time.
  func serve(_ machine: RealizedMachine, patience: Duration) throws(HostError) {
    let worker = worker
    try thread.withLock { thread throws(HostError) in
      precondition(thread == nil, "a socket tells of one machine")
      thread = try HostThread { worker.run(machine, patience) }
    }
  }

  /// Ends every connection; no one is answered any more when this returns.
  public func stop() {
    worker.pipe.wake()
    thread.withLock { $0.take()?.join() }
  }
}

/// A connection with what is still to be sent.
private struct Reader {
  let connection: OwnedDescriptor
  let bytes: [UInt8]
  let deadline: ContinuousClock.Instant
  var sent = 0

  /// Sends as much as goes.
  ///
  /// - Returns: Whether there is more to send.
  mutating func advance() -> Bool {
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBufferPointer { rest in
        // The kernel copies the bytes.
        unsafe memc_socket_send(connection.descriptor.rawValue, rest.baseAddress, UInt64(rest.count))
      }
      guard count > 0 else {
        return count == -Int64(Errno.wouldBlock.rawValue) || count == -Int64(Errno.interrupted.rawValue)
      }
      sent += Int(count)
    }
    // Closing a connection on which something came that no one read would be an error at the other end.
    var unread = [UInt8](repeating: 0, count: 4096)
    let room = UInt64(unread.count)
    _ = unsafe memc_socket_receive(connection.descriptor.rawValue, &unread, room)
    return false
  }
}

/// What the thread of a socket works on.
private final class Worker: Sendable {
  let listener: SocketListener
  let pipe: Pipe

  init(_ listener: SocketListener, _ pipe: Pipe) {
    self.listener = listener
    self.pipe = pipe
  }

  func run(_ machine: RealizedMachine, _ patience: Duration) {
    let clock = ContinuousClock()
    var readers: [Reader] = []
    // Where the process has no descriptor left, the connection waits, and poll(2) would say so again and again.
    var isShort = false
    while true {
      let accepts = !isShort && readers.count < InspectionSocket.readerLimit
      var entries = [
        pollfd(fd: pipe.descriptor.rawValue, events: Int16(POLLIN), revents: 0),
        pollfd(fd: accepts ? listener.descriptor.rawValue : -1, events: Int16(POLLIN), revents: 0),
      ]
      entries += readers.map { pollfd(fd: $0.connection.descriptor.rawValue, events: Int16(POLLOUT), revents: 0) }
      // The kernel writes into the entries and does not keep them.
      _ = unsafe poll(&entries, nfds_t(entries.count), readers.isEmpty && !isShort ? -1 : 100)
      if entries[0].revents != 0 { return }
      let now = clock.now
      readers = zip(readers, entries.dropFirst(2)).compactMap { reader, entry in
        var reader = reader
        guard now < reader.deadline else { return nil }
        return entry.revents == 0 || reader.advance() ? reader : nil
      }
      isShort = false
      guard entries[1].revents != 0 else { continue }
      do {
        guard let connection = try listener.acceptOne(), isAllowed(connection) else { continue }
        var reader = Reader(
          connection: connection, bytes: Array(machine.state().json().utf8),
          deadline: clock.now + patience)
        if reader.advance() { readers.append(reader) }
      } catch {
        isShort = true
      }
    }
  }

  private func isAllowed(_ connection: OwnedDescriptor) -> Bool {
    let peer = memc_socket_peer(connection.descriptor.rawValue)
    return peer.result == 0 && peer.user == memc_user()
  }
}
