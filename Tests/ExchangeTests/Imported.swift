import Diagnostics
import Exchange
import Lowering
import MachineModel

/// What a text of a format of others is read as.
struct Imported {
  /// The machine; `nil` where there are errors.
  let topology: Topology?
  /// Everything that is reported, as a user reads it.
  let text: String
  /// The identifiers of what is reported, in the order of the text.
  let identifiers: [String]

  init(_ text: String, _ format: any ImportFormat.Type, name: String = "<command line>") {
    self.init(bytes: Array(text.utf8), format, name: name)
  }

  init(bytes: [UInt8], _ format: any ImportFormat.Type, name: String = "<command line>") {
    let source = SourceFile(name: name, bytes: bytes)
    let (topology, diagnostics) = Importer(format).run(source)
    self.topology = topology
    identifiers = diagnostics.map(\.identifier)
    self.text = TextRenderer(isColored: false).render(diagnostics, source: source)
  }

  /// The layout of the machine, as passes leave it.
  var layout: Layout? { topology.flatMap(Self.layout) }

  /// What passes make of a machine.
  static func layout(of topology: Topology) -> Layout? {
    var sink = DiagnosticSink(source: nil)
    return LoweringPipeline().run(topology, reportingTo: &sink)
  }
}
