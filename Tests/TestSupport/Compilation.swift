package import Artifacts
package import Diagnostics
package import Lowering
package import MachineModel
package import YAMLTree

/// What a source compiles to, under the name that is the same for every reader of this module.
package typealias Compilation = Artifacts.Compilation

extension Compilation {
  /// Leaves out that there is no place for an ACPI image, as is so on machines of next to no memory: it is no finding of
  /// what a test is about, and has a size in it that every new table changes.
  package static let quiet: SeverityOverrides = {
    do throws(SeverityOverrides.RequestError) {
      return try SeverityOverrides([.warning("no-acpi-not-placed")], registry: Compiler.rules)
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// The layout as the passes leave it, before an ACPI image has its place in it; computed once more.
  package var lowered: Layout? {
    var sink = DiagnosticSink(source: source)
    return topology.flatMap { LoweringPipeline().run($0, reportingTo: &sink) }
  }

  /// Compiles bytes as `memc compile` does.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - name: The name that diagnostics give it.
  ///   - overrides: Other severities for some rules.
  ///   - checks: Run behind those of every layout.
  package init(
    bytes: [UInt8], name: String = "topo.yaml", overrides: SeverityOverrides = quiet,
    checks: [any LayoutCheck] = []
  ) {
    self = Compiler(overrides: overrides, additionalChecks: checks).compile(SourceFile(name: name, bytes: bytes))
  }

  /// Compiles a text.
  package init(
    _ text: String, name: String = "topo.yaml", overrides: SeverityOverrides = quiet,
    checks: [any LayoutCheck] = []
  ) {
    self.init(bytes: Array(text.utf8), name: name, overrides: overrides, checks: checks)
  }

  /// The diagnostics as a user reads them.
  package var text: String { TextRenderer(isColored: false).render(diagnostics, source: source) }

  /// The identifiers of what was reported, in the order of the text.
  package var identifiers: [String] { diagnostics.map(\.identifier) }

  /// The document, where the source is one; read once more.
  package var tree: YAMLTree? {
    var sink = DiagnosticSink(source: source)
    return YAMLTree(parsing: source, reportingTo: &sink)
  }

  /// What the source declares, as it is before the first pass, where that is clear; read once more.
  package var topology: Topology? {
    var sink = DiagnosticSink(source: source)
    return YAMLTree(parsing: source, reportingTo: &sink).flatMap { Topology(decoding: $0, reportingTo: &sink) }
  }
}
