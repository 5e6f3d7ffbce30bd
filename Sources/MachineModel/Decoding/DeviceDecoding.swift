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
      let name = text(fields, "name")
      let priority = number(fields, "priority")
      if let name, let first = placeOfName.updateValue(name.origin, forKey: name.value) {
        // The first place stays the one that later ones are told of.
        placeOfName[name.value] = first
        report(WindowRules.nameTwice(name.value, at: name.origin, first: first), at: element)
      }
      guard let place = place(fields), let name, priority != nil || fields.lacks("priority") else { continue }
      windows.append(
        DeviceWindow(
          name: name.value, start: place.start, size: place.size, priority: UInt8(priority?.value ?? 0),
          origin: tree.range(of: element)))
    }
    return windows
  }
}
