import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `visibility`. Which ranges are slots is known only when there are slots.
  mutating func visibility(_ root: Fields) -> [VisibilityRange] {
    guard let id = root["visibility"] else { return [] }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(
        id, wanted: "'visibility' is a list such as [{start: 0xc0000, size: 16KiB, mode: read-only}]", item: "range"
      )
      return []
    }
    var ranges: [VisibilityRange] = []
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.visibility) else { continue }
      let mode = choice(fields, "mode").flatMap { Visibility(rawValue: $0.value) }
      guard let range = addressRange(fields, onPages: true), let mode else { continue }
      ranges.append(
        VisibilityRange(start: range.start, end: range.end, mode: mode, origin: tree.range(of: element)))
    }
    return ranges
  }
}
