import CLinux
package import SystemPackage

/// What happens while a process waits for another one to take its memory.
package enum HandOverNotice: Hashable, Sendable {
  /// The socket is there.
  case listening(path: FilePath)
  /// A process of another user was sent away.
  case refused(HandOverPeer)
  /// A process did not take the memory.
  case failed(HandOverPeer, HostError)
}

extension HandOverNotice: CustomStringConvertible {
  /// A sentence without a full stop.
  package var description: String {
    switch self {
    case .listening(let path): "waiting on '\(path)' for a process that takes the memory"
    case .refused(let peer): "refused \(peer): memory is handed to user \(memc_user()) only"
    case .failed(let peer, let error): "\(peer) did not take the memory: \(error)"
    }
  }
}

/// The process at the other end of a socket.
package struct HandOverPeer: Hashable, Sendable {
  /// The process's number.
  package let process: Int32
  /// The user that it runs as.
  package let user: UInt32
}

extension HandOverPeer: CustomStringConvertible {
  /// `process 123 of user 0`.
  package var description: String { "process \(process) of user \(user)" }
}
