import Diagnostics
import Exchange
import MachineModel

/// What a text of others is read as, in words that a test can have in sight.
struct ReadMachine {
  /// The machine; `nil` where there are errors.
  let topology: Topology?
  /// Everything that is reported, as a user reads it.
  let diagnostics: String

  /// Reads a text.
  init(_ text: String, _ format: any ImportFormat.Type) { self.init(bytes: Array(text.utf8), format) }

  /// Reads bytes.
  init(bytes: [UInt8], _ format: any ImportFormat.Type) {
    let source = SourceFile(name: "input", bytes: bytes)
    let (topology, diagnostics) = Importer(format).run(source)
    self.topology = topology
    self.diagnostics = TextRenderer(isColored: false).render(diagnostics, source: source)
  }

  /// The topology as a file, and the first line of each thing that was reported.
  var text: String { (topology.map { TopologyText($0).text } ?? "") + lines.map { "\($0)\n" }.joined() }

  /// The first line of each thing that was reported.
  var lines: [Substring] {
    diagnostics.split(separator: "\n").filter { $0.hasPrefix("input:") && !$0.contains(": note: ") }
  }
}
