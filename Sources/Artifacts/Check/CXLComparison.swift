import Addresses
import FirmwareTables

/// Holds what `layout.json` says of CXL against `cedt.bin`.
struct CXLComparison {
  private let layout: LayoutFile
  private let cedt: CEDT

  init(_ layout: LayoutFile, _ cedt: CEDT) {
    self.layout = layout
    self.cedt = cedt
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems: [String] = []
    let bridges = (layout.cxlBridges ?? []).map { [$0.uid, $0.registers] }
    if cedt.hostBridges.map({ [UInt64($0.uniqueID), $0.registers] }) != bridges {
      problems.append("its CXL host bridges are not those of cedt.bin")
    }
    let told = cedt.windows.map { Window($0.range, $0.granularity ?? 0, $0.targets.map { UInt64($0) }) }
    if told != windows { problems.append("the CXL windows of its nodes are not those of cedt.bin") }
    return problems
  }

  private struct Window: Equatable {
    let range: AddressRange
    let granularity: UInt64
    let bridges: [UInt64]

    init(_ range: AddressRange, _ granularity: UInt64, _ bridges: [UInt64]) {
      self.range = range
      self.granularity = granularity
      self.bridges = bridges
    }
  }

  /// The windows of the nodes, ascending.
  private var windows: [Window] {
    func window(_ node: UInt64, _ range: AddressRange) -> Window? {
      let index = Int(clamping: node)
      guard layout.nodes.indices.contains(index) else { return nil }
      return layout.nodes[index].cxl.map { Window(range, $0.granularity, $0.bridges) }
    }
    let ofExtents = layout.extents.compactMap { window($0.node, AddressRange($0.start, $0.start &+ $0.size)) }
    let ofSpaces = layout.nodes.compactMap { node in node.hotplug.flatMap { window(node.node, $0.range) } }
    return (ofExtents + ofSpaces).sorted { $0.range.start < $1.range.start }
  }
}
