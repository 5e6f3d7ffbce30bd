import CLinux
import SystemPackage

/// A connection of an ``InspectionSocket``, with what is still to be sent.
struct InspectionReader {
  let connection: OwnedDescriptor
  let bytes: [UInt8]
  let deadline: ContinuousClock.Instant
  /// When the other end last took something.
  private(set) var lastProgress: ContinuousClock.Instant
  private var sent = 0

  /// Begins to send.
  ///
  /// - Parameters:
  ///   - bytes: What to send.
  ///   - timeout: How long the other end may take for all of it.
  init(connection: OwnedDescriptor, bytes: [UInt8], timeout: Duration) {
    self.connection = connection
    self.bytes = bytes
    lastProgress = .now
    deadline = lastProgress + timeout
  }

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
      lastProgress = .now
    }
    // Closing a connection on which something came that no one read would be an error at the other end.
    var unread = [UInt8](repeating: 0, count: 4096)
    let room = UInt64(unread.count)
    _ = unsafe memc_socket_receive(connection.descriptor.rawValue, &unread, room)
    return false
  }
}
