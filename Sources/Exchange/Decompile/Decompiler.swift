package import Artifacts
package import Diagnostics
import FirmwareTables
import Lowering
package import MachineModel
package import Reading

/// What an input comes to as a topology.
package struct Decompilation: Sendable {
  /// The topology; `nil` where the input is of no machine that a topology can state.
  package let topology: Topology?
  /// The topology as a file; empty where there is none.
  package let text: String
  /// What cannot be said, and what rules have to say of it.
  package let diagnostics: [Diagnostic]

  /// Whether there is no topology.
  package var hasErrors: Bool { topology == nil || diagnostics.contains { $0.severity == .error } }
}

/// Makes a topology of tables, maps and logs, and of what memc wrote.
///
/// What it finds is compiled and held against the input: of the ways to say a machine the shortest is taken that has the
/// same bytes, or, where somebody else made them, that says no less.
package struct Decompiler: Sendable {
  private let overrides: SeverityOverrides

  /// Creates a decompiler.
  package init(overrides: SeverityOverrides = SeverityOverrides()) {
    self.overrides = overrides
  }

  /// Makes a topology of an input that is none.
  package func run(_ view: MachineView) throws(FileError) -> Decompilation {
    let machine = try FoundMachine(view)
    let goal = try FitGoal(view, map: machine.map)
    let declared =
      view.layoutFile.map { LayoutTopology($0, view.memslots, machine).topology }
      ?? TableTopology(machine).topology
    let source = SourceFile(name: view.name, bytes: [])
    var sink = DiagnosticSink(source: source, overrides: overrides)
    guard view.layoutFile != nil || machine.hasMemory else {
      sink.report(
        ExchangeRule.malformedInput, at: nil, "nothing in it tells how much memory there is",
        suggestion: "add SRAT, a memory map or a kernel's log")
      return Decompilation(topology: nil, text: "", diagnostics: sink.diagnostics)
    }
    let others = view.layoutFile == nil ? SimplificationStep.onQEMU(declared) : []
    guard let first = Fit(declared, to: goal) ?? others.lazy.compactMap({ Fit($0, to: goal) }).first else {
      let compilation = Compiler(overrides: overrides).compile(declared, of: source)
      return Decompilation(topology: nil, text: "", diagnostics: compilation.diagnostics)
    }
    var simplifier = Simplifier(
      first, to: goal, SimplificationStep.Context(machine: machine, layoutFile: view.layoutFile))
    simplifier.run()
    let fit = simplifier.fit
    try LostFacts(view, fit, goal).report(to: &sink)
    return Decompilation(
      topology: sink.hasErrors ? nil : fit.topology, text: TopologyText(fit.topology).text,
      diagnostics: sink.diagnostics)
  }
}
