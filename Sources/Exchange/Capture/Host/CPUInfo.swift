/// The lines of /proc/cpuinfo that are read, of its first processor: no others, as some machines have a serial number among
/// them.
struct CPUInfo {
  private static let labels = ["processor", "vendor_id", "address sizes", "CPU implementer", "CPU architecture"]

  /// The lines, each with its line feed, and white space around labels as it was.
  let lines: [UInt8]

  /// - Parameter bytes: The file, or the beginning of it.
  init(_ bytes: [UInt8]) {
    let kept = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .compactMap { line -> String? in
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let label = String(decoding: line[..<colon], as: UTF8.self).trimmingSuffix { $0 == "\t" || $0 == " " }
        guard Self.labels.contains(label) else { return nil }
        // Labels stand in front of their colon as in other files of the kernel.
        return label + ":" + String(decoding: line[(colon + 1)...], as: UTF8.self)
      }
    lines = Array(kept.map { "\($0)\n" }.joined().utf8)
  }
}

extension String {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isTrimmed(last) { text.removeLast() }
    return String(text)
  }
}
