import Diagnostics
import JSONCoding
import Lowering
import MachineModel
import Platforms

/// Holds the members of JSON artifacts whose values are words of a list against those lists.
struct ArtifactWords {
  private var problems: [String] = []

  /// What in `layout.json` is no word that memc writes there, each as the end of a line about the file.
  static func problems(_ layout: LayoutFile) -> [String] {
    var check = ArtifactWords()
    check.check("arch", of: JSONSchemaCoder(LayoutFile.self), layout.arch)
    check.check("platform.name", layout.platform.name, PlatformRegistry.names)
    let range = JSONSchemaCoder(LayoutFile.RangeEntry.self)
    let visibility = JSONSchemaCoder(LayoutFile.VisibilityEntry.self)
    for (index, entry) in layout.platform.reserved.enumerated() {
      check.check("type", of: range, in: "platform.reserved[\(index)].", entry.type ?? "")
    }
    for (index, gap) in layout.platform.gaps.enumerated() where gap.type != nil {
      check.problems.append("platform.gaps[\(index)] has a type, which only a reserved range has")
    }
    for (index, entry) in (layout.visibility ?? []).enumerated() {
      check.check("mode", of: visibility, in: "visibility[\(index)].", entry.mode)
    }
    let window = JSONSchemaCoder(LayoutFile.DeviceEntry.self)
    for (index, device) in (layout.devices ?? []).enumerated() {
      if let place = device.place { check.check("place", of: window, in: "devices[\(index)].", place) }
      guard let mode = device.visibility else { continue }
      check.check("visibility", of: window, in: "devices[\(index)].", mode)
    }
    let rules = Set(Compiler.rules.map(\.identifier))
    for (index, warning) in layout.warnings.enumerated() where !rules.contains(warning.id) {
      check.problems.append("warnings[\(index)].id is '\(warning.id.excerpt)', which is no check of this memc")
    }
    return check.problems
  }

  /// What in `memslots.json` is no word that memc writes there, each as the end of a line about the file.
  static func problems(_ memslots: MemslotsFile) -> [String] {
    var check = ArtifactWords()
    let known = JSONSchemaCoder(MemslotsFile.Slot.self)
    for (index, partition) in memslots.partitions.enumerated() {
      for (number, slot) in partition.slots.enumerated() {
        let members = [
          ("backing", slot.backing), ("hugepages", slot.hugepages), ("policy", slot.policy),
          ("source", slot.source),
          ("thp", slot.thp), ("visibility", slot.visibility),
        ]
        for (member, value) in members {
          check.check(member, of: known, in: "partitions[\(index)].slots[\(number)].", value)
        }
      }
    }
    return check.problems
  }

  /// Holds a member against the words that the schema lists for it.
  private mutating func check(
    _ member: String, of record: JSONSchemaCoder, in place: @autoclosure () -> String = "", _ value: String
  ) {
    let words = record.words(of: member)
    precondition(!words.isEmpty, "the schema lists no words for '\(member)'")
    check(place() + member, value, words)
  }

  private mutating func check(_ path: @autoclosure () -> String, _ value: String, _ words: [String]) {
    guard !words.contains(value) else { return }
    let list = words.map { "'\($0)'" }
    let allowed = list.count > 1 ? list.dropLast().joined(separator: ", ") + " or \(list[list.count - 1])" : list[0]
    problems.append("\(path()) is '\(value.excerpt)'; it is \(allowed)")
  }
}
