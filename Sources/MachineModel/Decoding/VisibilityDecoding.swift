import Addresses
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
      var range = VisibilityRange.unstated
      range.origin = tree.range(of: element)
      let unread = read(Language.visibilityKeys, of: fields, into: &range)
      guard let (start, end) = addressRange(fields, onPages: true), unread.isEmpty else { continue }
      range.range = AddressRange(start, end)
      ranges.append(range)
    }
    return ranges
  }
}
