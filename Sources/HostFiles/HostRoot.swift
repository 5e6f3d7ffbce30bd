/// Where /proc and /sys are read: those of this host, or of one that was recorded for tests.
package struct HostRoot: Equatable, Sendable {
  /// This host.
  package static let this = HostRoot("")

  /// What stands before `/proc` and `/sys`, without a slash at the end.
  package let folder: String

  /// - Parameter folder: The folder that holds `proc` and `sys`.
  package init(_ folder: String) {
    self.folder = folder
  }

  /// The text of a file without white space around it; `nil` where it is not there or may not be read.
  package func text(_ path: String) -> String? { HostFile.text(folder + path) }

  /// The number in a file.
  package func number(_ path: String) -> UInt64? { HostFile.number(folder + path) }

  /// The values behind labels.
  package func fields(_ path: String) -> HostFields { HostFile.fields(folder + path) }
}
