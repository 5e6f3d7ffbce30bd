public import Diagnostics
public import Topology

/// The passes, by the names that `--print-after` takes.
public enum Pass: String, CaseIterable, Sendable {
  /// ``NodeSizing``.
  case nodeSizing = "node-sizing"
  /// ``GapRelocation``.
  case gapRelocation = "gap-relocation"
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
  /// What the layout is compiled for; `nil` for its artifacts alone.
  public var plan: RealizationPlan?

  /// Creates the pipeline.
  public init(plan: RealizationPlan? = nil) {
    self.plan = plan
  }

  /// Lowers a topology; `nil` where a pass could not go on, after saying why. Where the sink has errors, the
  /// layout is of use for finding more of them only.
  ///
  /// - Parameters:
  ///   - topology: What was declared.
  ///   - sink: Told what passes and checks find.
  ///   - observe: Given what stands after each pass.
  public func run(
    _ topology: Topology, reportingTo sink: inout DiagnosticSink,
    observe: (Pass, any CustomStringConvertible) -> Void = { _, _ in }
  ) -> Layout? {
    guard let sized = NodeSizing().run(topology, reportingTo: &sink) else { return nil }
    observe(.nodeSizing, sized)
    guard let placed = GapRelocation().run(sized, reportingTo: &sink) else { return nil }
    observe(.gapRelocation, placed)
    let mapped = MapCarving().run(placed)
    observe(.mapCarving, mapped)
    let windowed = WindowFlattening().run(mapped)
    observe(.windowFlattening, windowed)
    guard let layout = SlotAssignment().run(windowed, reportingTo: &sink) else { return nil }
    observe(.slotAssignment, layout)
    for check in LayoutChecks.all {
      LayoutChecks.run(check, on: layout, reportingTo: &sink)
      if check is HugepageAlignment { observe(.hugepageAlignment, layout) }
      if check is AddressWidth { observe(.addressWidth, layout) }
    }
    for check in plan?.checks ?? [] { LayoutChecks.run(check, on: layout, reportingTo: &sink) }
    return layout
  }
}
