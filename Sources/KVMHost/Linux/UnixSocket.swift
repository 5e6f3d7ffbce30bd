import CLinux
import SystemPackage

/// A stream between two processes of one host, over which descriptors go as well. Nothing on it waits without an end.
struct UnixSocket: Sendable {
  private let owner: OwnedDescriptor
  /// What messages call the socket.
  private let name: String

  private var number: CInt { owner.descriptor.rawValue }

  /// Takes over a connection.
  init(_ owner: OwnedDescriptor, name: String) {
    self.owner = owner
    self.name = name
  }

  /// Makes a socket that has neither a path nor another end.
  static func make(_ detail: String) throws(HostError) -> OwnedDescriptor {
    do {
      return OwnedDescriptor(returned: try kernel { memc_socket() })
    } catch {
      throw HostError(.socket, error, .any, .init(), detail)
    }
  }

  /// Connects to a process that listens on a path.
  static func connect(to path: FilePath, _ timeout: Timeout) throws(HostError) -> UnixSocket {
    let name = "socket '\(path)'"
    try checkPath(path, for: .connect)
    let owner = try make(name)
    let number = owner.descriptor.rawValue
    // A full queue cannot be waited for by poll(2).
    _ = try timeout.call(.connect, name, wait: { memc_wait(-1, $0) }) {
      unsafe path.withPlatformString { unsafe memc_socket_connect(number, $0) }
    }
    return UnixSocket(owner, name: name)
  }

  /// A longer path would be cut or refused without a number.
  ///
  /// - Parameter call: What the path is for: bind(2) or connect(2).
  static func checkPath(_ path: FilePath, for call: KernelCall) throws(HostError) {
    guard !path.isEmpty, path.length <= Int(MEMC_SOCKET_PATH_LIMIT) else {
      throw HostError(
        call == .bind ? .output : .defect, before: call, .init(),
        "the path of a socket has 1 to \(MEMC_SOCKET_PATH_LIMIT) bytes, '\(path)' has \(path.length)")
    }
  }

  /// Who is at the other end.
  func peer() throws(HostError) -> HandOverPeer {
    let peer = memc_socket_peer(number)
    guard peer.result == 0 else {
      throw HostError(.socket, Errno(rawValue: CInt(-peer.result)), .any, .init(), name)
    }
    return HandOverPeer(process: peer.process, user: peer.user)
  }

  /// Sends bytes, all of them.
  func send(_ bytes: [UInt8], _ timeout: Timeout) throws(HostError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = Array(rest.prefix(1 << 16))
      let count = try timeout.call(.send, name, wait: { memc_wait_writable(number, $0) }) {
        unsafe memc_socket_send(number, chunk, UInt64(chunk.count))
      }
      rest = rest.dropFirst(Int(count))
    }
  }

  /// Receives so many bytes, no less.
  func receive(_ count: Int, _ timeout: Timeout) throws(HostError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      var chunk = [UInt8](repeating: 0, count: min(count - bytes.count, 1 << 16))
      let room = UInt64(chunk.count)
      let found = try timeout.call(.receive, name, wait: { memc_wait(number, $0) }) {
        unsafe memc_socket_receive(number, &chunk, room)
      }
      guard found > 0 else { throw closed("after \(bytes.count) of \(count) bytes") }
      bytes += chunk.prefix(Int(found))
    }
    return bytes
  }

  /// Sends descriptors, in batches as large as the kernel takes.
  func send(_ descriptors: [FileDescriptor], _ timeout: Timeout) throws(HostError) {
    var rest = descriptors[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Int(MEMC_DESCRIPTOR_BATCH)).map(\.rawValue)
      _ = try timeout.call(.send, name, wait: { memc_wait_writable(number, $0) }) {
        unsafe memc_socket_send_descriptors(number, batch, UInt64(batch.count))
      }
      rest = rest.dropFirst(batch.count)
    }
  }

  /// Receives so many descriptors, in the batches in which ``send(_:_:)-swift.method`` sends them; they are
  /// close-on-exec.
  func receiveDescriptors(_ count: Int, _ timeout: Timeout) throws(HostError) -> [OwnedDescriptor] {
    var descriptors: [OwnedDescriptor] = []
    while descriptors.count < count {
      var numbers = [Int32](repeating: -1, count: 253)
      var batch = memc_batch()
      _ = try timeout.call(.receive, name, wait: { memc_wait(number, $0) }) {
        batch = unsafe memc_socket_receive_descriptors(number, &numbers)
        return batch.result
      }
      // Whatever came has an owner before anything is said of it.
      let found = numbers.prefix(Int(batch.count)).map { OwnedDescriptor(returned: Int64($0)) }
      guard batch.result > 0 else { throw closed("after \(descriptors.count) of \(count) descriptors") }
      let wanted = min(count - descriptors.count, Int(MEMC_DESCRIPTOR_BATCH))
      guard batch.is_truncated == 0 else {
        throw HostError(.receive, .tooManyOpenFiles, .any, .init(), "\(wanted) come at once on \(name)")
      }
      guard found.count == wanted else {
        throw HostError(
          .defect, before: .receive, .init(), "\(found.count) descriptors came at once on \(name), not \(wanted)")
      }
      descriptors += found
    }
    return descriptors
  }

  private func closed(_ place: String) -> HostError {
    HostError(.defect, before: .receive, .init(), "the other process closed the connection \(place); \(name)")
  }
}
