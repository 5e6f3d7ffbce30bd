import Addresses
import FieldCoding
import Lowering
import MachineModel

/// The beginning of a ``HandOverMessage``: 24 bytes.
struct HandOverHeader: ByteRecord {
  /// `memc hov`, as the bytes stand.
  static let magic: UInt64 = 0x766f_6820_636d_656d

  /// Bytes of the whole message.
  var length: UInt32 = 0
  var nodes: UInt32 = 0
  var slots: UInt32 = 0

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.fixed("magic", Self.magic)
    coder.fixed("version", HandOverMessage.version)
    coder.field("length", &length, as: .bytes)
    coder.field("nodes", &nodes)
    coder.field("slots", &slots)
  }
}

/// A node of a ``HandOverMessage``, or one of its zones: 24 bytes.
struct HandOverNode: ByteRecord {
  var domain: UInt16 = 0
  /// 0 is all of the node, 1 its first zone. Who knows no zones takes both numbers for one, of a node that cannot be.
  var zone: UInt16 = 0
  /// 0 is a memfd, which goes along; 1 is a file, which does not.
  var kind: UInt32 = 0
  var size: UInt64 = 0
  var pageSize: UInt64 = 0

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("proximity domain", &domain)
    coder.field("zone", &zone)
    coder.field("kind", &kind)
    coder.field("size", &size, as: .bytes)
    coder.field("page size", &pageSize, as: .bytes)
  }
}

extension HandOverNode {
  private static let kinds: [ExistingMemory.Kind] = [.memfd, .file]

  init(_ node: ExistingMemory.Node) {
    (domain, zone) = HandOverNode.numbers(of: node.memory)
    kind = UInt32(Self.kinds.firstIndex(of: node.kind) ?? 0)
    size = node.size
    pageSize = node.pageSize
  }

  var node: ExistingMemory.Node {
    ExistingMemory.Node(
      domain: Int(domain), zone: memory.zone, size: size, pageSize: pageSize,
      kind: kind < Self.kinds.count ? Self.kinds[Int(kind)] : .file)
  }

  /// Which memory it is.
  var memory: BackedMemory { Self.memory(domain, zone) }

  /// The two numbers that stand for memory in records.
  static func numbers(of memory: BackedMemory) -> (UInt16, UInt16) {
    (UInt16(memory.node), memory.zone.map { UInt16($0 + 1) } ?? 0)
  }

  /// The memory that two numbers stand for.
  static func memory(_ domain: UInt16, _ zone: UInt16) -> BackedMemory {
    BackedMemory(node: Int(domain), zone: zone == 0 ? nil : Int(zone) - 1)
  }

  /// Why no machine can have such a node behind another one; `nil` where it can.
  func problem(after previous: ExistingMemory.Node?) -> String? {
    if domain >= UInt16(Language.maximumNodes) {
      return "proximity domain \(domain) is none that a machine can have"
    }
    if let previous, previous.memory >= memory {
      return "\(memory) stands behind \(previous.memory); nodes ascend"
    }
    if let previous, previous.domain == memory.node, previous.zone == nil {
      return "\(memory) is there beside all of node \(domain)"
    }
    if kind >= UInt32(Self.kinds.count) { return "\(memory) is of the kind \(kind), which does not exist" }
    if pageSize < Units.pageSize || pageSize.nonzeroBitCount != 1 || pageSize > Units.addressLimit {
      return "\(memory) has pages of \(pageSize) bytes"
    }
    if size == 0 || size > Units.addressLimit || size % (kind == 1 ? Units.pageSize : pageSize) != 0 {
      return "\(memory) has \(size) bytes in pages of \(pageSize)"
    }
    return nil
  }
}

/// A slot of a ``HandOverMessage``: 32 bytes.
struct HandOverSlot: ByteRecord {
  var number: UInt32 = 0
  /// The node, by its place in the topology.
  var node: UInt16 = 0
  /// The zone, as in a ``HandOverNode``.
  var zone: UInt16 = 0
  var guestPhysicalAddress: UInt64 = 0
  var size: UInt64 = 0
  /// Where the slot begins in the memory of its node or zone.
  var offset: UInt64 = 0

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("slot", &number)
    coder.field("proximity domain", &node)
    coder.field("zone", &zone)
    coder.field("guest physical address", &guestPhysicalAddress, as: .address)
    coder.field("size", &size, as: .bytes)
    coder.field("offset", &offset, as: .bytes)
  }
}

extension HandOverSlot {
  /// `nil` for a slot whose memory is of no node.
  init?(_ slot: MemorySlot) {
    guard let memory = slot.memory else { return nil }
    number = slot.number
    (node, zone) = HandOverNode.numbers(of: memory)
    guestPhysicalAddress = slot.guestPhysicalAddress
    size = slot.size
    offset = slot.backingOffset
  }

  /// Whose memory it shows.
  var memory: BackedMemory { HandOverNode.memory(node, zone) }

  var slot: MemorySlot {
    MemorySlot(
      number: number, range: AddressRange(start: guestPhysicalAddress, size: size), source: .node(Int(node)),
      backingOffset: offset, zone: memory.zone)
  }

  /// Why no machine can have such a slot behind another one; `nil` where it can.
  ///
  /// - Parameter whole: Bytes of its node or zone; `nil` where there is no such.
  func problem(after previous: MemorySlot?, size whole: UInt64?) -> String? {
    guard let whole else { return "slot \(number) is of \(memory), of which nothing is told" }
    if UInt64(number) > Language.highestSlot { return "slot \(number) has a number that KVM does not take" }
    if [guestPhysicalAddress, size, offset].contains(where: { $0 % Units.pageSize != 0 }) || size == 0 {
      return "slot \(number) does not lie on pages"
    }
    // Differences, since sums of what is told could overflow.
    if size > Units.addressLimit || guestPhysicalAddress > Units.addressLimit - size {
      return "slot \(number) ends above 2^52"
    }
    if size > whole || offset > whole - size { return "slot \(number) is not inside \(memory)" }
    if let previous, previous.end > guestPhysicalAddress {
      return "slot \(number) does not begin behind slot \(previous.number)"
    }
    return nil
  }
}
