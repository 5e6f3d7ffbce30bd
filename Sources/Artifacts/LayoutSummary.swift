public import Lowering
import Topology

/// A layout as a person reads it: nodes, memory map, slots, distances.
public struct LayoutSummary: CustomStringConvertible, Sendable {
  private static let longestList = 48
  private static let widestMatrix = 16

  private let layout: Layout

  /// Creates the summary of a layout.
  public init(_ layout: Layout) {
    self.layout = layout
  }

  /// The text, several lines.
  public var description: String {
    var text = headline + "\n\n" + nodes + "\n"
    text += (layout.topology.architecture == .x8664 ? "e820" : "memory map") + "\n" + memoryMap
    return text + "\nmemory slots\n" + slots + "\ndistances\n" + distances
  }

  private var headline: String {
    let topology = layout.topology
    let nodes = topology.nodes.count
    let cpus = topology.cpus.count
    return (topology.name.map { $0 + ": " } ?? "")
      + "\(Units.bytes(layout.memory)) in \(nodes) node\(nodes == 1 ? "" : "s"), \(cpus) CPU\(cpus == 1 ? "" : "s"), "
      + "\(topology.architecture.rawValue), platform \(topology.platform.name)"
  }

  private var nodes: String {
    var cpusOfNode = [[UInt32]](repeating: [], count: layout.sizes.count)
    for (number, cpu) in layout.topology.cpus.enumerated() { cpusOfNode[Int(cpu.node)].append(UInt32(number)) }
    var extentsOfNode = [[Extent]](repeating: [], count: layout.sizes.count)
    for extent in layout.extents { extentsOfNode[extent.node].append(extent) }
    var rows = [["node", "memory", "CPUs", "guest physical addresses"]]
    for (index, node) in layout.topology.nodes.enumerated() {
      let extents = extentsOfNode[index].map { Units.range($0.start, $0.end) }
      rows.append([
        node.name.map { "\(index) \($0)" } ?? "\(index)",
        Units.bytes(layout.sizes[index]),
        cpusOfNode[index].isEmpty ? "-" : CPUList.text(cpusOfNode[index]),
        extents.isEmpty ? "-" : extents.joined(separator: ", "),
      ])
    }
    return Self.table(rows, indent: "")
  }

  private var memoryMap: String {
    Self.table(
      layout.memoryMap.map { [Units.range($0.start, $0.end), Units.bytes($0.end - $0.start), $0.kind.name] },
      indent: "  ")
  }

  private var slots: String {
    Self.table(
      layout.slots.map {
        [
          "\($0.number)", Units.range($0.guestPhysicalAddress, $0.end), Units.bytes($0.size), "node \($0.node)",
          "offset \(Units.address($0.backingOffset))",
        ]
      }, indent: "  ")
  }

  private var distances: String {
    let matrix = layout.topology.distances
    guard matrix.count <= Self.widestMatrix else {
      // The diagonal is 10 and all else is more, so the nearest other node is the least above 10. Without a branch
      // this goes through many bytes at once.
      let nearest = matrix.values.reduce(.max) { min($0, $1 == DistanceMatrix.local ? .max : $1) }
      let farthest = matrix.values.reduce(DistanceMatrix.local, max)
      return
        "  \(matrix.count) × \(matrix.count), from \(nearest) to \(farthest); slit.bin has all\n"
    }
    var rows = [[""] + (0..<matrix.count).map { "\($0)" }]
    for from in 0..<matrix.count { rows.append(["\(from)"] + (0..<matrix.count).map { "\(matrix[from, $0])" }) }
    return Self.table(rows, indent: "  ", isRightAligned: true)
  }

  /// Rows in columns; of a long list its beginning.
  private static func table(_ rows: [[String]], indent: String, isRightAligned: Bool = false) -> String {
    let shown = rows.prefix(longestList)
    let columns = shown.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in shown.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    var text = ""
    for row in shown {
      var line = indent
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        line += isRightAligned ? padding + cell : cell + padding
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    if rows.count > shown.count { text += "\(indent)… and \(rows.count - shown.count) more; layout.json has all\n" }
    return text
  }
}
