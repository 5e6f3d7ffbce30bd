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
      guard let place = place(fields), unread.isEmpty else { continue }
      window.range = AddressRange(start: place.start, size: place.size)
      windows.append(window)
    }
    return windows
  }
}
