import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `devices`: the windows in the order of the file, without those that must not be where they are.
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
        report(
          .deviceNameTwice, at: name.origin ?? .beginning,
          "another device window is called '\(name.value.excerpt)' as well",
          notes: [.init("which stands here", at: first)])
      }
      guard let place = place(fields), let name, priority != nil || fields.lacks("priority") else { continue }
      windows.append(
        DeviceWindow(
          name: name.value, start: place.start, size: place.size, priority: UInt8(priority?.value ?? 0),
          origin: tree.range(of: element)))
    }
    return withoutOverlaps(windows)
  }

  /// Reports windows that overlap another one of their priority, where nobody could say which of them is seen, and
  /// leaves them out.
  private mutating func withoutOverlaps(_ windows: [DeviceWindow]) -> [DeviceWindow] {
    let ascending = windows.indices.sorted {
      (windows[$0].priority, windows[$0].start, $0) < (windows[$1].priority, windows[$1].start, $1)
    }
    var isLeftOut = [Bool](repeating: false, count: windows.count)
    var highest: Int?
    for index in ascending {
      let window = windows[index]
      guard let lower = highest, windows[lower].priority == window.priority, windows[lower].end > window.start
      else {
        highest = index
        continue
      }
      report(
        .deviceOverlap, at: window.origin ?? .beginning,
        "device '\(window.name.excerpt)', \(Units.range(window.start, window.end)), overlaps device "
          + "'\(windows[lower].name.excerpt)', \(Units.range(windows[lower].start, windows[lower].end)), at the "
          + "same priority, \(window.priority)",
        suggestion: "give the one that shall be seen a higher 'priority'",
        notes: [.init("which is stated here", at: windows[lower].origin)])
      isLeftOut[index] = true
    }
    return windows.indices.filter { !isLeftOut[$0] }.map { windows[$0] }
  }
}
