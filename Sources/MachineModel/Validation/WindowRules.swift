import Addresses
import Diagnostics

/// Device windows that have names of their own and do not hide each other by chance.
enum WindowRules {
  /// A name that another window has.
  ///
  /// - Parameter first: Where that one has it.
  static func nameTwice(_ name: String, at origin: SourceRange?, first: SourceRange?) -> Breach {
    Breach(
      .deviceNameTwice, at: origin, "another device window is called '\(name.excerpt)' as well",
      notes: .init("which stands here", at: first))
  }

  /// Offsets in files that no window has.
  static func offsets(of windows: [DeviceWindow]) -> [Breach] {
    windows.filter { $0.file == nil }.compactMap { window in
      window.fileOffset.map { offset in
        Breach(
          .offsetNeedsFile, at: offset.origin ?? window.origin,
          "'offset' is where the file of device '\(window.name.excerpt)' is read from, but it has none",
          suggestion: "state its 'file', or leave 'offset' out")
      }
    }
  }

  /// Judges windows that overlap another one of their priority, where nobody could say which of them is seen, and leaves
  /// the others. What is placed by memc overlaps none.
  static func settleOverlaps(of windows: inout [DeviceWindow]) -> [Breach] {
    let ascending = windows.indices.filter { windows[$0].place == nil }.sorted {
      (windows[$0].priority, windows[$0].start, $0) < (windows[$1].priority, windows[$1].start, $1)
    }
    var breaches: [Breach] = []
    var isLeftOut = [Bool](repeating: false, count: windows.count)
    var highest: DeviceWindow?
    for index in ascending {
      let window = windows[index]
      guard let lower = highest, lower.priority == window.priority, lower.end > window.start else {
        highest = window
        continue
      }
      breaches.append(
        Breach(
          .deviceOverlap, at: window.origin,
          "device '\(window.name.excerpt)', \(window.range), overlaps device '\(lower.name.excerpt)', \(lower.range), "
            + "at the same priority, \(window.priority)",
          suggestion: "give the one that shall be seen a higher 'priority'",
          notes: .init("which is stated here", at: lower.origin)))
      isLeftOut[index] = true
    }
    if !breaches.isEmpty { windows = windows.indices.filter { !isLeftOut[$0] }.map { windows[$0] } }
    return breaches
  }
}
