package import Diagnostics
package import MachineModel

/// What Cloud Hypervisor is started with: words of a command line, or the JSON of its API (its vmm/src/vm_config.rs,
/// `VmConfig`).
package enum CloudHypervisorFormat: ExchangeFormat {
  /// `cloud-hypervisor`.
  package static let name = "cloud-hypervisor"
  package static let title = "a machine of Cloud Hypervisor's"

  /// The most CPUs of a machine (vmm/src/config.rs, `MAX_SUPPORTED_CPUS`).
  static let mostCPUs: UInt64 = 8192
  /// What nodes call memory of which no zones are stated (vmm/src/memory_manager.rs, `DEFAULT_MEMORY_ZONE`).
  static let zoneOfAll = "mem0"
}

extension CloudHypervisorFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    let machine =
      JSONFields.areIn(source)
      ? CloudHypervisorMachine(json: source, reportingTo: &sink)
      : CloudHypervisorMachine(arguments: source, reportingTo: &sink)
    guard let machine else { return nil }
    var reader = CloudHypervisorReader(machine, sink)
    let topology = reader.topology()
    sink = reader.sink
    return topology
  }
}

extension CloudHypervisorFormat: ExportFormat {
  /// `arguments` and `json`.
  package static let forms = ["arguments", "json"]

  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    CloudHypervisorWriter.write(request.layout, reportingTo: &sink) { writer in
      let machine = writer.stated()
      return request.form == "json" ? machine.json : Array(machine.arguments.utf8)
    }
  }
}
