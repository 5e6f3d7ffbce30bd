import SystemPackage

/// Small files of /proc and /sys.
enum HostFile {
  /// The bytes of a file; `nil` where it is not there or may not be read.
  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = try? OwnedDescriptor.open(path, .readOnly) else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // The buffer is the array's own and not kept.
      let count = try? unsafe chunk.withUnsafeMutableBytes { unsafe try file.descriptor.read(into: $0) }
      guard let count else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// The text of a file without white space around it.
  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0.trimmed(), as: UTF8.self) }
  }

  /// The number in a file.
  static func number(_ path: String) -> UInt64? {
    text(path).flatMap { UInt64($0) }
  }

  /// The numbers behind labels, as /proc/meminfo has them: `MemFree:  1024 kB`, in bytes where the unit is kB.
  static func fields(_ path: String) -> [String: UInt64] {
    var fields: [String: UInt64] = [:]
    for line in (bytes(path) ?? []).split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let label = words.firstIndex(where: { $0.last == UInt8(ascii: ":") }), label + 1 < words.count,
        let value = UInt64(String(decoding: words[label + 1], as: UTF8.self))
      else { continue }
      let isInKilobytes = words.last?.elementsEqual("kB".utf8) == true
      fields[String(decoding: words[label].dropLast(), as: UTF8.self)] = isInKilobytes ? value << 10 : value
    }
    return fields
  }

  /// The choice that stands in brackets: `madvise` of `always [madvise] never`.
  static func choice(_ path: String) -> String? {
    guard let text = text(path), let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]") else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }

  /// The numbers of a list as the kernel writes them: `0-3,8`.
  static func list(_ text: some StringProtocol) -> [UInt32] {
    text.split(separator: ",").flatMap { part -> [UInt32] in
      let ends = part.split(separator: "-").compactMap { UInt32(String($0.filter(\.isNumber))) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }

  /// The list behind a label of /proc/self/status.
  static func statusList(_ label: String, of path: String = "/proc/self/status") -> [UInt32]? {
    for line in (text(path) ?? "").split(separator: "\n") where line.hasPrefix(label + ":") {
      return list(line.dropFirst(label.utf8.count + 1))
    }
    return nil
  }
}

extension [UInt8] {
  fileprivate func trimmed() -> ArraySlice<UInt8> {
    var slice = self[...]
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    return slice
  }
}
