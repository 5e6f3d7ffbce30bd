/// What a control group allows of a kind of memory, and what of that is gone.
package struct GroupLimit: Equatable, Sendable {
  /// Bytes that the group and those below it may have.
  package let limit: UInt64
  /// Bytes that they have, and that the kernel cannot take back.
  package let used: UInt64
  /// The file that sets the limit.
  package let file: String

  /// Bytes that are left.
  package var left: UInt64 { limit - min(used, limit) }

  /// Bytes from which on a number is none: where nobody set a limit, some files have the largest one.
  private static let none: UInt64 = 1 << 60

  // MARK: Memory

  /// The limits of memory that hold for this process, in its group and in those above; beyond one of them the kernel
  /// kills a process of the group.
  package static func memory(of groups: ControlGroups, _ root: HostRoot) -> [GroupLimit] {
    var limits: [GroupLimit] = []
    for (index, group) in groups.groups(of: "memory").enumerated() {
      // Of version 1 a group counts what is below it only where that was asked for, as it is by default.
      if index > 0, group.isLegacy, root.number("\(group.folder)/memory.use_hierarchy") == 0 { break }
      if let limit = memory(of: group, root) { limits.append(limit) }
    }
    return limits
  }

  private static func memory(of group: ControlGroups.Group, _ root: HostRoot) -> GroupLimit? {
    let (limit, usage, prefix) =
      group.isLegacy ? ("limit_in_bytes", "usage_in_bytes", "total_") : ("max", "current", "")
    let file = "\(group.folder)/memory.\(limit)"
    guard let limit = root.number(file), limit < none, let used = root.number("\(group.folder)/memory.\(usage)")
    else { return nil }
    // Cached files go when memory is asked for.
    let labels = ["\(prefix)inactive_file", "\(prefix)active_file"]
    let lines = (root.text("\(group.folder)/memory.stat") ?? "").split(separator: "\n").map {
      $0.split(separator: " ")
    }
    let cached = lines.reduce(0 as UInt64) { sum, words in
      guard words.count == 2, labels.contains(String(words[0])), let bytes = UInt64(words[1]) else { return sum }
      return sum + bytes
    }
    return GroupLimit(limit: limit, used: used - min(cached, used), file: file)
  }

  // MARK: Hugepages

  /// The limits of hugepages of a size that hold for this process: of those that it touches, which end in a SIGBUS, and
  /// of those that are promised to its mappings, which end in an ENOMEM of mmap(2).
  package static func hugepages(of size: UInt64, _ groups: ControlGroups, _ root: HostRoot) -> [GroupLimit] {
    groups.groups(of: "hugetlb").flatMap { group -> [GroupLimit] in
      let (limit, usage) = group.isLegacy ? ("limit_in_bytes", "usage_in_bytes") : ("max", "current")
      return ["rsvd.", ""].compactMap { kind in
        let prefix = "\(group.folder)/hugetlb.\(name(ofPageSize: size)).\(kind)"
        guard let bytes = root.number(prefix + limit), bytes < none else { return nil }
        return GroupLimit(limit: bytes, used: root.number(prefix + usage) ?? 0, file: prefix + limit)
      }
    }
  }

  /// A size as the kernel has it in the names of files: `2MB`.
  private static func name(ofPageSize size: UInt64) -> String {
    for (unit, shift) in [("GB", 30), ("MB", 20)] as [(String, UInt64)] where size >> shift > 0 {
      return "\(size >> shift)\(unit)"
    }
    return "\(size >> 10)KB"
  }
}
