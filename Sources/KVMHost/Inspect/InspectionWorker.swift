import CLinux
import Glibc
import SystemPackage

/// What the thread of an ``InspectionSocket`` works on: it accepts readers and serves all of them side by side.
struct InspectionWorker: Sendable {
  let listener: SocketListener
  /// Woken to end the work.
  let pipe: Pipe

  /// Answers with the state of a machine until the pipe is woken.
  ///
  /// - Parameter timeout: How long a reader may take.
  func run(_ machine: RealizedMachine, _ timeout: Duration) {
    let clock = ContinuousClock()
    var readers: [InspectionReader] = []
    // Where the process has no descriptor left, the connection waits, and poll(2) would say so again and again.
    var isShort = false
    while true {
      if isShort || readers.count >= InspectionSocket.readerLimit { Self.dropSilent(&readers) }
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
        var reader = InspectionReader(
          connection: connection, bytes: machine.state().encoded(), timeout: timeout)
        if reader.advance() { readers.append(reader) }
      } catch {
        isShort = true
      }
    }
  }

  /// Closes the connection of the reader that has taken nothing for the longest time, if that is long enough.
  private static func dropSilent(_ readers: inout [InspectionReader]) {
    guard
      let longest = readers.indices.min(by: { readers[$0].lastProgress < readers[$1].lastProgress }),
      .now - readers[longest].lastProgress > InspectionSocket.readerSilence
    else { return }
    readers.remove(at: longest)
  }

  private func isAllowed(_ connection: OwnedDescriptor) -> Bool {
    let peer = memc_socket_peer(connection.descriptor.rawValue)
    return peer.result == 0 && peer.user == memc_user()
  }
}
