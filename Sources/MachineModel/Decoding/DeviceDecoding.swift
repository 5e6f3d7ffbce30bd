import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `devices`: the windows in the order of the file.
  mutating func devices(_ root: Fields) -> [DeviceWindow] {
    guard let id = root["devices"] else { return [] }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(
        id, wanted: "'devices' is a list such as [{name: bar0, start: 3GiB, size: 16MiB}]", item: "window")
      return []
    }
    var windows: [DeviceWindow] = []
    var placeOfName: [String: SourceRange?] = [:]
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.device) else { continue }
      var window = DeviceWindow.unstated
      window.origin = tree.range(of: element)
      let unread = read(Language.deviceKeys, of: fields, into: &window)
      let name = fields["name"].map { tree.range(of: $0) }
      if !unread.contains("name"), let first = placeOfName.updateValue(name, forKey: window.name) {
        // The first place stays the one that later ones are told of.
        placeOfName[window.name] = first
        report(WindowRules.nameTwice(window.name, at: name, first: first), at: element)
      }
      guard let range = windowRange(fields), unread.isEmpty else { continue }
      window.range = range
      windows.append(window)
    }
    return windows
  }

  /// Where a window lies; that its place is left to memc makes it begin at 0 for now.
  private mutating func windowRange(_ fields: Fields) -> AddressRange? {
    switch (fields.entry("start"), fields.entry("place")) {
    case (let start?, let place?):
      report(
        .conflictingKeys, at: place.key, "a device window has 'start' or 'place', not both",
        notes: [.init("'start' stands here", at: tree.range(of: start.key))])
      _ = self.place(fields)
      return nil
    case (nil, nil):
      if fields.lacks("start"), fields.lacks("place") {
        report(
          .missingKey, at: SourceRange(start: fields.range.start, end: fields.range.start),
          "a device window needs 'start' or 'place'",
          suggestion: "write its address, or 'place: low' or 'place: high' for one that is free")
      }
      // What is wrong with its size is told in the same run.
      _ = size(fields)
      return nil
    case (.some, nil): return place(fields).map { AddressRange(start: $0.start, size: $0.size) }
    case (nil, .some): return size(fields).map { AddressRange(start: 0, size: $0) }
    }
  }
}
