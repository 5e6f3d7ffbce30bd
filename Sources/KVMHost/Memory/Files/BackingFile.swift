import Addresses
import Lowering
import MachineModel
import SystemPackage

/// A file that backs a node or a zone: a regular one or one of a hugetlbfs, long enough, open for reading and writing.
struct BackingFile: Sendable {
  /// The open file.
  let object: OwnedDescriptor
  /// Bytes of a page: those of its hugetlbfs, or 4 KiB.
  let pageSize: UInt64
  /// Which file it is, by whatever path.
  let identity: RegularFile.Identity

  /// Opens a file, and holds it against what was declared of the memory.
  init(_ path: String, of memory: BackedMemory, in layout: Layout) throws(HostError) {
    let subject = HostError.Subject(memory: memory)
    let policy = layout.policy(of: memory)
    let needed = layout.size(of: memory)
    let file = try RegularFile(
      path, .readWrite, "backing file '\(path)'", for: subject, holding: needed,
      "the \(memory.zone == nil ? "node" : "zone") has \(Units.bytes(needed))")
    object = file.object
    identity = file.identity
    let isHugetlb = file.hugePageSize != nil
    pageSize = file.hugePageSize ?? Units.pageSize
    switch policy.hugepages.value {
    case .off, .auto: break
    case .size(let size):
      guard size == pageSize else {
        throw HostError(
          .layout, before: .mmap, subject,
          isHugetlb
            ? "backing file '\(path)' has hugepages of \(Units.bytes(pageSize)), not of \(Units.bytes(size))"
            : "backing file '\(path)' does not lie on a hugetlbfs, so it cannot have hugepages",
          as: isHugetlb ? .filePageSize : .fileNotHugetlbfs)
      }
    }
    if !isHugetlb, !policy.hostNodes.isEmpty {
      throw HostError(
        .layout, before: .mbind, subject,
        "'host_nodes' has no effect on the regular file '\(path)': its page cache ignores the policy of a mapping",
        as: .fileHostNodes)
    }
    if isHugetlb, policy.transparentHugepages == .on {
      throw HostError(
        .layout, before: .madvise, subject,
        "backing file '\(path)' has hugepages of \(Units.bytes(pageSize)), which cannot be transparent-huge as well",
        as: .fileWithTHP)
    }
  }
}
