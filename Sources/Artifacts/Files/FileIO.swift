import SystemPackage

/// Whole files, read and written.
public enum FileIO {
  private static let chunk = 1 << 20
  private static let largestPiece: Int64 = 256 << 20

  /// Reads a file, or a descriptor such as standard input, to its end.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - limit: More bytes than this are not read; the result is one byte longer then, so that its reader can tell.
  public static func read(_ path: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    do {
      if path == "-" { return try read(.standardInput, limit: limit) }
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      return try file.closeAfter { try read(file, limit: limit) }
    } catch {
      throw FileError(operation: "read", path: path == "-" ? "standard input" : path, errno: errno(of: error))
    }
  }

  private static func read(_ file: FileDescriptor, limit: Int) throws -> [UInt8] {
    // A file that says how long it is, is read at once; what cannot be asked is read in pieces.
    let length = try lengthBehindPosition(of: file)
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let wanted = bytes.isEmpty ? max(length + 1, chunk) : chunk
      let room = min(wanted, limit == .max ? wanted : limit + 1 - bytes.count)
      // The array's memory is lent to the call for reading into; only as much as was read becomes elements.
      let piece = try unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if piece.isEmpty { break }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
    return bytes
  }

  /// How many bytes a file says it has from where it is read next, as far as memory is set aside for them in one
  /// piece: a directory says 2^63 − 1, a sparse file anything. 0 for what cannot tell, such as a pipe.
  private static func lengthBehindPosition(of file: FileDescriptor) throws -> Int {
    // Standard input need not stand at its beginning.
    guard let position = try? file.seek(offset: 0, from: .current),
      let end = try? file.seek(offset: 0, from: .end)
    else { return 0 }
    _ = try file.seek(offset: position, from: .start)
    return Int(clamping: min(max(end - position, 0), largestPiece))
  }

  /// Writes a new file; one of that name is truncated.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      // Only close tells of a full disk on some file systems, so its error counts.
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      throw FileError(operation: "write", path: path, errno: errno(of: error))
    }
  }

  /// Writes to standard output, all or an error.
  public static func writeToStandardOutput(_ bytes: [UInt8]) throws(FileError) {
    do {
      _ = try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      throw FileError(operation: "write", path: "standard output", errno: errno(of: error))
    }
  }

  /// swift-system throws `Errno` only, through untyped throws.
  private static func errno(of error: any Error) -> Errno { error as? Errno ?? .ioError }
}

extension FileIO {
  /// Whether a path names a folder.
  public static func isDirectory(_ path: String) -> Bool { (try? FileSystem.kind(of: path)) == .directory }
}
