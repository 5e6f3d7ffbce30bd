import Addresses
import SystemPackage

/// Small files of /proc and /sys.
package enum HostFile {
  /// The bytes of a file; `nil` where it is not there or may not be read.
  package static func bytes(_ path: String) -> [UInt8]? {
    guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
    defer { try? file.close() }
    var bytes: [UInt8] = []
    while true {
      // The array's memory is lent to the call for reading into; only as much as was read becomes elements.
      let part = try? unsafe [UInt8](unsafeUninitializedCapacity: 1 << 12) { buffer, count in
        count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard let part else { return nil }
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
  }

  /// The text of a file without white space around it.
  package static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0.trimmed(), as: UTF8.self) }
  }

  /// The number in a file.
  package static func number(_ path: String) -> UInt64? {
    text(path).flatMap { UInt64($0) }
  }

  /// The values behind labels, as /proc/meminfo and /proc/self/status have them; none where the file cannot be read.
  package static func fields(_ path: String) -> HostFields { HostFields(bytes(path) ?? []) }

  /// The choice that stands in brackets: `madvise` of `always [madvise] never`.
  package static func choice(_ path: String) -> String? {
    guard let text = text(path), let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]") else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }

  /// The numbers of a list as the kernel writes them: `0-3,8`.
  package static func list(_ text: some StringProtocol) -> [UInt32] {
    CPUList(reading: text).numbers
  }
}

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8> {
  /// The bytes without white space around them.
  func trimmed() -> ArraySlice<UInt8> {
    var slice = self[...]
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    return slice
  }
}
