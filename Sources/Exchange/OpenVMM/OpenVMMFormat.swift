package import Diagnostics
package import MachineModel

/// What `openvmm` is started with (OpenVMM's openvmm/openvmm_entry/src/cli_args.rs, `Options`).
package enum OpenVMMFormat: ExchangeFormat {
  /// `openvmm`.
  package static let name = "openvmm"
  package static let title = "a command line of OpenVMM"

  /// The most CPUs of a socket (vm/vmcore/vm_topology/src/processor.rs, `TopologyBuilder::vps_per_socket`), and here of a
  /// machine, for which it has no bound.
  static let mostCPUs: UInt64 = 32768
  /// Bytes of memory where nothing is said (cli_args.rs, `DEFAULT_MEMORY_SIZE`).
  static let memory: UInt64 = 1 << 30
}

extension OpenVMMFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    guard let words = CommandWords.split(source, reportingTo: &sink),
      let options = OpenVMMOptions(words, reportingTo: &sink)
    else { return nil }
    var reader = OpenVMMReader(options, sink)
    let topology = reader.topology()
    sink = reader.sink
    return topology
  }
}

extension OpenVMMFormat: ExportFormat {
  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    OpenVMMWriter.write(request.layout, reportingTo: &sink) { Array($0.text().utf8) }
  }
}
