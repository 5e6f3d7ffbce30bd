import Diagnostics
import FirmwareTables
import JSONCoding
import Lowering
import MachineModel

/// Where in a topology the records of tables and the entries of `layout.json` come from.
struct SourceLines {
  private let layout: Layout
  private let file: String

  /// - Parameters:
  ///   - layout: What the topology became.
  ///   - file: The topology's name.
  init(_ layout: Layout, file: String) {
    self.layout = layout
    self.file = file
  }

  /// What stands behind a difference: `, node 1, from examples/x.yaml:9`; nothing for a record that is gone.
  func origin(of difference: TableDifference) -> String {
    if case .removed = difference.change { return "" }
    let record = difference.record
    let topology = layout.topology
    switch record.kind {
    case .e820Entry:
      return line(layout.memoryMap[record.index].origin)
    case .memoryAffinity:
      return node(layout.affinities[record.index].node)
    case .processorAffinity, .x2APICAffinity, .giccAffinity:
      // CPUs stand first in SRAT, in the order of their numbers.
      return node(Int(topology.cpus[record.position].node))
    case .distances:
      return line(topology.distances.origin)
    case .header, .otherAffinity, .raw, .slack:
      return ""
    }
  }

  /// What stands behind a difference of an entry: `, from examples/x.yaml:9`; nothing where its line is not known.
  func origin(of difference: JSONDifference) -> String {
    guard case .object(let members)? = difference.objects.new, case .integer(let line)? = members["line"] else {
      return ""
    }
    return ", from \(file):\(line)"
  }

  private func node(_ node: Int) -> String { ", node \(node)" + line(layout.topology.nodes[node].origin) }

  private func line(_ range: SourceRange?) -> String { range.map { ", from \(file):\($0.start.line)" } ?? "" }
}
