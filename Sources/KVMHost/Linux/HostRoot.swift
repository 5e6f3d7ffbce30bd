/// Where /proc and /sys are read: those of this host, or of one that was recorded for tests.
struct HostRoot: Equatable, Sendable {
  /// This host.
  static let this = HostRoot("")

  /// What stands before `/proc` and `/sys`, without a slash at the end.
  let folder: String

  /// - Parameter folder: The folder that holds `proc` and `sys`.
  init(_ folder: String) {
    self.folder = folder
  }

  /// The text of a file without white space around it; `nil` where it is not there or may not be read.
  func text(_ path: String) -> String? { HostFile.text(folder + path) }

  /// The number in a file.
  func number(_ path: String) -> UInt64? { HostFile.number(folder + path) }

  /// The values behind labels.
  func fields(_ path: String) -> HostFields { HostFile.fields(folder + path) }
}
