import Artifacts
import FirmwareTables
import Lowering

/// Compares what no other comparison speaks of: only where those find nothing, so that what is the same is the same.
struct RestComparison {
  private let old: MachineView
  private let new: MachineView
  private let pairs: TablePairs

  init(_ old: MachineView, _ new: MachineView, _ pairs: TablePairs) {
    self.old = old
    self.new = new
    self.pairs = pairs
  }

  /// What differs.
  func differences() throws(FileError) -> [Difference] {
    var found: [Difference] = []
    if let before = Self.slots(old), let after = Self.slots(new), before != after {
      found += before.differences(to: after).map { Difference(nil, "memslots.json", $0) }
    }
    if let before = Self.layout(old), let after = Self.layout(new), before != after {
      found += before.differences(to: after).map { Difference(nil, "layout.json", $0) }
    }
    for (before, after) in pairs.both where try before.bytes() != after.bytes() {
      found.append(Difference(nil, after.name, "other bytes, of which no other line tells"))
    }
    return found
  }

  private static func slots(_ view: MachineView) -> MemslotsFile? {
    view.layout.map { MemslotsFile($0) } ?? view.memslots
  }

  /// `layout.json` without what is of its compilation.
  private static func layout(_ view: MachineView) -> LayoutFile? {
    guard var file = view.layout.map({ LayoutFile($0, diagnostics: [], artifacts: []) }) ?? view.layoutFile else {
      return nil
    }
    (file.artifacts, file.warnings) = ([], [])
    return file
  }
}
