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

  /// The numbers behind labels, in bytes where the unit is kB.
  func fields(_ path: String) -> [String: UInt64] { HostFile.fields(folder + path) }

  /// The set of bits behind a label of /proc/self/status, which is hexadecimal there; empty where it is not there.
  func statusSet(_ label: String) -> UInt64 {
    let lines = (text("/proc/self/status") ?? "").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(label + ":") }) else { return 0 }
    return UInt64(line.dropFirst(label.count + 1).filter { $0.isHexDigit }, radix: 16) ?? 0
  }

  /// The list behind a label of /proc/self/status.
  func statusList(_ label: String) -> [UInt32]? { HostFile.statusList(label, of: folder + "/proc/self/status") }
}
