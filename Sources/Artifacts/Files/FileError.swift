public import SystemPackage

/// A call on a file that failed.
public struct FileError: Error, Equatable, Sendable {
  /// What was tried, as an infinitive: "read", "create".
  public var operation: String
  /// The path that it was tried on; `-` is a standard stream.
  public var path: FilePath
  /// Why it failed.
  public var errno: Errno

  /// The error as a person reads it: "cannot read topo.yaml: No such file or directory".
  public var message: String { "cannot \(operation) \(name): \(reason)" }

  /// The path, in quotes where a reader would not see where it begins and ends.
  private var name: String {
    if path == "-" { return operation == "read" ? "standard input" : "standard output" }
    let name = path.string
    return name.isEmpty || name.contains(" ") ? "'\(name)'" : name
  }

  private var reason: String {
    switch errno {
    case .interrupted: "a signal ended it"
    // The kernel's words, with the limit that is behind them.
    case .fileTooLarge where operation != "read": "\(errno.description) (RLIMIT_FSIZE, or the file system's limit)"
    // What was read is not there any more.
    case .staleNFSFileHandle where operation == "write": "another process changed it meanwhile"
    // Of a call that does not wait: a lock.
    case .wouldBlock: "another process keeps it locked"
    default: errno.description
    }
  }
}
