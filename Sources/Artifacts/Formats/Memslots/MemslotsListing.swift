import Addresses
import Diagnostics
import FirmwareTables
import Lowering

extension MemslotsFile: JSONArtifact {
  package static let name = "memslots"
  package static let specification = "schemas/memslots.schema.json"
  static let telltale = "partitions"

  init(_ layout: Layout, diagnostics: [Diagnostic], artifacts: [Artifact]) {
    self.init(layout)
  }

  /// The slots, a line each behind their partition.
  var lines: [String] {
    var lines: [String] = []
    for partition in partitions {
      lines.append("partition \(partition.name)")
      for slot in partition.slots {
        let file = slot.deviceFile.map { ", \($0) from \(Units.address(slot.deviceFileOffset ?? 0)) on," } ?? ""
        let backing = slot.device == nil ? ", \(slot.backingFile ?? slot.backing)" : file
        lines.append(
          "  \(slot.facts)\(backing) at \(Units.address(slot.backingOffset)), "
            + "pages of \(Units.bytes(slot.pageSize))\(slot.hugepages == "auto" ? " if there are enough" : ""), "
            + "\(slot.visibility)\(slot.aliasOffset.map { ", alias at \(Units.address($0))" } ?? "")")
      }
      for slot in partition.hotplug ?? [] {
        lines.append(
          "  slot \(slot.slot): \(slot.range) (\(Units.bytes(slot.memorySize))) kept for node \(slot.node)"
            + (slot.aliasOffset.map { ", alias at \(Units.address($0))" } ?? ""))
      }
    }
    return lines
  }
}
