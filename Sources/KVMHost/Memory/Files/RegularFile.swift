import Addresses
import CLinux
import MachineModel
import SystemPackage

/// A regular file that memory is made of, open and long enough.
struct RegularFile: Sendable {
  /// The open file.
  let object: OwnedDescriptor
  /// Bytes of a page of its hugetlbfs; `nil` where it lies on another file system.
  let hugePageSize: UInt64?
  /// Which file it is, by whatever path.
  let identity: Identity

  /// A file's device and inode.
  struct Identity: Hashable {
    private let device, inode: UInt64

    /// Takes it from what the kernel says of an open file.
    init(_ facts: memc_file) { (device, inode) = (facts.device, facts.inode) }
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - mode: For reading alone, or for writing too.
  ///   - name: What it is, as it stands in a sentence.
  ///   - subject: What it is for.
  ///   - needed: Bytes that it must hold.
  ///   - purpose: What they are for, as the end of a sentence that begins with the file.
  init(
    _ path: String, _ mode: FileDescriptor.AccessMode, _ name: String, for subject: HostError.Subject,
    holding needed: UInt64, _ purpose: String
  ) throws(HostError) {
    do {
      object = try OwnedDescriptor.open(path, mode, isWaiting: false)
    } catch {
      throw HostError(.open, error, .any, subject, name)
    }
    let facts = memc_file_facts(object.descriptor.rawValue)
    guard facts.result == 0 else {
      throw HostError(.fstat, Errno(rawValue: CInt(-facts.result)), .any, subject, name)
    }
    guard facts.mode & MEMC_FILE_TYPE == MEMC_REGULAR_FILE else {
      throw HostError(.layout, before: .mmap, subject, "\(name) is not a regular file", as: .fileNotRegular)
    }
    guard facts.size >= needed else {
      throw HostError(
        .layout, before: .mmap, subject, "\(name) holds \(Units.bytes(facts.size)), but \(purpose)",
        as: .fileTooShort)
    }
    identity = Identity(facts)
    hugePageSize = facts.file_system == Int64(MEMC_HUGETLBFS_MAGIC) ? facts.block_size : nil
  }
}
