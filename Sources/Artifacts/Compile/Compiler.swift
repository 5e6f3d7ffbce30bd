import Addresses
public import Diagnostics
package import FirmwareTables
public import Lowering
package import MachineModel
import Platforms
import YAMLTree

/// The whole way from a source text to a layout, and from there to artifacts.
///
/// ```swift
/// let source = SourceFile(name: "topo.yaml", text: "{memc: 1, memory: 6GiB, nodes: 2}")
/// let compilation = Compiler().compile(source)
/// for artifact in compilation.artifacts() { print(artifact.kind.fileName, artifact.bytes.count) }
/// ```
public struct Compiler: Sendable {
  /// Every rule that a compilation can report the breach of, besides those of ``additionalChecks``.
  public static let rules: [any DiagnosticRule] =
    SyntaxRule.allCases + LanguageRule.allCases + LayoutRule.allCases
    + ImagePlacement.rules

  /// Other severities for some rules.
  public var overrides: SeverityOverrides
  /// Checks to run behind those that every layout is held to, for what it is compiled for.
  package var additionalChecks: [any LayoutCheck]

  /// Creates a compiler.
  public init(overrides: SeverityOverrides = SeverityOverrides()) {
    self.init(overrides: overrides, additionalChecks: [])
  }

  /// Creates a compiler with checks for what it compiles for.
  package init(overrides: SeverityOverrides = SeverityOverrides(), additionalChecks: [any LayoutCheck]) {
    self.overrides = overrides
    self.additionalChecks = additionalChecks
  }

  /// Compiles a source.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - observe: Given what stands after each pass; `nil` where nobody looks.
  /// - Returns: What was found, with a layout unless there are errors.
  public func compile(
    _ source: SourceFile, observe: ((Pass, any CustomStringConvertible) -> Void)? = nil
  ) -> Compilation {
    var sink = DiagnosticSink(source: source, overrides: overrides)
    var topology: Topology?
    if let tree = YAMLTree(parsing: source, reportingTo: &sink) {
      topology = Topology(decoding: tree, reportingTo: &sink)
    }
    return compile(topology, of: source, &sink, observe)
  }

  /// Compiles a topology that no text of the language states.
  ///
  /// - Parameters:
  ///   - topology: What is declared, by whomever: whatever its values are, they are judged and nothing traps.
  ///   - source: What places in it are of; a name where it has none.
  package func compile(_ topology: Topology, of source: SourceFile) -> Compilation {
    var sink = DiagnosticSink(source: source, overrides: overrides)
    return compile(topology, of: source, &sink, nil)
  }

  private func compile(
    _ topology: Topology?, of source: SourceFile, _ sink: inout DiagnosticSink,
    _ observe: ((Pass, any CustomStringConvertible) -> Void)?
  ) -> Compilation {
    var layout = topology.flatMap { topology in
      LoweringPipeline(additionalChecks: additionalChecks).run(topology, reportingTo: &sink, observe: observe)
    }
    var tables: ImageTables?
    if let lowered = layout { (layout, tables) = ImagePlacement().run(lowered, reportingTo: &sink) }
    return Compilation(
      source: source, diagnostics: sink.diagnostics, hasErrors: sink.hasErrors,
      layout: sink.hasErrors ? nil : layout, tables: sink.hasErrors ? nil : tables)
  }
}

/// What came of a source.
public struct Compilation: Sendable {
  /// The text.
  public let source: SourceFile
  /// What was found, in the order of the text.
  public let diagnostics: [Diagnostic]
  /// Whether there is an error among the findings.
  public let hasErrors: Bool
  /// The layout; `nil` where there are errors.
  public let layout: Layout?
  /// The tables of its ACPI image, encoded; `nil` where there is none.
  let tables: ImageTables?

  /// The artifacts that the layout has; none where there are errors.
  ///
  /// - Parameter kinds: Which ones; those that are written without being asked for, unless said otherwise. `layout.json`
  ///   names those others that are among them.
  /// - Returns: The artifacts, `layout.json` last. An architecture without e820 has no `e820.bin`.
  public func artifacts(_ kinds: Set<ArtifactKind> = ArtifactKind.byDefault) -> [Artifact] {
    guard let layout else { return [] }
    return Artifact.all(of: layout, kinds, diagnostics: diagnostics, tables)
  }
}

extension Compilation {
  /// The tables and maps that are written without being asked for; none where there are errors.
  package var encodedTables: [EncodedTable] { layout.map { EncodedTable.all(of: $0, tables) } ?? [] }

  /// Why a layout does not have some kinds of artifacts, behind the name of its topology.
  package static func absences(of kinds: Set<ArtifactKind>, in layout: Layout) -> [String] {
    ArtifactKind.all.filter(kinds.contains).compactMap { $0.table?.absence(in: layout) }
  }

  /// What does not hold between the encoded tables and the slots, checked from their bytes; nothing for what memc
  /// made.
  public func tableViolations() -> [String] {
    guard let layout else { return [] }
    let (domains, style) = (layout.topology.proximityDomains, layout.tableStyle)
    return TableInvariants.violations(
      of: encodedTables,
      slots: layout.slots.compactMap { slot in
        slot.node.map { .init(start: slot.start, end: slot.end, node: Int(domains[$0])) }
      },
      gaps: layout.geography.gaps.map(\.range), localities: style.localityCount(of: domains), style: style)
  }
}
