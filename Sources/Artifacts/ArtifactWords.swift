import Diagnostics
import Lowering
import Topology

/// Holds the members of JSON artifacts whose values are words of a list against those lists.
struct ArtifactWords {
  private var problems: [String] = []

  /// What in `layout.json` is no word that memc writes there, each as the end of a line about the file.
  static func problems(_ layout: LayoutFile) -> [String] {
    var check = ArtifactWords()
    check.check("arch", layout.arch, Architecture.allCases.map(\.rawValue))
    check.check("platform.name", layout.platform.name, Platform.names)
    for (index, range) in layout.platform.reserved.enumerated() {
      check.check(
        "platform.reserved[\(index)].type", range.type ?? "", ReservedRange.Kind.allCases.map(\.name))
    }
    for (index, gap) in layout.platform.gaps.enumerated() where gap.type != nil {
      check.problems.append("platform.gaps[\(index)] has a type, which only a reserved range has")
    }
    // Read-write is what is not said.
    let modes = Visibility.allCases.filter { $0 != .readWrite }.map(\.rawValue)
    for (index, entry) in (layout.visibility ?? []).enumerated() {
      check.check("visibility[\(index)].mode", entry.mode, modes)
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
    for (index, partition) in memslots.partitions.enumerated() {
      for (number, slot) in partition.slots.enumerated() {
        let path = "partitions[\(index)].slots[\(number)]"
        check.check("\(path).backing", slot.backing, ["private", "shared", "file", "existing", "device"])
        check.check("\(path).hugepages", slot.hugepages, ["off", "on", "auto"])
        check.check("\(path).policy", slot.policy, ["default"] + MemoryPolicy.Mode.allCases.map(\.rawValue))
        check.check("\(path).source", slot.source, ["node", "device", "vtl2"])
        check.check("\(path).thp", slot.thp, ["default", "on", "off"])
        check.check("\(path).visibility", slot.visibility, Visibility.allCases.map(\.rawValue))
      }
    }
    return check.problems
  }

  private mutating func check(_ path: @autoclosure () -> String, _ value: String, _ words: [String]) {
    guard !words.contains(value) else { return }
    let list = words.map { "'\($0)'" }
    let allowed = list.count > 1 ? list.dropLast().joined(separator: ", ") + " or \(list[list.count - 1])" : list[0]
    problems.append("\(path()) is '\(value.excerpt)'; it is \(allowed)")
  }
}
