/// What stands behind labels in a file of the kernel, a line each: `MemFree:  1024 kB`, `CapEff:\t000001ffffffffff`.
///
/// Few of many lines are ever asked for, so they are looked for when they are.
package struct HostFields {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number behind a label, in bytes where the unit is kB; `nil` where there is none, or one that nobody can have.
  package subscript(label: String) -> UInt64? {
    guard let words = text(label)?.split(separator: " "), let number = words.first.flatMap({ UInt64($0) }) else {
      return nil
    }
    guard words.last == "kB" else { return number }
    return number <= .max >> 10 ? number << 10 : nil
  }

  /// The set of bits behind a label, which is hexadecimal; empty where it is not there.
  package func set(_ label: String) -> UInt64 { text(label).flatMap { UInt64($0, radix: 16) } ?? 0 }

  /// The list behind a label; `nil` where it is not there.
  package func list(_ label: String) -> [UInt32]? { text(label).map(HostFile.list) }

  /// What stands behind a label, without white space around it. Of files of nodes each line begins with the node.
  package func text(_ label: String) -> String? {
    let label = Array(label.utf8) + [UInt8(ascii: ":")]
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")), colon + 1 - start >= label.count,
        bytes[(colon + 1 - label.count)...colon].elementsEqual(label),
        colon + 1 - start == label.count || bytes[colon - label.count] == UInt8(ascii: " ")
      {
        return String(decoding: bytes[(colon + 1)..<end].trimmed(), as: UTF8.self)
      }
      start = end + 1
    }
    return nil
  }
}
