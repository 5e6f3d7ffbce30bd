import Addresses
import Diagnostics
import Lowering
package import MachineModel

/// A machine drawn at random, which can be had as the text of a file and as a value: both must come to one layout.
package struct RandomMachine {
  private static let page = Units.pageSize

  package var architecture: Architecture
  package var base: UInt64
  package var alignment: UInt64
  package var total: UInt64?
  /// Where nodes say that their memory lies, by node.
  package var ranges: [Int: [(start: UInt64, end: UInt64)]] = [:]
  /// The zones of nodes that are divided into some, by node.
  package var zones: [Int: [RandomZone]] = [:]
  /// `nil` for a node that states no memory.
  package var nodes: [UInt64?]
  package var cpus: Int
  /// The cores of last-level caches, one for each node; `nil` where CPUs have no shape.
  package var caches: [UInt32]?
  package var share: MemoryShare
  /// Alignments of their own; `nil` for nodes without.
  package var alignments: [NodeAlignment?] = []
  package var gaps: [(start: UInt64, end: UInt64)] = []
  package var reportedGaps: Set<UInt64> = []
  package var reserved: [(start: UInt64, end: UInt64, kind: ReservedRange.Kind, isInSRAT: Bool)] = []
  package var slots: (first: UInt32, maximumSize: UInt64)
  package var cuts: [UInt64] = []
  package var remote: UInt8
  package var kinds: [RandomMemoryKind] = []
  /// The proximity domain of each node; empty where nodes say nothing of it.
  package var domains: [UInt32] = []
  package var management = RandomMemoryManagement()

  package init(_ random: inout SeededGenerator) {
    // Small units make gaps, nodes and reserved ranges meet; large ones reach places that machines have.
    let unit = random.one(of: [4096, 4096, 1 << 20, 128 << 20] as [UInt64])
    architecture = random.one(of: Architecture.allCases)
    base = random.one(of: [0, 0, 0, 0, 3 * 4096, 16 << 20, 1 << 30] as [UInt64])
    alignment = Self.page << UInt64(random.one(of: [0, 0, 1, 3, 9, 18]))
    nodes = []
    for _ in 0..<random.number(1...40) {
      nodes.append(random.once(in: 6) ? 0 : random.once(in: 6) ? nil : UInt64(random.number(1...64)) * unit)
    }
    cpus = random.number(1...64)
    slots = (
      UInt32(random.once(in: 3) ? random.number(1...1000) : 0),
      random.once(in: 3) ? unit * UInt64(random.number(1...40)) : 4 << 40
    )
    remote = UInt8(random.number(11...255))

    let stated = nodes.compactMap { $0 }.reduce(0, +)
    let sharing = UInt64(nodes.count { $0 == nil })
    if sharing > 0 || random.once(in: 2) {
      total = stated + sharing * max(1 << 20, alignment) * UInt64(random.number(1...3))
      if sharing == 0 { total = stated }
    }

    let span = max((total ?? stated) / unit, 8)
    var start = random.once(in: 2) ? base : max(base, LegacyMegabyte.end)
    for _ in 0..<random.number(0...6) {
      start += random.once(in: 3) ? 0 : UInt64(random.number(1...Int(span))) * unit / 4 / Self.page * Self.page
      let end = start + UInt64(random.number(1...Int(span))) * max(unit / 8, Self.page)
      gaps.append((start, end))
      start = end
    }
    start = random.once(in: 2) ? base : 0
    for _ in 0..<random.number(0...6) {
      start += random.once(in: 3) ? 0 : UInt64(random.number(1...Int(span * unit / 2)))
      let end = start + UInt64(random.number(1...Int(span * unit / 3)))
      reserved.append((start, end, random.one(of: ReservedRange.Kind.allCases), !random.once(in: 3)))
      start = end
    }
    // What came later is drawn from a generator of its own, so that the machines from before stay what they are.
    var later = SeededGenerator(seed: UInt64(cpus) << 32 | UInt64(nodes.count) << 16 | UInt64(remote))
    share = later.one(of: MemoryShare.allCases)
    reportedGaps = Set(
      gaps.filter { gap in !reserved.contains { $0.start < gap.end && gap.start < $0.end } && later.once(in: 2) }
        .map(\.start))
    var own = SeededGenerator(seed: UInt64(nodes.count * 64 + cpus) << 8 | UInt64(remote))
    kinds = RandomMemoryKind.draw(for: nodes, unit: unit, alignment: alignment, &own)
    if own.once(in: 4) {
      let step = own.number(1...3)
      domains = nodes.indices.map { UInt32($0 * step) }.shuffled(using: &own)
      if own.once(in: 100) { domains[0] = domains[domains.count - 1] }
    }
    // Shares are dealt out in whole alignments, and CXL windows fit the machine's.
    alignments = zip(nodes, kinds).map { memory, kind in
      guard later.once(in: 8), kind.cxl == nil else { return nil }
      return later.one(of: [.auto, .size(Self.page << UInt64(later.number(0...(memory == nil ? 8 : 12))))])
    }
    drawRanges(above: (total ?? stated) + span * unit, &later)
    if later.once(in: 3) {
      // What is wrong with two of one address is told once where no text has them.
      cuts = Set(
        (0..<later.number(1...6)).map { _ in
          base + UInt64(later.number(0...Int(span * unit / Self.page))) * Self.page
        }
      ).sorted().shuffled(using: &later)
    }
    if cpus >= nodes.count, later.once(in: 4) {
      var counts = [UInt32](repeating: 1, count: nodes.count)
      for _ in nodes.count..<cpus { counts[later.number(0...(nodes.count - 1))] += 1 }
      caches = counts
    }
    var dividing = SeededGenerator(seed: UInt64(nodes.count) << 20 | UInt64(cpus) << 10 | UInt64(remote))
    zones = RandomZone.draw(for: nodes, &dividing) { ranges[$0] == nil && kinds[$0].cxl == nil }
    management = RandomMemoryManagement(for: topology, &random)
  }

  /// Has some nodes say where their memory lies: mostly behind everything else, and now and then anywhere.
  private mutating func drawRanges(above size: UInt64, _ random: inout SeededGenerator) {
    guard random.once(in: 4) else { return }
    var start = max(gaps.map(\.end).max() ?? 0, base) + size
    for node in nodes.indices where random.once(in: 4) && kinds[node].cxl == nil {
      guard let memory = nodes[node], memory >= 4 * Self.page else { continue }
      if random.once(in: 200) { start = base }
      let first = UInt64(random.number(1...3)) * Self.page
      let second = start + first + UInt64(random.number(0...8)) * Self.page
      ranges[node] = [(start, start + first), (second, second + memory - first)]
      alignments[node] = nil
      start = second + memory
    }
  }

  /// The machine as a file says it.
  package func text(_ random: inout SeededGenerator) -> String {
    let cpus = caches.map { "{cores_per_llc: [\($0.map { "\($0)" }.joined(separator: ", "))]}" } ?? "\(cpus)"
    var lines = ["memc: 1", "arch: \(architecture.rawValue)", "cpus: \(cpus)", "distances: {remote: \(remote)}"]
    if let total { lines.append("memory: \(size(total, &random))") }
    lines.append("placement: {align: \(size(alignment, &random))}")
    if share != .last { lines.append("share: \(share.rawValue)") }
    let cuts = cuts.isEmpty ? "" : ", cuts: [\(cuts.map { Units.address($0) }.joined(separator: ", "))]"
    lines.append("slots: {first: \(slots.first), max_size: \(size(slots.maximumSize, &random))\(cuts)}")
    lines.append("nodes:")
    for (index, kind) in kinds.enumerated() {
      let memory =
        ranges[index].map { ranges in
          let parts = ranges.map { "{start: \(size($0.start, &random)), end: \(size($0.end, &random))}" }
          return ["ranges: [\(parts.joined(separator: ", "))]"]
        } ?? zones[index].map { zones in
          ["zones: [\(zones.map { $0.text(size($0.size, &random)) }.joined(separator: ", "))]"]
        } ?? nodes[index].map { ["memory: \(size($0, &random))"] } ?? []
      let alignment =
        switch alignments[index] {
        case .auto: ["align: auto"]
        case .size(let bytes): ["align: \(Units.literal(bytes))"]
        case nil: [String]()
        }
      let domain = domains.isEmpty ? [] : ["domain: \(domains[index])"]
      lines.append("  - {\((domain + memory + alignment + kind.entries).joined(separator: ", "))}")
    }
    lines += ["platform:", "  dram_base: \(size(base, &random))", "  gaps:\(gaps.isEmpty ? " []" : "")"]
    for gap in gaps.shuffled(using: &random) {
      let end =
        random.once(in: 2) ? "end: \(size(gap.end, &random))" : "size: \(size(gap.end - gap.start, &random))"
      let report = reportedGaps.contains(gap.start) ? ", e820: reserved" : ""
      lines.append("    - {start: \(size(gap.start, &random)), \(end)\(report)}")
    }
    lines += ["  reserved:", "    replace: on", "    list:\(reserved.isEmpty ? " []" : "")"]
    for range in reserved.shuffled(using: &random) {
      let srat = range.isInSRAT ? "" : ", srat: off"
      lines.append(
        "      - {start: \(range.start), end: \(size(range.end, &random)), type: \(range.kind.name)\(srat)}")
    }
    lines += RandomMemoryKind.deviceLines(of: kinds) { domains.isEmpty ? UInt32($0) : domains[$0] }
    lines += management.lines { size($0, &random) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The machine as another program says it.
  package var topology: Topology {
    var topology = Topology(
      architecture: architecture,
      platform: Platform(
        dramBase: base,
        gaps: gaps.map { start, end in
          var gap = Gap(start: start, end: end)
          gap.report = reportedGaps.contains(start) ? .reserved : .none
          return gap
        },
        reserved: reserved.map {
          ReservedRange(start: $0.start, end: $0.end, kind: $0.kind, isInSRAT: $0.isInSRAT)
        }, replacesReserved: true),
      memory: total.map { Located($0) },
      nodes: kinds.enumerated().map { index, kind in
        var node = MemoryNode(memory: nodes[index].map { Located($0) })
        node.ranges = (ranges[index] ?? []).map { MemoryRange(start: $0.start, end: $0.end) }
        node.zones = (zones[index] ?? []).map(\.zone)
        node.alignment = alignments[index].map { Located($0) }
        node.domain = domains.isEmpty ? nil : Located(domains[index])
        kind.apply(to: &node)
        return node
      },
      cpus: (0..<cpus).map { CPU(apicID: UInt32($0), node: UInt32($0 * nodes.count / cpus)) },
      distances: DistanceMatrix(count: nodes.count, remote: remote),
      placementAlignment: alignment,
      slots: SlotOptions(first: slots.first, maximumSize: slots.maximumSize))
    if let caches {
      var shape = CPUShape(llcs: UInt32(caches.count))
      shape.coresOfLLCs = CoresOfCaches(caches)
      topology.cpuShape = shape
      topology.cpus = (0..<shape.cpuCount).map { CPU(apicID: shape.apicID(ofCPU: $0), node: shape.llc(ofCPU: $0)) }
    }
    topology.share = share
    topology.slots.cuts = cuts.map { Located($0) }
    topology.initiators = RandomMemoryKind.initiators(of: kinds)
    topology.ports = RandomMemoryKind.ports(of: kinds)
    topology.cxlBridges = RandomMemoryKind.bridges(of: kinds)
    management.apply(to: &topology)
    return topology
  }

  /// A number of bytes in one of the ways to write it.
  private func size(_ bytes: UInt64, _ random: inout SeededGenerator) -> String {
    switch random.number(0...3) {
    case 0: "\(bytes)"
    case 1: "0x" + String(bytes, radix: 16)
    case 2 where bytes % 512 == 0: "\(bytes / 1024)\(bytes % 1024 == 0 ? "" : ".5")KiB"
    default: bytes == 0 ? "0" : Units.literal(bytes)
    }
  }
}
