import Addresses
import CLinux
package import Lowering
import MachineModel
import Synchronization
import SystemPackage

/// Memory of a machine that another process realized: the owner of its descriptors in this process.
///
/// Give it to a realization by ``RealizationOptions/existing``, and have the machine confirm that it stays
/// (``RealizedMachine/confirmTakeOver()``). Until then the other process goes on waiting for somebody else.
package final class TakenMemory: Sendable {
  /// What the descriptors are, as the kernel says; of files, which have none, what the other process says.
  package let memory: ExistingMemory
  /// How the other machine's slots showed the memory to its guest.
  package let slots: [MemorySlot]

  private let objects: [BackedMemory: OwnedDescriptor]
  /// What the other process waits for.
  let confirmation: HandOverConfirmation

  init(
    _ message: HandOverMessage, _ objects: [BackedMemory: OwnedDescriptor], _ connection: UnixSocket
  ) throws(HostError) {
    var known: Set<RegularFile.Identity> = []
    for node in message.memory.nodes {
      guard let object = objects[node.memory] else { continue }
      let identity = try Self.check(object, node)
      guard known.insert(identity).inserted else {
        throw Self.violation(
          node.memory, .existingTwice,
          "the memory of this \(node.zone == nil ? "node is another node" : "zone is another one")'s as well")
      }
    }
    memory = message.memory
    slots = message.slots
    self.objects = objects
    confirmation = HandOverConfirmation(connection)
  }

  /// The object behind the memory of a node or of a zone.
  func object(of memory: BackedMemory) -> OwnedDescriptor? { objects[memory] }
}

/// The end of a hand-over, which the other process waits for; where it goes unsaid, that process offers the memory anew.
///
/// It is an object of its own because a machine keeps it, but not what of the memory no node took.
final class HandOverConfirmation: Sendable {
  private let connection: Mutex<UnixSocket?>

  init(_ connection: UnixSocket) { self.connection = Mutex(connection) }

  /// Tells the other process that the memory has found its place, and waits until it has given up its socket.
  ///
  /// - Returns: Whether it was still there to be told.
  func confirm() -> Bool {
    connection.withLock { connection in
      guard let open = connection else { return true }
      connection = nil
      let timeout = Timeout(.seconds(1), isWanted: { true })
      guard (try? open.send([HandOver.confirmation], timeout)) != nil else { return false }
      do throws(HostError) {
        _ = try open.receive(1, timeout)
      } catch {
        // Nothing comes any more: that the other end is closed is the answer. Closed with the confirmation unread, it
        // belongs to a process that had stopped waiting.
        return error.errno != .connectionReset
      }
      return true
    }
  }
}

// MARK: What the kernel says of a descriptor

extension TakenMemory {
  /// Makes sure that a descriptor is what was said of it, and that a guest can live in it.
  private static func check(
    _ object: OwnedDescriptor, _ node: ExistingMemory.Node
  ) throws(HostError) -> RegularFile.Identity {
    let number = object.descriptor.rawValue
    let facts = memc_file_facts(number)
    guard facts.result == 0 else {
      throw HostError(.fstat, Errno(rawValue: CInt(-facts.result)), .any, .init(memory: node.memory))
    }
    let isHugetlb = facts.file_system == Int64(MEMC_HUGETLBFS_MAGIC)
    guard facts.mode & MEMC_FILE_TYPE == MEMC_REGULAR_FILE,
      isHugetlb || facts.file_system == Int64(MEMC_TMPFS_MAGIC)
    else {
      throw violation(
        node.memory, .existingNotMemory, "the descriptor is neither a memfd nor a file of a hugetlbfs")
    }
    guard memc_fcntl(number, F_GETFL, 0) & Int64(O_ACCMODE) == Int64(O_RDWR) else {
      throw violation(node.memory, .existingReadOnly, "the descriptor is not open for reading and writing")
    }
    let seals = memc_fcntl(number, MEMC_GET_SEALS, 0)
    let needed = Int64(MEMC_SEAL_SHRINK | MEMC_SEAL_GROW)
    guard seals >= 0, seals & needed == needed else {
      throw violation(
        node.memory, .existingUnsealed,
        "the memory is not sealed against shrinking and growing: whoever cuts it kills the guest (SIGBUS)")
    }
    guard seals & Int64(MEMC_SEAL_WRITE | MEMC_SEAL_FUTURE_WRITE) == 0 else {
      throw violation(node.memory, .existingReadOnly, "the memory is sealed against writing")
    }
    let pageSize = isHugetlb ? facts.block_size : Units.pageSize
    guard facts.size == node.size, pageSize == node.pageSize else {
      throw violation(
        node.memory, .existingUntrue,
        "the other process tells of \(Units.bytes(node.size)) in pages of \(Units.bytes(node.pageSize)), but the "
          + "descriptor has \(Units.bytes(facts.size)) in pages of \(Units.bytes(pageSize))")
    }
    return RegularFile.Identity(facts)
  }

  private static func violation(_ memory: BackedMemory, _ rule: HostRule, _ message: String) -> HostError {
    HostError(.defect, before: .receive, .init(memory: memory), message, as: rule)
  }
}
