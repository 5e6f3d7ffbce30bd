import FieldCoding

/// Names the nodes and properties of a device tree by their paths, so that those of two trees are compared by them.
struct DeviceTreeRecords {
  static let header = RecordKind.head(
    "device tree header", DeviceTreeHeader.self,
    derivedFields: ["total size", "structure block", "strings block", "bytes of strings", "bytes of structure"])
  static let reservation = RecordKind("device tree memory reservation", DeviceTreeReservation.self)

  /// The most bytes of a name that are shown, and of a path: names may be of any length, and each property has the path.
  private static let longestName = 64
  private static let longestPath = 256

  private let bytes: [UInt8]
  /// The paths of the nodes that have begun.
  private var paths: [String] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The record of a part; `nil` for the end of a node.
  mutating func record(of part: DeviceTreeReader.Part, at place: Range<Int>) -> TableRecord? {
    let kind: RecordKind
    switch part {
    case .node(let name):
      kind = node(name, place)
    case .property(let name, let value):
      kind = property(name, value, place)
    case .endOfNode:
      _ = paths.popLast()
      return nil
    }
    return TableRecord(kind: kind, index: 0, offset: place.lowerBound, length: place.count)
  }

  private mutating func node(_ name: Range<Int>, _ place: Range<Int>) -> RecordKind {
    let parent = paths.last
    var path = parent.map { $0 == "/" ? "/" : $0 + "/" } ?? "/"
    path += text(name)
    if path.utf8.count > Self.longestPath { path = "…" + String(path.suffix(Self.longestPath / 2)) }
    paths.append(path)
    let count = place.count
    return RecordKind(
      path,
      describe: { lister in
        lister.bytes("node", count) { bytes, text in
          text.append("\"" + FixedText(bytes: Array(bytes.dropFirst(4).prefix { $0 != 0 })).description + "\"")
        }
      })
  }

  private func property(_ name: Range<Int>, _ value: Range<Int>, _ place: Range<Int>) -> RecordKind {
    let title = (paths.last ?? "") + " " + text(name)
    let (before, count) = (value.lowerBound - place.lowerBound, value.count)
    let width = bytes[name].elementsEqual("distance-matrix".utf8) ? 12 : 16
    let isText = Self.isText(bytes[value])
    return RecordKind(
      title,
      describe: { lister in
        lister.skip(before)
        guard !isText else { return lister.bytes("value", count, Self.appendText) }
        for start in stride(from: 0, to: count, by: width) {
          let length = min(width, count - start)
          if count % 4 == 0 {
            lister.bytes("value", length, Self.appendCells)
          } else {
            lister.bytes("value", length) { bytes, text in
              text.append("[")
              text.hexadecimal(bytes)
              text.append("]")
            }
          }
        }
      })
  }

  private func text(_ name: Range<Int>) -> String {
    FixedText(bytes: Array(bytes[name].prefix(Self.longestName))).description
      + (name.count > Self.longestName ? "…" : "")
  }

  // MARK: Values

  /// Whether a value can be read as texts, each of which a zero ends.
  private static func isText(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.last == 0 else { return false }
    var last: UInt8 = 0
    for byte in value {
      guard byte == 0 ? last != 0 : 0x20..<0x7f ~= byte else { return false }
      last = byte
    }
    return true
  }

  private static func appendText(_ value: ArraySlice<UInt8>, _ text: inout ListingText) {
    var isFirst = true
    for part in value.dropLast().split(separator: 0) {
      text.append(isFirst ? "\"" : ", \"")
      text.append(FixedText(bytes: Array(part)).description)
      text.append("\"")
      isFirst = false
    }
  }

  /// Numbers of 32 bits, their highest bytes first.
  private static func appendCells(_ value: ArraySlice<UInt8>, _ text: inout ListingText) {
    text.append("<")
    for start in stride(from: value.startIndex, to: value.endIndex, by: 4) {
      if start > value.startIndex { text.append(" ") }
      text.hexadecimal(value[start..<min(start + 4, value.endIndex)].bigEndian, digits: 1)
    }
    text.append(">")
  }
}
