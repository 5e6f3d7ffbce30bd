import Addresses
import Diagnostics
import Lowering
import MachineModel

extension CloudHypervisorReader {
  /// A zone with memory, and where that lies.
  private struct ZonePlace {
    let zone: Zone
    let ranges: [AddressRange]
  }

  /// Has memory lie where Cloud Hypervisor places it. Where that is elsewhere than a topology would have it, as it is where
  /// nodes have zones in turn, nodes say where their memory lies.
  mutating func settlePlaces(of topology: inout Topology, _ nodes: [Node], _ zones: [Zone]) {
    let zoneList = zones.map(\.placed)
    guard !sink.hasErrors, let placement = CloudHypervisorPlacement(zoneList, on: topology.architecture) else {
      return
    }
    let places = nodes.map { node in
      node.zones.filter { zones[$0].size.value > 0 }.map {
        ZonePlace(zone: zones[$0], ranges: placement.ranges[$0])
      }
    }
    // Nodes that have zones in turn push others out of their places; where it is not that, all say where they lie.
    let apart = nodes.indices.filter { nodes[$0].isApart }
    for moved in [apart, Array(nodes.indices)] {
      guard let layout = Self.layout(of: topology) else { return }
      guard !Self.misplaced(places, in: layout).isEmpty else { break }
      for node in moved { state(places[node], asPlaceOf: node, in: &topology) }
    }
    guard let layout = Self.layout(of: topology) else { return }
    for node in Self.misplaced(places, in: layout) {
      let ranges = places[node].prefix(4).flatMap(\.ranges).map { "\($0)" }.joined(separator: ", ").excerpt
      report(
        .notImported, at: topology.nodes[node].origin,
        "the zones of the node lie apart, at \(ranges); as they differ in more than that, here they lie one behind the other"
      )
    }
    settleSpaces(of: &topology, nodes, placement.spaces, in: layout)
  }

  /// What passes make of a topology; what they find, they find again.
  private static func layout(of topology: Topology) -> Layout? {
    var sink = DiagnosticSink(source: nil)
    return LoweringPipeline().run(topology, reportingTo: &sink)
  }

  /// The nodes whose memory does not lie where it should.
  ///
  /// - Parameter places: Where that is, zone by zone, for each node.
  private static func misplaced(_ places: [[ZonePlace]], in layout: Layout) -> [Int] {
    var found = places.map { $0.map { _ in [AddressRange]() } }
    for extent in layout.extents {
      // A node that says where its memory lies has no zones more.
      if let zone = extent.zone ?? (places[extent.node].isEmpty ? nil : 0) {
        found[extent.node][zone].append(extent.range)
      }
    }
    return places.indices.filter { node in
      let isDivided = !layout.topology.nodes[node].zones.isEmpty
      return isDivided
        ? found[node] != places[node].map(\.ranges)
        : Array(found[node].joined()) != places[node].flatMap(\.ranges)
    }
  }

  /// Has a node say where its memory lies, if one policy holds for all of it.
  private func state(_ places: [ZonePlace], asPlaceOf node: Int, in topology: inout Topology) {
    guard let policy = places.first?.zone.policy, places.allSatisfy({ $0.zone.policy.isSame(as: policy) }) else {
      return
    }
    topology.nodes[node].ranges = places.flatMap { place in
      place.ranges.map { MemoryRange(start: $0.start, end: $0.end, origin: place.zone.size.origin) }
    }
    topology.nodes[node].zones = []
    topology.nodes[node].policy = policy
  }

  // MARK: Hot-pluggable space

  /// Has spaces say where they lie where that is elsewhere than a topology would have it.
  private mutating func settleSpaces(
    of topology: inout Topology, _ nodes: [Node], _ spaces: [AddressRange?], in layout: Layout
  ) {
    for (index, node) in nodes.enumerated() {
      let own = node.zones.compactMap { zone in spaces[zone].map { (zone: zone, range: $0) } }
      guard let first = own.first, var space = topology.nodes[index].hotplug else { continue }
      var end = first.range.end
      for other in own.dropFirst() {
        guard other.range.start == end else {
          report(
            .notImported, at: machine.zones?[other.zone].hotplugSize?.origin,
            "a node has one space that memory may be plugged into: that of the zone at \(other.range) is left out")
          continue
        }
        end = other.range.end
      }
      space.size = end - first.range.start
      if layout.hotplug.first(where: { $0.node == index })?.range != AddressRange(first.range.start, end) {
        space.start = Located(first.range.start, at: space.origin)
      }
      topology.nodes[index].hotplug = space
    }
  }
}

extension MemoryPolicy {
  /// Whether memory is provided in the same way, wherever that is stated.
  fileprivate func isSame(as other: MemoryPolicy) -> Bool {
    var (own, other) = (self, other)
    (own.backingOrigin, other.backingOrigin) = (nil, nil)
    (own.hugepages.origin, other.hugepages.origin) = (nil, nil)
    return own == other
  }
}
