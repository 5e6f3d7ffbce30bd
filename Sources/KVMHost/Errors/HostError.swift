public import Addresses
import MachineModel
public import SystemPackage

/// What a host could not do: which call, for what, why, and whether trying again can help.
public struct HostError: Error, Hashable, Sendable {
  /// What a call was made for; what does not apply is `nil`.
  public struct Subject: Hashable, Sendable {
    /// The number of the memory slot.
    public var slot: UInt32?
    /// The node, by its place in the topology.
    public var node: Int?
    /// The zone, by its place among the node's.
    public var zone: Int?
    /// Guest physical addresses.
    public var guest: AddressRange?
    /// Addresses in this process.
    public var host: AddressRange?

    /// Creates a subject.
    public init(
      slot: UInt32? = nil, node: Int? = nil, zone: Int? = nil, guest: AddressRange? = nil, host: AddressRange? = nil
    ) {
      self.slot = slot
      self.node = node
      self.zone = zone
      self.guest = guest
      self.host = host
    }

    /// Creates the subject of a node or of a zone.
    init(slot: UInt32? = nil, memory: BackedMemory?, guest: AddressRange? = nil, host: AddressRange? = nil) {
      self.init(slot: slot, node: memory?.node, zone: memory?.zone, guest: guest, host: host)
    }

    /// The node or the zone; `nil` where it is none.
    var memory: BackedMemory? { node.map { BackedMemory(node: $0, zone: zone) } }
  }

  /// The call that failed, or that was not made because it would fail; `nil` where no single call stands for it.
  package let call: KernelCall?
  /// Why the kernel refused; `nil` where memc saw it before the call.
  public let errno: Errno?
  /// What the call was made for.
  public let subject: Subject
  /// What is wrong, with the numbers, and what helps; a sentence without a full stop.
  public let message: String
  /// Whether trying again can help.
  public let kind: FailureKind
  /// A stable identifier in kebab case, that of a ``HostRule`` or of a rule of the compiler, where what was declared does
  /// not go with what is there; `nil` elsewhere.
  public let identifier: String?

  /// Creates an error that a rule of the compiler would have been.
  init(
    _ kind: FailureKind, before call: KernelCall? = nil, _ subject: Subject = Subject(), _ message: String,
    identifier: String?
  ) {
    self.call = call
    self.errno = nil
    self.subject = subject
    self.message = message
    self.kind = kind
    self.identifier = identifier
  }

  /// Creates an error that was seen before any call was made.
  init(
    _ kind: FailureKind, before call: KernelCall? = nil, _ subject: Subject = Subject(), _ message: String,
    as rule: HostRule? = nil
  ) {
    self.init(kind, before: call, subject, message, identifier: rule?.rawValue)
  }

  /// Creates the error of a call that failed; its kind and what it is short of are the table's.
  init(
    _ call: KernelCall, _ errno: Errno, _ circumstance: Circumstance = .any, _ subject: Subject = Subject(),
    _ detail: String = ""
  ) {
    let row = FailureTable.row(call, errno, circumstance)
    self.call = call
    self.errno = errno
    self.subject = subject
    self.message = detail.isEmpty ? row.reason : "\(row.reason); \(detail)"
    self.kind = row.kind
    identifier = nil
  }

  /// Creates the error of somebody else's ``DMAMapper``.
  ///
  /// - Parameters:
  ///   - kind: Whether trying again can help.
  ///   - subject: What it was made for.
  ///   - message: What is wrong, with the numbers, and what helps; a sentence without a full stop.
  public init(_ kind: FailureKind, of subject: Subject, message: String) {
    self.init(kind, before: nil, subject, message, identifier: nil)
  }

  /// Copies an error with another message.
  init(copying other: HostError, message: String) {
    call = other.call
    errno = other.errno
    subject = other.subject
    self.message = message
    kind = other.kind
    identifier = other.identifier
  }

  /// The exit code of a command that ends with this error.
  public var exitCode: Int32 { kind.exitCode }
}

extension HostError: CustomStringConvertible {
  /// One line: the call, what it was for, the errno, the message, the identifier in brackets.
  public var description: String {
    var text = ""
    if let call { text = call.rawValue }
    let subject = subject.description
    if !subject.isEmpty { text += text.isEmpty ? subject : " of \(subject)" }
    if let errno { text += ": \(errno.name)" }
    let end = identifier.map { " [\($0)]" } ?? ""
    return (text.isEmpty ? message : "\(text): \(message)") + end
  }
}

extension HostError.Subject: CustomStringConvertible {
  /// `slot 3, node 1, guest 0x0-0x1000, host 0x7f…-0x7f…`, as far as it is known.
  public var description: String {
    var parts: [String] = []
    if let slot { parts.append("slot \(slot)") }
    if let memory { parts.append(memory.description) }
    if let guest { parts.append("guest \(guest)") }
    if let host { parts.append("host \(host)") }
    return parts.joined(separator: ", ")
  }
}

/// Something that the host could not give, and without which memory works all the same.
public struct HostWarning: Hashable, Sendable {
  /// A stable identifier in kebab case.
  public let identifier: String
  /// The node that it concerns, by its place in the topology; `nil` for all.
  public let node: Int?
  /// The zone, by its place among the node's; `nil` for all of the node.
  public let zone: Int?
  /// What was not given, why, and where one sees or changes it.
  public let message: String

  /// Creates a warning of a node or of a zone; `nil` for all.
  init(_ identifier: String, of memory: BackedMemory? = nil, _ message: String) {
    self.identifier = identifier
    node = memory?.node
    zone = memory?.zone
    self.message = message
  }

  /// The node or the zone; `nil` for all.
  var memory: BackedMemory? { node.map { BackedMemory(node: $0, zone: zone) } }
}

extension HostWarning: CustomStringConvertible {
  /// One line: the node or the zone that it concerns, the message, the identifier in brackets.
  public var description: String { "\(memory.map { "\($0): " } ?? "")\(message) [\(identifier)]" }
}

extension Set<HostWarning> {
  /// The warnings by node and zone, those of all nodes first, then by identifier.
  var inOrder: [HostWarning] {
    sorted { ($0.node ?? -1, $0.zone ?? -1, $0.identifier) < ($1.node ?? -1, $1.zone ?? -1, $1.identifier) }
  }
}
