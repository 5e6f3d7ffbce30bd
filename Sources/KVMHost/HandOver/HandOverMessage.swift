package import FieldCoding
package import Lowering
import MachineModel

/// What one process tells another of the memory that it hands over: which nodes there are, and how slots showed them to
/// the guest. The descriptors of the nodes that are no files go along with it, in the order of the nodes.
///
/// A header, a record a node in the order of the topology or one for each of its zones, a record a slot in ascending guest
/// physical address; numbers are little endian. The version is that of the format: another version is not read.
package struct HandOverMessage: Equatable, Sendable {
  /// The version of the format.
  package static let version: UInt32 = 1
  /// Bytes of the header, which tells how long the message is.
  package static let headerSize = HandOverHeader.byteCount
  /// Bytes of the longest message.
  package static let maximumSize =
    headerSize + maximumCount * (HandOverNode.byteCount + HandOverSlot.byteCount)
  /// The most slots, and so the most nodes and zones, of which each has a slot.
  private static let maximumCount = Int(Language.highestSlot) + 1

  /// The nodes with memory, in the order of the topology, or their zones.
  package var memory: ExistingMemory
  /// The slots in ascending guest physical address, each of a node's or a zone's memory; which extent they are part of is not told.
  package var slots: [MemorySlot]

  /// Creates a message.
  package init(memory: ExistingMemory, slots: [MemorySlot]) {
    self.memory = memory
    self.slots = slots
  }

  /// The message as bytes.
  package func encoded() -> [UInt8] {
    let slots = slots.compactMap(HandOverSlot.init)
    let size = Self.size(nodes: memory.nodes.count, slots: slots.count)
    var encoder = ByteEncoder(capacity: size)
    encoder.append(
      HandOverHeader(length: UInt32(size), nodes: UInt32(memory.nodes.count), slots: UInt32(slots.count)))
    for node in memory.nodes { encoder.append(HandOverNode(node)) }
    for slot in slots { encoder.append(slot) }
    return encoder.bytes
  }

  /// How long a message is that begins with a header: at most ``maximumSize``, and not to be relied on where there are
  /// issues.
  package static func length(ofHeader bytes: [UInt8]) -> Decoded<Int> {
    let (header, issues) = readHeader(bytes)
    return Decoded(min(Int(header.length), maximumSize), issues)
  }

  /// Reads a message. What comes from another process is to be used only where there are no issues: then every node and
  /// slot is one that a machine can have, and every slot lies inside its node or zone.
  package static func decode(_ bytes: [UInt8]) -> Decoded<HandOverMessage> {
    var (header, issues) = readHeader(bytes)
    var message = HandOverMessage(memory: ExistingMemory(nodes: []), slots: [])
    if issues.issues.isEmpty, bytes.count != Int(header.length) {
      issues.append("the message has \(header.length) bytes, but \(bytes.count) are there", at: 0)
    }
    guard issues.issues.isEmpty else { return Decoded(message, issues) }
    var decoder = ByteDecoder(bytes, from: headerSize)
    for _ in 0..<header.nodes {
      let place = decoder.offset
      let record = decoder.read(HandOverNode.self)
      if let problem = record.problem(after: message.memory.nodes.last) { issues.append(problem, at: place) }
      message.memory.nodes.append(record.node)
    }
    var numbers: Set<UInt32> = []
    let sizes = Dictionary(message.memory.nodes.map { ($0.memory, $0.size) }) { first, _ in first }
    for _ in 0..<header.slots {
      let place = decoder.offset
      let record = decoder.read(HandOverSlot.self)
      if let problem = record.problem(after: message.slots.last, size: sizes[record.memory]) {
        issues.append(problem, at: place)
        break
      }
      if !numbers.insert(record.number).inserted {
        issues.append("slot \(record.number) is there twice", at: place)
      }
      message.slots.append(record.slot)
    }
    issues.append(decoder.issues)
    return Decoded(message, issues)
  }

  private static func size(nodes: Int, slots: Int) -> Int {
    headerSize + nodes * HandOverNode.byteCount + slots * HandOverSlot.byteCount
  }

  private static func readHeader(_ bytes: [UInt8]) -> (HandOverHeader, IssueList) {
    var decoder = ByteDecoder(bytes)
    let header = decoder.read(HandOverHeader.self)
    var issues = decoder.issues
    guard issues.issues.isEmpty else { return (header, issues) }
    if header.nodes > maximumCount {
      issues.append("\(header.nodes) nodes and zones are told of, at most \(maximumCount) can be", at: 16)
    } else if header.slots > maximumCount {
      issues.append("\(header.slots) slots are told of, at most \(maximumCount) can be", at: 20)
    } else if Int(header.length) != size(nodes: Int(header.nodes), slots: Int(header.slots)) {
      issues.append(
        "the length is \(header.length), but \(header.nodes) nodes and \(header.slots) slots have "
          + "\(size(nodes: Int(header.nodes), slots: Int(header.slots))) bytes", at: 12)
    }
    return (header, issues)
  }
}
