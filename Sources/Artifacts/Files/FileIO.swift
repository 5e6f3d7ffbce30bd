import Glibc
public import SystemPackage

/// Whole files, read and written.
public enum FileIO {
  private static let chunk = 1 << 20
  /// More than any artifact has: the SRAT of 1,048,576 CPUs is a tenth of it. What is longer is a device without an
  /// end, or a mistake.
  private static let longestArtifact = 256 << 20

  /// Reads an artifact, or any file of its size, to its end.
  ///
  /// - Parameter path: The file; `-` is standard input.
  public static func read(_ path: FilePath) throws(FileError) -> [UInt8] {
    let bytes = try read(path, limit: longestArtifact)
    guard bytes.count <= longestArtifact else { throw readError(path, .fileTooLarge) }
    return bytes
  }

  /// Reads a file, or a descriptor such as standard input, to its end.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - limit: More bytes than this are not read; the result is one byte longer then, so that its reader can tell.
  package static func read(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
    do {
      if path == "-" { return try read(.standardInput, limit: limit) }
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
      return try file.closeAfter { try read(file, limit: limit) }
    } catch {
      throw readError(path, errno(of: error))
    }
  }

  private static func readError(_ path: FilePath, _ errno: Errno) -> FileError {
    FileError(operation: "read", path: path, errno: errno)
  }

  private static func read(_ file: FileDescriptor, limit: Int) throws -> [UInt8] {
    // A regular file says how much is left of it, so that is read at once; what cannot be asked is read part by part.
    var length = 0
    if let start = try? file.seek(offset: 0, from: .current), let end = try? file.seek(offset: 0, from: .end) {
      // A folder may say 2^63 - 1, a sparse file anything.
      length = min(max(Int(clamping: end) - Int(clamping: start), 0), limit, longestArtifact)
      _ = try file.seek(offset: start, from: .start)
    }
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      // Of a file that says how long it is, a little more tells that this was all.
      let wanted = length == 0 || bytes.count > length ? chunk : bytes.count == length ? 1 << 12 : length + 1
      let left = limit - bytes.count
      let room = left < wanted ? left + 1 : wanted
      // The array's memory is lent to the call for reading into; only as much as was read becomes elements.
      let part = try unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if part.isEmpty { break }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
    return bytes
  }

  /// Whether a regular file holds these bytes and no others; `false` where it cannot be read.
  static func holds(_ path: FilePath, _ bytes: [UInt8]) -> Bool {
    // Whatever else has the name might never let itself be opened.
    guard FileSystem.size(ofFile: path) == bytes.count,
      let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    else { return false }
    return (try? file.closeAfter { try holds(file, bytes) }) ?? false
  }

  private static func holds(_ file: FileDescriptor, _ bytes: [UInt8]) throws -> Bool {
    // What was read is compared with the array's own memory, neither of them behind its end.
    try unsafe bytes.withUnsafeBytes { wanted in
      let part = UnsafeMutableRawBufferPointer.allocate(byteCount: min(bytes.count + 1, chunk), alignment: 16)
      defer { unsafe part.deallocate() }
      var offset = 0
      while true {
        let count = try unsafe file.read(into: part)
        guard count > 0 else { return offset == wanted.count }
        guard count <= wanted.count - offset, let read = part.baseAddress, let start = wanted.baseAddress,
          unsafe memcmp(read, start + offset, count) == 0
        else { return false }
        offset += count
        // Less than there was room for: that was the end of the file.
        if offset == wanted.count, count < part.count { return true }
      }
    }
  }

  /// Writes a new file; one of that name is truncated.
  static func write(_ bytes: [UInt8], to path: FilePath) throws(FileError) {
    do {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      // Only close tells of a full disk on some file systems, so its error counts.
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      throw FileError(operation: "write", path: path, errno: errno(of: error))
    }
  }

  /// Writes to standard output, all or an error.
  package static func writeToStandardOutput(_ bytes: [UInt8]) throws(FileError) {
    do {
      _ = try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      throw FileError(operation: "write", path: "-", errno: errno(of: error))
    }
  }

  /// swift-system throws `Errno` only, through untyped throws.
  static func errno(of error: any Error) -> Errno { error as? Errno ?? .ioError }
}

extension FileIO {
  /// Whether a path names a folder.
  package static func isDirectory(_ path: FilePath) -> Bool { (try? FileSystem.kind(of: path)) == .directory }

  /// Whether a path names a regular file, or a link to one.
  package static func isRegularFile(_ path: FilePath) -> Bool { FileSystem.size(ofFile: path) != nil }
}
