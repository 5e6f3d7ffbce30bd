import Addresses
import CLinux
import Lowering
import MachineModel
import SystemPackage

/// A file that backs a node or a zone: a regular one or one of a hugetlbfs, long enough, open for reading and writing.
struct BackingFile: Sendable {
  /// The open file.
  let object: OwnedDescriptor
  /// Bytes of a page: those of its hugetlbfs, or 4 KiB.
  let pageSize: UInt64

  /// Opens a file, and holds it against what was declared of the memory.
  init(_ path: String, of memory: BackedMemory, in layout: Layout) throws(HostError) {
    let subject = HostError.Subject(memory: memory)
    do {
      object = try OwnedDescriptor.open(path, .readWrite)
    } catch {
      throw HostError(.open, error, .any, subject, "backing file '\(path)'")
    }
    let facts = memc_file_facts(object.descriptor.rawValue)
    guard facts.result == 0 else {
      throw HostError(.fstat, Errno(rawValue: CInt(-facts.result)), .any, subject, "backing file '\(path)'")
    }
    let policy = layout.policy(of: memory)
    guard facts.mode & MEMC_FILE_TYPE == MEMC_REGULAR_FILE else {
      throw HostError(
        .layout, before: .mmap, subject, "backing file '\(path)' is not a regular file", as: .fileNotRegular)
    }
    let needed = layout.size(of: memory)
    guard facts.size >= needed else {
      throw HostError(
        .layout, before: .mmap, subject,
        "backing file '\(path)' holds \(Units.bytes(facts.size)), but the \(memory.zone == nil ? "node" : "zone") has \(Units.bytes(needed))",
        as: .fileTooShort)
    }
    let isHugetlb = facts.file_system == Int64(MEMC_HUGETLBFS_MAGIC)
    pageSize = isHugetlb ? facts.block_size : Units.pageSize
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
    if isHugetlb { try layout.checkAlignment(to: pageSize, of: memory) }
  }
}
