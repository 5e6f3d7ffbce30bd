import Addresses

extension LayoutFile {
  /// Where things of `layout.json` lie.
  var ranges: LayoutRanges { LayoutRanges(layout: self) }
}

/// Where things of `layout.json` lie, each as it is written, in their order.
struct LayoutRanges {
  fileprivate let layout: LayoutFile

  var gaps: [AddressRange] { layout.platform.gaps.map(\.range) }
  var reserved: [AddressRange] { layout.platform.reserved.map(\.range) }
  var extents: [AddressRange] { layout.extents.map { AddressRange($0.start, $0.start &+ $0.size) } }
  var slots: [AddressRange] { layout.slots.map(\.range) }
  /// Hot-pluggable space of nodes.
  var spaces: [AddressRange] { layout.nodes.compactMap { $0.hotplug?.range } }
  /// Device windows.
  var windows: [AddressRange] { (layout.devices ?? []).map { AddressRange($0.start, $0.start &+ $0.size) } }
  /// RAM of the more privileged level.
  var privileged: [AddressRange] {
    layout.vtl2.map { [AddressRange($0.start, $0.start &+ $0.size)] } ?? []
  }
}

extension [AddressRange] {
  /// Whether none is empty, and each ends before the next begins.
  var areAscending: Bool {
    allSatisfy { $0.start < $0.end } && zip(self, dropFirst()).allSatisfy { $0.end <= $1.start }
  }

  /// The end of what reaches highest; 0 where there is nothing.
  var highestEnd: UInt64 { map(\.end).max() ?? 0 }
}
