import Artifacts
import Diagnostics
package import Exchange
import FuzzSupport
import Lowering
import MachineModel

/// Whatever a text says, a machine is read of it that compiles, or it is said why there is none; what is written of the
/// machine is read again.
package func fuzzFormat<Format: ImportFormat & ExportFormat>(_ format: Format.Type, _ bytes: [UInt8]) {
  let (topology, diagnostics) = Importer(format).run(SourceFile(name: "input", bytes: bytes))
  guard let topology else {
    require(diagnostics.contains { $0.severity == .error }, "there is no machine, and nothing says why")
    return
  }
  let text = TopologyText(topology).text
  let compilation = Compiler().compile(SourceFile(name: "output", text: text))
  require(!compilation.hasErrors, "what is read does not compile: \(text)")
  guard let layout = compilation.layout else { return }
  for form in format.forms.isEmpty ? [nil] : format.forms.map(Optional.some) {
    var sink = DiagnosticSink(source: compilation.source)
    guard let written = format.bytes(ExportRequest(layout, form: form), reportingTo: &sink), !sink.hasErrors else {
      continue
    }
    let again = Importer(format).run(SourceFile(name: "written", bytes: written))
    require(again.topology != nil, "what is written is not read: \(String(decoding: written, as: UTF8.self))")
  }
}
