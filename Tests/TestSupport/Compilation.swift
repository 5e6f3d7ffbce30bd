public import Diagnostics
public import Lowering
public import MachineModel
public import YAMLTree

/// What a topology text comes to, on the way that `memc compile` takes it.
public struct Compilation {
  /// The text, under the name `topo.yaml`.
  public let source: SourceFile
  /// What was reported.
  public private(set) var sink: DiagnosticSink
  /// The document, where it is one.
  public private(set) var tree: YAMLTree?
  /// What was declared, where that is clear.
  public private(set) var topology: Topology?
  /// What stands after the last pass, where the passes came that far.
  public private(set) var layout: Layout?

  /// Compiles bytes.
  public init(
    bytes: [UInt8], overrides: SeverityOverrides = SeverityOverrides(), checks: [any LayoutCheck] = []
  ) {
    source = SourceFile(name: "topo.yaml", bytes: bytes)
    sink = DiagnosticSink(source: source, overrides: overrides)
    tree = YAMLTree(parsing: source, reportingTo: &sink)
    guard let tree else { return }
    topology = Topology(decoding: tree, reportingTo: &sink)
    guard let topology else { return }
    layout = LoweringPipeline(additionalChecks: checks).run(topology, reportingTo: &sink)
  }

  /// Compiles a text.
  public init(
    _ text: String, overrides: SeverityOverrides = SeverityOverrides(), checks: [any LayoutCheck] = []
  ) {
    self.init(bytes: Array(text.utf8), overrides: overrides, checks: checks)
  }

  /// The diagnostics as a user reads them.
  public var text: String { TextRenderer(isColored: false).render(sink.diagnostics, source: source) }

  /// The identifiers of what was reported, in the order of the text.
  public var identifiers: [String] { sink.diagnostics.map(\.identifier) }
}
