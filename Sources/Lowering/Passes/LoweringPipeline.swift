public import Diagnostics
public import MachineModel

/// The passes, by the names that `--print-after` takes.
public enum Pass: String, CaseIterable, Sendable {
  /// ``NodeSizing``.
  case nodeSizing = "node-sizing"
  /// ``PlatformResolution``.
  case platformResolution = "platform-resolution"
  /// ``GapRelocation``.
  case gapRelocation = "gap-relocation"
  /// ``HotplugPlacement``.
  case hotplugPlacement = "hotplug-placement"
  /// ``WindowPlacement``.
  case windowPlacement = "window-placement"
  /// ``MapCarving``.
  case mapCarving = "map-carving"
  /// ``WindowFlattening``.
  case windowFlattening = "window-flattening"
  /// ``SlotAssignment``.
  case slotAssignment = "slot-assignment"
  /// ``HugepageAlignment``.
  case hugepageAlignment = "hugepage-alignment"
  /// ``AddressWidth``.
  case addressWidth = "address-width"
}

/// Runs the passes one after the other, then every check.
public struct LoweringPipeline: Sendable {
  /// Checks to run behind those that every layout is held to, for what it is compiled for.
  package var additionalChecks: [any LayoutCheck]

  /// Creates the pipeline.
  public init() { self.init(additionalChecks: []) }

  /// Creates the pipeline with checks for what it lowers for.
  package init(additionalChecks: [any LayoutCheck]) {
    self.additionalChecks = additionalChecks
  }

  /// Validates and lowers a topology; `nil` where it does not say where memory may lie, so that no pass can go on. Where
  /// the sink has errors, the layout is of use for finding more of them only.
  ///
  /// - Parameters:
  ///   - topology: What was declared, by whomever: whatever its values are, they are judged and nothing traps.
  ///   - sink: Told what passes and checks find.
  ///   - observe: Given what stands after each pass; `nil` where nobody looks.
  public func run(
    _ topology: Topology, reportingTo sink: inout DiagnosticSink,
    observe: ((Pass, any CustomStringConvertible) -> Void)? = nil
  ) -> Layout? {
    let topology = TopologyValidation().run(topology, reportingTo: &sink)
    let isPlatformClear =
      topology.unclear.isEmpty || topology.unclear.isDisjoint(with: [.architecture, .platform])
    let sizing =
      isPlatformClear || !topology.unclear.contains(.memory)
      ? NodeSizing().run(topology, reportingTo: &sink) : nil
    if let sizing { observe?(.nodeSizing, sizing) }
    guard let resolved = PlatformResolution().run(sizing ?? .unclear(topology), reportingTo: &sink) else {
      return nil
    }
    if sizing != nil { observe?(.platformResolution, resolved) }
    let placement = sizing.flatMap { _ in GapRelocation().run(resolved, reportingTo: &sink) }
    let placed = placement ?? .unclear(resolved)
    // Where RAM ends is what space begins above.
    let pluggable =
      placement == nil
      ? PluggableNodes(placed: placed, hotplug: []) : HotplugPlacement().run(placed, reportingTo: &sink)
    let located =
      placement == nil
      ? PlacedWindows.unclear(pluggable) : WindowPlacement().run(pluggable, reportingTo: &sink)
    let mapped = MapCarving().run(located)
    let windowed = WindowFlattening().run(mapped)
    let assignment = SlotAssignment().run(windowed, reportingTo: &sink)
    let layout = assignment ?? .unnumbered(windowed)
    // What stands in for the form that a pass could not give is not shown.
    if let placement {
      observe?(.gapRelocation, placement)
      observe?(.hotplugPlacement, pluggable)
      observe?(.windowPlacement, located)
      observe?(.mapCarving, mapped)
      observe?(.windowFlattening, windowed)
      if let assignment { observe?(.slotAssignment, assignment) }
    }
    for check in LayoutChecks.all {
      LayoutChecks.run(check, on: layout, reportingTo: &sink)
      // Where nobody looks, the runtime need not say of which type each check is.
      guard let observe, placement != nil, assignment != nil else { continue }
      if check is HugepageAlignment { observe(.hugepageAlignment, layout) }
      if check is AddressWidth { observe(.addressWidth, layout) }
    }
    for check in additionalChecks { LayoutChecks.run(check, on: layout, reportingTo: &sink) }
    return layout
  }
}

// What the passes behind one that could not go on are given, so that checks that need nothing of it find their mistakes
// in the same run.

extension SizedNodes {
  /// Nodes of which nobody knows how large they are.
  fileprivate static func unclear(_ topology: Topology) -> SizedNodes {
    var topology = topology
    topology.unclear.insert(.memory)
    return SizedNodes(topology: topology, sizes: topology.nodes.map { _ in 0 })
  }
}

extension PlacedNodes {
  /// Nodes of which nobody knows where they lie.
  fileprivate static func unclear(_ resolved: ResolvedNodes) -> PlacedNodes {
    let sized = SizedNodes.unclear(resolved.sized.topology)
    return PlacedNodes(topology: sized.topology, sizes: sized.sizes, geography: resolved.geography, extents: [])
  }
}

extension PlacedWindows {
  /// Windows at addresses that are stated; of others nobody knows where they lie.
  fileprivate static func unclear(_ pluggable: PluggableNodes) -> PlacedWindows {
    var topology = pluggable.placed.topology
    topology.devices.removeAll { $0.place != nil }
    if topology.vtl2?.isLeftOpen == true { topology.vtl2 = nil }
    return PlacedWindows(pluggable, topology)
  }
}

extension Layout {
  /// A layout whose slots KVM has no numbers for.
  fileprivate static func unnumbered(_ windowed: WindowedNodes) -> Layout {
    let (mapped, placed) = (windowed.mapped, windowed.mapped.placed)
    return Layout(
      topology: placed.topology, sizes: placed.sizes, geography: placed.geography, extents: placed.extents,
      memoryMap: mapped.memoryMap, affinities: mapped.affinities, hotplug: mapped.pluggable.hotplug, partitions: [])
  }
}
