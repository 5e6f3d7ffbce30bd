import CLinux
import FieldCoding
import Lowering
import MachineModel
package import SystemPackage

/// Hands the memory of a machine's nodes from one process to another, contents and all.
///
/// The memory of windows and VTL2's RAM stay behind: the machine of the other process begins with new ones.
///
/// ```swift
/// // In one process:
/// try HandOver.serve(machine, at: "/run/vm.sock")
/// // In another:
/// var options = RealizationOptions()
/// options.existing = try HandOver.take(from: "/run/vm.sock")
/// let machine = try Realization.run(layout, options: options)
/// // Last, when nothing can fail any more: until then the first process keeps offering the memory.
/// guard machine.confirmTakeOver() else { return }
/// ```
///
/// Descriptors go over a Unix socket, and both ends belong to one user. The memory stays as long as one process has it.
/// A guest that still runs in the process that hands over writes to the same memory: pause it before.
package enum HandOver {
  /// What the taker answers once it has a machine that stays.
  static let confirmation: UInt8 = 6

  /// Waits on a socket for one process of the same user and gives it the memory of a machine's nodes.
  ///
  /// The socket is there as long as this waits, and only the user may connect to it. A process of another user is
  /// refused, and one that goes away before it confirms that it has a machine of its own
  /// (``RealizedMachine/confirmTakeOver()``) is forgotten: waiting goes on.
  ///
  /// - Parameters:
  ///   - machine: The machine; the memory of each of its nodes has a descriptor.
  ///   - path: Where the socket is made. A socket that an earlier process of this user left there is replaced.
  ///   - timeout: How long the other process may take to build its machine and to confirm it.
  ///   - isWanted: Asked several times a second whether to go on waiting.
  ///   - notice: Told what happens meanwhile.
  /// - Returns: The process that has the memory now; `nil` where waiting was no longer wanted.
  /// - Throws: ``HostError`` with the identifier `share-private` where a node's memory has no descriptor, of other
  ///   kinds where the socket cannot be made.
  @discardableResult
  package static func serve(
    _ machine: RealizedMachine, at path: FilePath, timeout: Duration = .seconds(60),
    isWanted: @escaping () -> Bool = { true }, notice: (HandOverNotice) -> Void = { _ in }
  ) throws(HostError) -> HandOverPeer? {
    let memory = try OutgoingMemory(machine)
    let listener = try SocketListener(path: path)
    notice(.listening(path: path))
    let forever = Timeout(nil, isWanted: isWanted)
    while true {
      do throws(HostError) {
        let connection = try listener.accept(forever)
        let peer = try connection.peer()
        guard peer.user == memc_user() else {
          notice(.refused(peer))
          continue
        }
        do throws(HostError) {
          try memory.send(over: connection, forever.limited(to: timeout))
          // The other process may share the memory on at the same path as soon as the connection is closed.
          listener.removePath()
          withExtendedLifetime(connection) {}
          return peer
        } catch  where error.kind != .cancelled {
          notice(.failed(peer, error))
        }
      } catch {
        if error.kind == .cancelled { return nil }
        throw error
      }
    }
  }

  /// Refuses a path on which ``serve(_:at:timeout:isWanted:notice:)`` could not make its socket, before a machine is
  /// built in vain. Makes nothing.
  ///
  /// A socket of this user is no objection: whoever listens on it may be gone by then.
  ///
  /// - Parameter path: Where the socket shall be.
  /// - Throws: The ``HostError`` that serving would end with, as far as it can be known.
  package static func check(path: FilePath) throws(HostError) { try SocketListener.check(path) }

  /// Takes memory over from a process that waits in ``serve(_:at:timeout:isWanted:notice:)``.
  ///
  /// What the other process says is believed only where its descriptors bear it out: each is memory, as long as stated,
  /// and sealed so that nobody can cut it under a guest.
  ///
  /// - Parameters:
  ///   - path: The socket.
  ///   - timeout: How long the other process may take.
  ///   - isWanted: Asked several times a second whether to go on waiting.
  /// - Returns: The memory. The other process keeps waiting until a machine that was made of it confirms
  ///   (``RealizedMachine/confirmTakeOver()``), or until it is gone.
  package static func take(
    from path: FilePath, timeout: Duration = .seconds(10), isWanted: @escaping () -> Bool = { true }
  ) throws(HostError) -> TakenMemory {
    let timeout = Timeout(timeout, isWanted: isWanted)
    let connection = try UnixSocket.connect(to: path, timeout)
    let peer = try connection.peer()
    guard peer.user == memc_user() else {
      throw HostError(
        .permission, before: .receive, .init(),
        "socket '\(path)' belongs to \(peer), not to user \(memc_user()); nothing is taken from another user")
    }
    let message: HandOverMessage
    do throws(HostError) {
      message = try receive(over: connection, path, timeout)
    } catch {
      // Nothing was sent, so this is no answer: the socket was given up while this process waited in its queue.
      guard error.errno == .connectionReset else { throw error }
      throw HostError(.receive, .connectionReset, .unanswered, .init(), "socket '\(path)'")
    }
    let memory = message.memory.nodes.filter { $0.kind == .memfd }.map(\.memory)
    let objects = try connection.receiveDescriptors(memory.count, timeout)
    return try TakenMemory(message, Dictionary(uniqueKeysWithValues: zip(memory, objects)), connection)
  }

  private static func receive(
    over connection: UnixSocket, _ path: FilePath, _ timeout: Timeout
  ) throws(HostError) -> HandOverMessage {
    func checked<Value>(_ decoded: Decoded<Value>) throws(HostError) -> Value {
      guard let issue = decoded.issues.first else { return decoded.value }
      throw HostError(
        .defect, before: .receive, .init(), "what came from socket '\(path)' describes no memory: \(issue)")
    }
    var bytes = try connection.receive(HandOverMessage.headerSize, timeout)
    let length = try checked(HandOverMessage.length(ofHeader: bytes))
    bytes += try connection.receive(length - bytes.count, timeout)
    return try checked(HandOverMessage.decode(bytes))
  }
}

/// What a process gives away, ready to be sent.
private struct OutgoingMemory {
  private let message: [UInt8]
  private let objects: [OwnedDescriptor]

  init(_ machine: RealizedMachine) throws(HostError) {
    var nodes: [ExistingMemory.Node] = []
    var objects: [OwnedDescriptor] = []
    for backing in machine.host.backings.all {
      guard let object = backing.object else {
        throw HostError(
          .layout, .init(memory: backing.memory),
          "the memory is private, and memory without a descriptor cannot be handed over; write 'backing: shared'",
          identifier: LayoutRule.sharePrivate.identifier)
      }
      nodes.append(
        ExistingMemory.Node(
          domain: backing.memory.node, zone: backing.memory.zone, size: backing.size, pageSize: backing.pageSize,
          kind: backing.isFile ? .file : .memfd))
      if !backing.isFile { objects.append(object) }
    }
    message = HandOverMessage(memory: ExistingMemory(nodes: nodes), slots: Array(machine.layout.slots)).encoded()
    self.objects = objects
  }

  /// Sends everything and waits until the other process confirms that it has a machine of it.
  func send(over connection: UnixSocket, _ timeout: Timeout) throws(HostError) {
    try connection.send(message, timeout)
    try connection.send(objects.map(\.descriptor), timeout)
    let answer = try connection.receive(1, timeout)
    guard answer == [HandOver.confirmation] else {
      throw HostError(.defect, before: .receive, .init(), "the other process answers \(answer[0])")
    }
  }
}
