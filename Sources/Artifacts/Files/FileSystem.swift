import CLinux
import Glibc
public import SystemPackage

/// A call on a file that failed.
public struct FileError: Error, Equatable, Sendable {
  /// What was tried, as an infinitive: "read", "create".
  public var operation: String
  /// The path that it was tried on.
  public var path: String
  /// Why it failed.
  public var errno: Errno

  /// The error as a person reads it: "cannot read topo.yaml: No such file or directory".
  public var message: String { "cannot \(operation) \(path): \(errno.description)" }
}

/// Files and folders, as thin calls of the C library: what swift-system does not have yet.
///
/// The only unsafe thing about each is that the C library reads the path through a pointer, for which Swift lends
/// a terminated copy for the length of the call.
enum FileSystem {
  private static func check(_ result: CInt, _ operation: String, _ path: String) throws(FileError) {
    if result != 0 { throw FileError(operation: operation, path: path, errno: Errno(rawValue: Glibc.errno)) }
  }

  /// What a path names.
  enum Kind {
    case absent
    case directory
    case other
  }

  /// stat(2): what a path names, symbolic links followed.
  static func kind(of path: String) throws(FileError) -> Kind {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
    }
    if Glibc.errno == ENOENT { return .absent }
    throw FileError(operation: "look at", path: path, errno: Errno(rawValue: Glibc.errno))
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
  static func rights(of path: String) throws(FileError) -> Rights {
    var status = stat()
    try check(unsafe stat(path, &status), "look at", path)
    return Rights(mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid)
  }

  /// chmod(2).
  static func setMode(_ mode: mode_t, of path: String) throws(FileError) {
    try check(unsafe chmod(path, mode), "change", path)
  }

  /// mkdir(2).
  static func createDirectory(_ path: String) throws(FileError) {
    try check(unsafe mkdir(path, 0o777), "create", path)
  }

  /// rmdir(2).
  static func removeDirectory(_ path: String) throws(FileError) {
    try check(unsafe rmdir(path), "remove", path)
  }

  /// unlink(2).
  static func removeFile(_ path: String) throws(FileError) {
    try check(unsafe unlink(path), "remove", path)
  }

  /// rename(2).
  static func rename(_ from: String, to: String) throws(FileError) {
    try check(unsafe Glibc.rename(from, to), "write", to)
  }

  /// renameat2(2) with RENAME_EXCHANGE.
  static func exchange(_ left: String, _ right: String) throws(FileError) {
    try check(unsafe memc_rename_exchange(left, right), "write", right)
  }

  /// realpath(3): the path without symbolic links, `.` and `..`.
  static func resolved(_ path: String) throws(FileError) -> String {
    guard let real = unsafe realpath(path, nil) else {
      throw FileError(operation: "look at", path: path, errno: Errno(rawValue: Glibc.errno))
    }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// readdir(3): the names in a folder, sorted, without `.` and `..`.
  static func names(in path: String) throws(FileError) -> [String] {
    guard let directory = unsafe opendir(path) else {
      throw FileError(operation: "read", path: path, errno: Errno(rawValue: Glibc.errno))
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // The name is an array of fixed length in C, a tuple in Swift; it ends with a zero byte.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
