package import SystemPackage

/// A single file that appears as a whole or not at all.
package enum WholeFile {
  /// Writes a file in the place of one of that name, or a new one.
  ///
  /// It is written to a hidden folder beside its place and renamed from there. What is no file, as a device or a pipe, is
  /// written to as it is.
  ///
  /// - Parameters:
  ///   - bytes: What it shall hold.
  ///   - path: Its place, whose folder is there; a symbolic link stays, and what it leads to is written. `-` is standard
  ///     output.
  ///   - isWanted: Asked before the file appears; when it says no, everything is as it was, and the error has the errno
  ///     EINTR.
  package static func write(_ bytes: [UInt8], to path: FilePath, isWanted: () -> Bool = { true }) throws(FileError)
  {
    if path == "-" { return try FileIO.writeToStandardOutput(bytes) }
    var target = path
    switch try FileSystem.kind(of: path) {
    case .directory: throw FileError(operation: "write", path: path, errno: .isDirectory)
    case .absent: break
    case .other:
      guard FileSystem.size(ofFile: path) != nil else { return try FileIO.write(bytes, to: path) }
      target = try FileSystem.resolved(path)
    }
    do throws(FileError) {
      try StagingFolder.replace(target) { staged throws(FileError) in
        try FileIO.write(bytes, to: staged)
        if let rights = try? FileSystem.rights(of: target) { try FileSystem.setMode(rights.mode, of: staged) }
        guard isWanted() else { throw FileError(operation: "write", path: path, errno: .interrupted) }
      }
    } catch {
      // By the name that its reader gave the file.
      throw FileError(operation: "write", path: path, errno: error.errno)
    }
  }

  /// Whether something new takes the place of what a path names: not of a device or a pipe.
  package static func isReplaced(_ path: FilePath) -> Bool {
    (try? FileSystem.kind(of: path)) == .absent || FileSystem.size(ofFile: path) != nil
  }
}
