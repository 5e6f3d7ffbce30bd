/// The control groups of a process, as far as their files can be seen: where they are mounted is the host's choice, and
/// inside a container only a part of the hierarchy may be.
package struct ControlGroups: Equatable, Sendable {
  /// A group that sets limits to the process.
  package struct Group: Equatable, Sendable {
    /// The folder with the group's files, without a slash at the end.
    package let folder: String
    /// Whether the hierarchy is of version 1, whose files have other names.
    package let isLegacy: Bool
  }

  private struct Mount: Equatable {
    /// The group that the mount point shows.
    let root: String
    let point: String
    let isLegacy: Bool
    /// The controllers of a hierarchy of version 1.
    let controllers: [Substring]
  }

  private struct Membership: Equatable {
    /// The controllers of a hierarchy of version 1; none where it is version 2.
    let controllers: [Substring]
    let path: String
  }

  private let mounts: [Mount]
  private let memberships: [Membership]

  /// Asks the host for the groups of this process.
  package static func read(_ root: HostRoot = .this) -> ControlGroups {
    ControlGroups(
      mountInfo: root.text("/proc/self/mountinfo") ?? "", membership: root.text("/proc/self/cgroup") ?? "")
  }

  /// - Parameters:
  ///   - mountInfo: `/proc/self/mountinfo`.
  ///   - membership: `/proc/self/cgroup`.
  package init(mountInfo: String, membership: String) {
    mounts = mountInfo.utf8.split(separator: UInt8(ascii: "\n")).compactMap(Self.mount)
    memberships = membership.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      return Membership(controllers: parts[1].split(separator: ","), path: String(parts[2]))
    }
  }

  /// The groups that a controller holds the process to, its own first, then every one above; empty where none is seen.
  package func groups(of controller: String) -> [Group] {
    // A controller belongs to one hierarchy: to version 2 unless it is mounted with version 1.
    let legacy = memberships.first { $0.controllers.contains(Substring(controller)) }
    guard let membership = legacy ?? memberships.first(where: \.controllers.isEmpty) else { return [] }
    for mount in mounts where mount.isLegacy == (legacy != nil) {
      guard legacy == nil || mount.controllers.contains(Substring(controller)),
        var names = Self.path(membership.path, below: mount.root)
      else { continue }
      var groups: [Group] = []
      while true {
        let folder = names.reduce(mount.point) { "\($0)/\($1)" }
        groups.append(Group(folder: folder, isLegacy: mount.isLegacy))
        if names.popLast() == nil { return groups }
      }
    }
    return []
  }

  /// The names that lead from the group that a mount shows to one inside it; `nil` where that one is not inside.
  private static func path(_ path: String, below root: String) -> [String]? {
    let root = root.split(separator: "/")
    let path = path.split(separator: "/")
    // A mount from outside the process's namespace shows a group above all that it can name.
    if !root.isEmpty, root.allSatisfy({ $0 == ".." }) { return [] }
    guard path.starts(with: root), !path.contains("..") else { return nil }
    return path.dropFirst(root.count).map(String.init)
  }

  /// What a line of mountinfo says; `nil` where it is not about control groups.
  private static func mount(_ line: Substring.UTF8View) -> Mount? {
    // By bytes: a host of containers has thousands of lines, of which these are a few.
    let words = line.split(separator: UInt8(ascii: " "))
    // Optional fields stand before the dash.
    guard let dash = words.dropFirst(6).firstIndex(where: { $0.elementsEqual("-".utf8) }), words.endIndex > dash + 3
    else { return nil }
    let isLegacy = words[dash + 1].elementsEqual("cgroup".utf8)
    guard isLegacy || words[dash + 1].elementsEqual("cgroup2".utf8) else { return nil }
    return Mount(
      root: unescaped(words[3]), point: unescaped(words[4]), isLegacy: isLegacy,
      controllers: Substring(words[dash + 3]).split(separator: ","))
  }

  /// A path as it is: mountinfo has white space and backslashes in three octal digits.
  private static func unescaped(_ text: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      guard byte == UInt8(ascii: "\\"), digits.count == 3,
        let escaped = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(escaped)
      rest = rest.dropFirst(3)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
