import Addresses
import Diagnostics

/// What CXL can do with windows and host bridges.
enum CXLRules {
  /// The bridges of one window.
  static func bridges(_ bridges: [UInt32]) -> Breach? {
    if bridges.isEmpty { return Breach(.cxlWays, "there is no host bridge; a CXL window has at least one") }
    guard CXLWindow.ways.contains(bridges.count) else {
      return Breach(
        .cxlWays,
        "\(bridges.count) host bridge\(bridges.count == 1 ? "" : "s") cannot take turns: "
          + "a window has 1, 2, 3, 4, 6, 8, 12 or 16")
    }
    let ascending = bridges.sorted()
    return zip(ascending, ascending.dropFirst()).first { $0 == $1 }.map { bridge, _ in
      Breach(.cxlBridgeTwice, "host bridge \(bridge) stands twice in one window")
    }
  }

  /// How many bytes are of one bridge.
  static func granularity(_ size: UInt64) -> Breach? {
    CXLWindow.granularities.contains(size) && size.nonzeroBitCount == 1
      ? nil
      : Breach(
        .cxlGranularity,
        "'granularity' is \(Units.bytes(size)); it is a power of two from 256 bytes to 16 KiB")
  }

  /// Where component registers are.
  static func registers(_ address: UInt64) -> Breach? {
    if address == 0 {
      return Breach(.cxlRegisters, "the registers of a host bridge are not at 0: Linux takes that for none")
    }
    return address % CXLHostBridge.registersSize == 0
      ? nil
      : Breach(
        .cxlRegisters,
        "\(Units.address(address)) is not a multiple of 64 KiB, as the registers of a host bridge are")
  }

  /// Bridges that have the unique ID of another one.
  static func twice(_ bridges: [CXLHostBridge]) -> [Breach] {
    guard bridges.count > 1 else { return [] }
    let ascending = bridges.indices.sorted { (bridges[$0].uniqueID, $0) < (bridges[$1].uniqueID, $1) }
    var breaches: [Breach] = []
    var first = ascending[0]
    for index in ascending.dropFirst() {
      guard bridges[index].uniqueID == bridges[first].uniqueID else {
        first = index
        continue
      }
      breaches.append(
        Breach(
          .cxlBridgeTwice, at: bridges[index].origin,
          "another host bridge has the uid \(bridges[index].uniqueID) as well",
          notes: .init("which stands here", at: bridges[first].origin)))
    }
    return breaches
  }

  /// Windows of nodes that have nothing to reach, or of bridges that there are not.
  static func windows(_ topology: Topology) -> [Breach] {
    let nodes = topology.nodes.enumerated().filter { $0.element.cxl != nil }
    guard !nodes.isEmpty else { return [] }
    let known = topology.cxlBridges.map(\.uniqueID).sorted()
    return nodes.flatMap { index, node -> [Breach] in
      guard let window = node.cxl else { return [] }
      var breaches: [Breach] = []
      if node.memory?.value == 0, node.hotplug == nil {
        breaches.append(
          Breach(
            .kindWithoutMemory, at: window.origin ?? node.origin,
            "node \(index) has no memory that a CXL window could reach",
            suggestion: "leave 'cxl' out, or state 'memory' or 'hotplug'",
            notes: .init("which is stated here", at: node.memory?.origin)))
      }
      for bridge in topology.areBridgesUnclear ? [] : window.bridges {
        let place = known.firstIndexOfSorted { $0 >= bridge }
        guard place == known.count || known[place] != bridge else { continue }
        breaches.append(
          Breach(
            .cxlUnknownBridge, at: window.bridgesOrigin ?? window.origin,
            known.isEmpty
              ? "there is no CXL host bridge \(bridge): the root states none"
              : "there is no CXL host bridge \(bridge): the root has \(CPUList.text(Array(Set(known)).sorted()).excerpt)",
            suggestion: "state it at the root: 'cxl: {bridges: [{uid: \(bridge), registers: …}]}'"))
      }
      return breaches
    }
  }
}
