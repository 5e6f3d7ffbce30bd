import Addresses
import CLinux
import HostFiles
import Lowering
import MachineModel
import SystemPackage

/// What the memory of a node, or of a zone, is made of on this host, after everything that only the host could tell is
/// settled.
struct NodeBacking: Sendable {
  /// The node or the zone.
  let memory: BackedMemory
  /// Bytes of it.
  let size: UInt64
  /// What was declared.
  let policy: MemoryPolicy
  /// Bytes of a page of the memory's pool, or 4 KiB.
  let pageSize: UInt64
  /// Which kind of pages was taken, where that was left to the host: a sentence without a full stop.
  let choice: String?
  /// The memfd or file, one a node or zone; `nil` for anonymous memory.
  let object: OwnedDescriptor?

  /// Whether the memory is of a hugetlb pool.
  var isHugetlb: Bool { pageSize > Units.pageSize }

  /// Whether the memory was taken over from another process.
  var isExisting = false

  /// The word for it: `private`, `shared`, `file`, `existing`.
  var word: String { (isExisting ? .existing : policy.backing).name }

  /// Whether the memory is a file that has a path.
  var isFile: Bool { policy.backing.isFile }

  /// Whether the memory's contents were there before.
  var isPreexisting: Bool { isFile || isExisting }
}

/// Makes the objects behind nodes, after an assessment that found nothing against them.
struct BackingMaker {
  let layout: Layout
  let assessment: HostAssessment
  /// Memory that is there already; `nil` where all is new.
  let existing: TakenMemory?
  /// Where the host's files are read after a failure.
  let root: HostRoot

  /// The backing of a node with memory, or of a zone; `nil` where the assessment has an error of it.
  func backing(of memory: BackedMemory) throws(HostError) -> NodeBacking? {
    guard let pages = assessment.pages[memory] else { return nil }
    let policy = layout.policy(of: memory)
    if let taken = assessment.taken[memory] {
      return NodeBacking(
        memory: memory, size: taken.size, policy: policy, pageSize: taken.pageSize, choice: nil,
        object: existing?.object(of: memory), isExisting: true)
    }
    var object = assessment.files[memory]?.object
    if policy.backing == .shared {
      object = try Self.memfd(
        named: memory.mappingName, size: layout.size(of: memory), pageSize: pages.pageSize,
        HostError.Subject(memory: memory)
      ) {
        let supply = HostSupply.read(root)
        return supply.explanation(
          of: layout.size(of: memory) / pages.pageSize, pageSize: pages.pageSize, on: supply.nodes.bound(policy))
      }
    }
    return NodeBacking(
      memory: memory, size: layout.size(of: memory), policy: policy, pageSize: pages.pageSize, choice: pages.reason,
      object: object)
  }

  /// A memfd of a size that no one can make shorter or longer.
  ///
  /// - Parameter shortage: Says why hugepages could not be had, for the message of a failure.
  static func memfd(
    named name: String, size: UInt64, pageSize: UInt64, _ subject: HostError.Subject,
    shortage: () -> (Circumstance, String) = { (.hugetlb, "") }
  ) throws(HostError) -> OwnedDescriptor {
    let isHugetlb = pageSize > Units.pageSize
    var flags = MEMC_MFD_CLOEXEC | MEMC_MFD_ALLOW_SEALING
    if isHugetlb {
      flags |= MEMC_MFD_HUGETLB | UInt32(pageSize.trailingZeroBitCount) << UInt32(MEMC_HUGE_SHIFT)
    }
    var call = KernelCall.memfdCreate
    do throws(Errno) {
      let object = OwnedDescriptor(returned: try create(name, flags))
      call = .ftruncate
      _ = try kernel { memc_ftruncate(object.descriptor.rawValue, size) }
      call = .addSeals
      let seals = MEMC_SEAL_SHRINK | MEMC_SEAL_GROW | MEMC_SEAL_SEAL
      _ = try kernel { memc_fcntl(object.descriptor.rawValue, MEMC_ADD_SEALS, seals) }
      return object
    } catch {
      let memory = "\(Units.bytes(size)) of shared memory"
      let (circumstance, detail) =
        isHugetlb && error == .noMemory ? shortage() : (isHugetlb ? .hugetlb : .any, memory)
      throw HostError(call, error, circumstance, subject, detail)
    }
  }

  private static func create(_ name: String, _ flags: UInt32) throws(Errno) -> Int64 {
    do {
      // The name is copied by the kernel.
      return try kernel { unsafe memc_memfd_create(name, flags | MEMC_MFD_NOEXEC_SEAL) }
    } catch {
      // Before Linux 6.3 the flag is unknown.
      guard error == .invalidArgument else { throw error }
      return try kernel { unsafe memc_memfd_create(name, flags) }
    }
  }
}

extension BackedMemory {
  /// What mappings and memfds of it are called: `memc node 1`, `memc node 1 zone 0`.
  var mappingName: String { "memc node \(node)" + (zone.map { " zone \($0)" } ?? "") }
}
