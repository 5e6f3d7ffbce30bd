import Addresses
package import Diagnostics
package import MachineModel
import Platforms

/// The second pass: what lies where besides RAM. It is the preset's geography for so much memory, with what the topology
/// changes in it.
package struct PlatformResolution: Sendable {
  /// Creates the pass.
  package init() {}

  /// Resolves the platform; `nil` where it is not known, after saying so.
  package func run(_ sized: SizedNodes, reportingTo sink: inout DiagnosticSink) -> ResolvedNodes? {
    let topology = sized.topology
    let preset = preset(of: topology, reportingTo: &sink)
    // What is stated is judged by itself where it is not known what it changes.
    var geography =
      preset.map { $0.geography(of: declaration(of: sized, on: $0)) }
      ?? Geography(name: topology.platform.preset.value)
    if let preset { reportKeys(preset, topology, &sink) }
    change(&geography, by: topology.platform, reportingTo: &sink)
    settleGaps(of: &geography, reportingTo: &sink)
    geography.reserved += geography.gaps.compactMap(\.reservedRange)
    settleReserved(of: &geography, cure: topology.places.reservedReplacement, reportingTo: &sink)
    guard preset != nil, topology.unclear.isEmpty || topology.unclear.isDisjoint(with: [.architecture, .platform])
    else { return nil }
    return ResolvedNodes(sized: preset.map { settled(sized, on: $0) } ?? sized, geography: geography)
  }

  // MARK: The preset

  private func preset(
    of topology: Topology, reportingTo sink: inout DiagnosticSink
  ) -> (any PlatformPreset.Type)? {
    let stated = topology.platform.preset
    let preset = PlatformRegistry.preset(named: stated.value)
    guard let preset else {
      reportUnknown(topology, &sink)
      return nil
    }
    // Where the architecture cannot be read, nobody can say what it lacks.
    guard !topology.unclear.contains(.architecture) else { return nil }
    guard !preset.architectures.contains(topology.architecture) else { return preset }
    let other = preset.architectures.first?.rawValue
    sink.report(
      LanguageRule.platformLacksArchitecture, at: stated.origin,
      "platform '\(stated.value)' does not exist for \(topology.architecture.rawValue)",
      suggestion: other.map { "write 'arch: \($0)'" },
      fix: other.flatMap { topology.places.architecture.fix("arch", $0) })
    return nil
  }

  private func reportUnknown(_ topology: Topology, _ sink: inout DiagnosticSink) {
    let name = topology.platform.preset.value
    let nearest = SpellingSuggestion.nearest(to: name, among: PlatformRegistry.names)
    sink.report(
      LanguageRule.unknownPlatform, at: topology.platform.preset.origin,
      "there is no platform '\(name.excerpt)'; this version of memc has \(Self.list)",
      suggestion: nearest.map { "did you mean '\($0)'?" },
      fix: nearest.flatMap { nearest in
        let isCertain = SpellingSuggestion.isCertain(nearest, for: name, among: PlatformRegistry.names)
        return topology.places.preset.map { Fix(writing: nearest, at: $0).markedSafe(isCertain) }
      })
  }

  private static let list = list(PlatformRegistry.names)

  private static func list(_ names: [String]) -> String {
    let names = names.map { "'\($0)'" }
    return names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1] : names[0]
  }

  /// What the preset decides by.
  private func declaration(of sized: SizedNodes, on preset: any PlatformPreset.Type) -> MachineDeclaration {
    let (topology, rule) = (sized.topology, preset.pluggableSpace)
    let plugged = topology.nodes.indices.filter { rule.isPlugged(topology.nodes[$0]) }
    return MachineDeclaration(
      topology.architecture, memory: sized.total - plugged.reduce(0) { $0 + sized.sizes[$1] },
      pluggable: topology.nodes.indices.last.flatMap { rule.size(ofNode: $0, topology, sized.sizes) } ?? 0,
      platform: topology.platform)
  }

  /// What was declared, with what the preset has where nothing is said.
  private func settled(_ sized: SizedNodes, on preset: any PlatformPreset.Type) -> SizedNodes {
    var topology = sized.topology
    if preset.firstUID != 0, topology.processors.firstUID == nil {
      topology.processors.firstUID = Located(preset.firstUID)
    }
    if topology.placementAlignment == Units.pageSize {
      for (node, size) in sized.sizes.enumerated() where topology.nodes[node].alignment == nil && size > 0 {
        guard let alignment = preset.alignment(ofNodeOf: size) else { continue }
        topology.nodes[node].alignment = Located(.size(alignment))
      }
    }
    return SizedNodes(topology: topology, sizes: sized.sizes)
  }

  /// Tells of keys that the preset knows nothing of.
  private func reportKeys(
    _ preset: any PlatformPreset.Type, _ topology: Topology, _ sink: inout DiagnosticSink
  ) {
    for key in topology.platform.presetKeys where !preset.keys.contains(key.value) {
      let others = PlatformRegistry.presets.filter { $0.keys.contains(key.value) }.map { $0.name }
      sink.report(
        LanguageRule.platformLacksKey, at: key.origin ?? topology.platform.preset.origin,
        "platform '\(preset.name)' knows no '\(key.value)'; \(Self.list(others)) do")
    }
    if !preset.tables.hasSRAT { reportNodeKeys(preset, topology, &sink) }
  }

  /// Tells of what a guest would learn from tables that the preset does without.
  private func reportNodeKeys(
    _ preset: any PlatformPreset.Type, _ topology: Topology, _ sink: inout DiagnosticSink
  ) {
    var keys: [(name: String, origin: SourceRange?)] = []
    if topology.distances.isStated { keys.append(("distances", topology.distances.origin)) }
    if let options = topology.localities { keys.append(("hmat", options.origin)) }
    keys += topology.nodes.compactMap(\.performance).map { ("hmat", $0.origin) }
    keys += topology.initiators.map { ("initiators", $0.origin) }
    keys += topology.ports.map { ("ports", $0.origin) }
    for key in keys {
      sink.report(
        LanguageRule.platformLacksKey, at: key.origin ?? topology.platform.preset.origin,
        "platform '\(preset.name)' tells a guest nothing of nodes, so that '\(key.name)' has no place in its tables",
        suggestion: "leave '\(key.name)' out")
    }
  }

  // MARK: What the topology changes

  private func change(_ geography: inout Geography, by platform: Platform, reportingTo sink: inout DiagnosticSink) {
    if platform.replacesReserved { geography.reserved = [] }
    if let gaps = platform.gaps {
      geography.gaps = gaps
      geography.pluggableBase = nil
    }
    if let base = platform.dramBase, base.value != geography.dramBase {
      geography.dramBase = base.value
      dropRanges(of: &geography, areGapsStated: platform.gaps != nil, at: base.origin, reportingTo: &sink)
    }
    geography.physicalBits = platform.physicalBits ?? geography.physicalBits
    geography.reserved += platform.reserved
  }

  /// A preset's ranges below a changed base do not exist; one that reaches across it begins there.
  private func dropRanges(
    of geography: inout Geography, areGapsStated: Bool, at origin: SourceRange?,
    reportingTo sink: inout DiagnosticSink
  ) {
    let base = geography.dramBase
    func left(of range: AddressRange, _ what: String) -> AddressRange? {
      guard range.start < base else { return range }
      let fate =
        range.end <= base
        ? "lies below dram_base and is dropped"
        : "begins below dram_base; what is left of it begins at \(Units.address(base))"
      sink.report(LanguageRule.presetRangeDropped, at: origin, "the preset's \(what) \(range) \(fate)")
      return range.end <= base ? nil : AddressRange(base, range.end)
    }
    if !areGapsStated {
      geography.gaps = geography.gaps.compactMap { gap in
        left(of: gap.range, "gap").map { range in
          var gap = gap
          gap.range = range
          return gap
        }
      }
    }
    geography.reserved = geography.reserved.compactMap { reserved in
      left(of: reserved.range, "reserved range").map { range in
        var reserved = reserved
        reserved.range = range
        return reserved
      }
    }
  }

  // MARK: Ranges together

  /// Judges gaps together, and leaves what can be gaps, ascending.
  private func settleGaps(of geography: inout Geography, reportingTo sink: inout DiagnosticSink) {
    let base = geography.dramBase
    for index in geography.gaps.indices where geography.gaps[index].start < base {
      let gap = geography.gaps[index]
      sink.report(
        LanguageRule.gapBelowDRAM, at: gap.startOrigin ?? gap.origin,
        "the gap starts at \(Units.address(gap.start)), below dram_base, \(Units.address(base))")
      // What of it lies above the base is a gap all the same, where more mistakes are looked for.
      geography.gaps[index].range = AddressRange(base, gap.end)
    }
    geography.gaps.removeAll(where: \.range.isEmpty)
    geography.gaps.sort { $0.start < $1.start }
    geography.gaps.forEachOverlap { lower, gap in
      sink.report(
        LanguageRule.gapOverlap, at: gap.origin, "the gap \(gap.range) overlaps the gap \(lower.range)",
        notes: .init("which is stated here", at: lower.origin))
    }
  }

  /// Judges reserved ranges together, and leaves them ascending.
  ///
  /// - Parameter cure: What replaces the preset's ranges in the text.
  private func settleReserved(of geography: inout Geography, cure: Fix?, reportingTo sink: inout DiagnosticSink) {
    geography.reserved.sort { $0.start < $1.start }
    geography.reserved.forEachOverlap { lower, upper in
      let (stated, other) = upper.origin == nil && lower.origin != nil ? (lower, upper) : (upper, lower)
      let message = "the reserved range \(stated.range) overlaps "
      // Where no text states either, nobody can tell which is the preset's.
      guard stated.origin != nil, other.origin == nil else {
        return sink.report(
          LanguageRule.reservedOverlap, at: stated.origin, "\(message)\(other.range)",
          notes: .init("which is stated here", at: other.origin))
      }
      sink.report(
        LanguageRule.reservedOverlap, at: stated.origin,
        "\(message)that of platform '\(geography.name)', \(other.range)",
        suggestion: "write 'reserved: {replace: true, list: […]}'", fix: cure)
    }
  }
}

extension Gap {
  /// What the memory map has of the gap; `nil` for nothing.
  package var reservedRange: ReservedRange? {
    report == .reserved ? ReservedRange(name: name, start: start, end: end, origin: origin) : nil
  }
}
