package import Diagnostics

/// The numbers by which a test of ktstr builds a machine, as Rust states them (ktstr's src/vmm/topology.rs, `Topology`,
/// `NumaNode` and `NumaDistance`). They are code, so that nothing is read of them.
package enum KtstrFormat: ExportFormat {
  /// `ktstr`.
  package static let name = "ktstr"
  package static let title = "a machine of ktstr's"

  /// What latencies are multiples of, in picoseconds (src/vmm/x86_64/acpi.rs, `HMAT_LATENCY_BASE_PS`).
  static let latencyStep: UInt64 = 100_000
  /// What bandwidths are multiples of, in MB/s (`HMAT_BW_BASE_MBS`).
  static let bandwidthStep: UInt64 = 10_240

  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    KtstrWriter.write(request.layout, reportingTo: &sink) { $0.text().map { Array($0.utf8) } } ?? nil
  }
}
