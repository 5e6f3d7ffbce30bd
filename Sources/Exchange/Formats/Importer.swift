package import Diagnostics
import Lowering
package import MachineModel

/// Reads a machine from a format of others and holds it to the rules of topologies.
package struct Importer: Sendable {
  /// The format.
  package let format: any ImportFormat.Type
  /// Other severities for some rules.
  package let overrides: SeverityOverrides

  /// Creates an importer.
  package init(_ format: any ImportFormat.Type, overrides: SeverityOverrides = SeverityOverrides()) {
    self.format = format
    self.overrides = overrides
  }

  /// Reads a text.
  ///
  /// - Returns: What was found, at places in the text, and the machine; `nil` for it where there are errors.
  package func run(_ source: SourceFile) -> (topology: Topology?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink(source: source, overrides: overrides)
    let topology = format.topology(source, reportingTo: &sink)
    if let topology { _ = LoweringPipeline().run(topology, reportingTo: &sink) }
    return (sink.hasErrors ? nil : topology, sink.diagnostics)
  }
}
