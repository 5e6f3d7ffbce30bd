import Glibc
package import SystemPackage

/// Puts other bytes into a file so that whoever reads it finds all of the old ones or all of the new ones, also when the
/// machine stops in the middle.
///
/// They are written to a hidden folder beside the file, which they are then renamed over; of a symbolic link, what it leads
/// to is replaced. The file keeps its permissions, and its owner where this process may give files away. Other hard links
/// keep the old bytes.
package struct FileUpdate: Sendable {
  /// The file as its reader named it.
  private let path: FilePath
  /// What is in it.
  package let bytes: [UInt8]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: More bytes than this are not read but for one, by which its reader can tell.
  package init(of path: FilePath, limit: Int) throws(FileError) {
    self.path = path
    bytes = try FileIO.read(path, limit: limit)
  }

  /// Replaces the file.
  ///
  /// - Parameters:
  ///   - new: What shall be in it.
  ///   - isWanted: Asked before it is replaced. When it says no, the file is as it was, and the error has the errno EINTR.
  /// - Throws: An error with the errno ESTALE where another process changed the file after it was read.
  package func replace(with new: [UInt8], isWanted: () -> Bool = { true }) throws(FileError) {
    do throws(FileError) {
      let target = try FileSystem.resolved(path)
      // Who may not write the file may not replace it, though its folder would let them.
      try opened(target, .writeOnly) { _ in }
      let rights = try FileSystem.rights(of: target)
      try StagingFolder.replace(target) { staged throws(FileError) in
        try opened(staged, .writeOnly, [.create, .exclusiveCreate]) { file in
          _ = try file.writeAll(new)
          try give(file, rights)
          guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: Glibc.errno) }
        }
        guard isWanted() else { throw FileError(operation: "write", path: path, errno: .interrupted) }
        guard FileIO.holds(target, bytes) else {
          throw FileError(operation: "write", path: path, errno: .staleNFSFileHandle)
        }
      }
      // The file is whole without it; the folder's own entry is on its way to the disk.
      try? opened(target.parent, .readOnly) { _ = fsync($0.rawValue) }
    } catch {
      // By the name that its reader gave the file, whatever part of the work it was.
      throw FileError(operation: "write", path: path, errno: error.errno)
    }
  }

  private func opened(
    _ path: FilePath, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions = [],
    _ body: (FileDescriptor) throws -> Void
  ) throws(FileError) {
    do {
      let file = try FileDescriptor.open(
        path, mode, options: options.union(.closeOnExec), permissions: [.ownerReadWrite])
      try file.closeAfter { try body(file) }
    } catch {
      throw FileError(operation: "write", path: path, errno: FileIO.errno(of: error))
    }
  }

  /// Makes the new file one of those to whom the old one belongs.
  private func give(_ file: FileDescriptor, _ rights: FileSystem.Rights) throws {
    var mode = rights.mode
    // A file that was not given away must not lend another user's rights.
    if fchown(file.rawValue, rights.owner, rights.group) != 0 { mode &= 0o777 }
    guard fchmod(file.rawValue, mode) == 0 else { throw Errno(rawValue: Glibc.errno) }
  }
}
