import CLinux
import Glibc
package import SystemPackage

/// Files and folders, as thin calls of the C library: what swift-system does not have yet.
///
/// Paths keep their bytes, of which Linux asks no encoding. The only unsafe thing about each call is that the C library
/// reads the path through a pointer, which is valid for the length of the call.
package enum FileSystem {
  private static func check(_ result: CInt, _ operation: String, _ path: FilePath) throws(FileError) {
    if result != 0 { throw error(operation, path) }
  }

  /// The error of the call just made.
  private static func error(_ operation: String, _ path: FilePath) -> FileError {
    FileError(operation: operation, path: path, errno: Errno(rawValue: Glibc.errno))
  }

  private static func status(of path: FilePath) -> stat? {
    var status = stat()
    return unsafe path.withPlatformString { unsafe stat($0, &status) } == 0 ? status : nil
  }

  /// What a path names.
  enum Kind {
    case absent
    case directory
    case other
  }

  /// stat(2): what a path names, symbolic links followed.
  static func kind(of path: FilePath) throws(FileError) -> Kind {
    if let status = status(of: path) { return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other }
    if Glibc.errno == ENOENT { return .absent }
    throw error("look at", path)
  }

  /// stat(2): bytes of a regular file; `nil` for what is none.
  package static func size(ofFile path: FilePath) -> Int? {
    status(of: path).flatMap { $0.st_mode & S_IFMT == S_IFREG ? Int($0.st_size) : nil }
  }

  /// lstat(2): whether a path is that of a folder, and not of a symbolic link to one.
  static func isFolder(_ path: FilePath) -> Bool { ownMode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  /// lstat(2): whether a path is that of a symbolic link.
  static func isSymbolicLink(_ path: FilePath) -> Bool { ownMode(of: path).map { $0 & S_IFMT == S_IFLNK } ?? false }

  private static func ownMode(of path: FilePath) -> mode_t? {
    var status = stat()
    return unsafe path.withPlatformString { unsafe lstat($0, &status) } == 0 ? status.st_mode : nil
  }

  /// Who may do what in a folder.
  struct Rights: Equatable {
    /// Permission bits.
    let mode: mode_t
    /// The user.
    let owner: uid_t
    /// The group.
    let group: gid_t
  }

  /// stat(2): who may do what in a folder.
  static func rights(of path: FilePath) throws(FileError) -> Rights {
    guard let status = status(of: path) else { throw error("look at", path) }
    return Rights(mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid)
  }

  /// Whether a folder belongs to the user that this process runs as.
  static func isOwn(_ path: FilePath) -> Bool { status(of: path)?.st_uid == memc_user() }

  /// chmod(2).
  static func setMode(_ mode: mode_t, of path: FilePath) throws(FileError) {
    try check(unsafe path.withPlatformString { unsafe chmod($0, mode) }, "change", path)
  }

  /// mkdir(2).
  static func createDirectory(_ path: FilePath) throws(FileError) {
    try check(unsafe path.withPlatformString { unsafe mkdir($0, 0o777) }, "create", path)
  }

  /// rmdir(2).
  static func removeDirectory(_ path: FilePath) throws(FileError) {
    try check(unsafe path.withPlatformString { unsafe rmdir($0) }, "remove", path)
  }

  /// unlink(2).
  static func removeFile(_ path: FilePath) throws(FileError) {
    try check(unsafe path.withPlatformString { unsafe unlink($0) }, "remove", path)
  }

  /// rename(2).
  static func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    let result = unsafe from.withPlatformString { from in
      unsafe to.withPlatformString { unsafe Glibc.rename(from, $0) }
    }
    try check(result, "write", to)
  }

  /// renameat2(2) with RENAME_EXCHANGE.
  static func exchange(_ left: FilePath, _ right: FilePath) throws(FileError) {
    let result = unsafe left.withPlatformString { left in
      unsafe right.withPlatformString { unsafe memc_rename_exchange(left, $0) }
    }
    try check(result, "write", right)
  }

  /// realpath(3): the path without symbolic links, `.` and `..`.
  static func resolved(_ path: FilePath) throws(FileError) -> FilePath {
    guard let real = unsafe path.withPlatformString({ unsafe realpath($0, nil) }) else {
      throw error("look at", path)
    }
    defer { unsafe free(real) }
    return unsafe FilePath(platformString: real)
  }

  /// The names in a folder, sorted, without `.` and `..`.
  package static func names(in path: FilePath) throws(FileError) -> [FilePath.Component] {
    var names: [FilePath.Component] = []
    // The name is there as long as it is looked at.
    try unsafe forEachName(in: path) { name in
      if let name = unsafe FilePath.Component(platformString: name), name.kind == .regular { names.append(name) }
    }
    return names.sorted { $0.string < $1.string }
  }

  /// The names in a folder as text, in any order, without `.` and `..`.
  static func unsortedNames(in path: FilePath) throws(FileError) -> [String] {
    var names: [String] = []
    // The name is there as long as it is looked at.
    try unsafe forEachName(in: path) { name in unsafe names.append(String(cString: name)) }
    return names.filter { $0 != "." && $0 != ".." }
  }

  /// readdir(3): gives the names in a folder, `.` and `..` among them.
  private static func forEachName(
    in path: FilePath, _ body: (UnsafePointer<CChar>) -> Void
  ) throws(FileError) {
    guard let directory = unsafe path.withPlatformString({ unsafe opendir($0) }) else { throw error("read", path) }
    defer { unsafe closedir(directory) }
    while let entry = unsafe readdir(directory) {
      // The name is an array of fixed length in C, a tuple in Swift; it ends with a zero byte.
      unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe body($0) }
      }
    }
  }
}
