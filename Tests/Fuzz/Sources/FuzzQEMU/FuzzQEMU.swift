import Diagnostics
import Exchange
import FuzzSupport
import Lowering

/// Any text is read as a command line of QEMU as far as it goes, and a machine that was read whole is written as one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = SourceFile(name: "line", bytes: unsafe fuzzedBytes(start, count))
  let (topology, diagnostics) = Importer(QEMUFormat.self).run(source)
  require(topology != nil || diagnostics.contains { $0.severity == .error }, "no machine, and nothing said")
  guard let topology else { return 0 }
  var sink = DiagnosticSink(source: source)
  guard let layout = LoweringPipeline().run(topology, reportingTo: &sink) else { return 0 }
  _ = QEMUFormat.bytes(ExportRequest(layout), reportingTo: &sink)
  return 0
}
