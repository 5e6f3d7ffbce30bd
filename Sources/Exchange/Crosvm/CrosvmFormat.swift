package import Diagnostics
package import MachineModel

/// What `crosvm run` is started with (crosvm's src/crosvm/cmdline.rs, `RunCommand`).
package enum CrosvmFormat: ExchangeFormat {
  /// `crosvm`.
  package static let name = "crosvm"
  package static let title = "a command line of crosvm"

  /// The most CPUs of a machine (x86_64/src/lib.rs, `load_vm`, before `setup_mptable`).
  static let mostCPUs: UInt64 = 254
}

extension CrosvmFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    guard let words = CommandWords.split(source, reportingTo: &sink) else { return nil }
    var reader = CrosvmReader(sink)
    let topology = reader.topology(words)
    sink = reader.sink
    return topology
  }
}

extension CrosvmFormat: ExportFormat {
  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    CrosvmWriter.write(request.layout, reportingTo: &sink) { Array($0.text().utf8) }
  }
}
