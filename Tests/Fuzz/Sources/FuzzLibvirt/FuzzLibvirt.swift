import Diagnostics
import Exchange
import FuzzSupport
import Lowering

/// Any text is read as a domain of libvirt as far as it goes, and a machine that was read whole is written as one, by
/// itself and into the text it was read from.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = SourceFile(name: "domain", bytes: unsafe fuzzedBytes(start, count))
  let (topology, diagnostics) = Importer(LibvirtFormat.self).run(source)
  require(topology != nil || diagnostics.contains { $0.severity == .error }, "no machine, and nothing said")
  guard let topology else { return 0 }
  var sink = DiagnosticSink(source: source)
  guard let layout = LoweringPipeline().run(topology, reportingTo: &sink) else { return 0 }
  for host in [nil, source] {
    guard let bytes = LibvirtFormat.bytes(ExportRequest(layout, into: host), reportingTo: &sink) else { continue }
    // What can be written is a domain again, whatever it lost on the way.
    let again = Importer(LibvirtFormat.self).run(SourceFile(name: "domain", bytes: bytes))
    require(!again.diagnostics.contains { $0.message.hasPrefix("this is no XML") }, "what is written is no XML")
  }
  return 0
}
