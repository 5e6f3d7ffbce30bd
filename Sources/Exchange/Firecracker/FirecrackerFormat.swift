package import Diagnostics
package import MachineModel

/// The JSON that Firecracker is configured by (its src/vmm/src/resources.rs, `VmmConfig`).
package enum FirecrackerFormat: ExchangeFormat {
  /// `firecracker`.
  package static let name = "firecracker"
  package static let title = "a configuration of Firecracker"

  /// The most CPUs of a machine (src/vmm/src/vmm_config/machine_config.rs, `MAX_SUPPORTED_VCPUS`).
  static let mostCPUs: UInt64 = 32
  /// Where memory is plugged in: behind the devices above 4 GiB (src/vmm/src/builder.rs, `allocate_virtio_mem_address`; the
  /// same address in arch/x86_64/layout.rs and arch/aarch64/layout.rs, `FIRST_ADDR_PAST_64BITS_MMIO`).
  static let pluggable: UInt64 = 512 << 30
  /// What memory is plugged in by where nothing is said (devices/virtio/mem/mod.rs, `VIRTIO_MEM_DEFAULT_SLOT_SIZE_MIB`), at
  /// the least.
  static let slotSize: UInt64 = 128 << 20
}

extension FirecrackerFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    guard let root = JSONFields(source, "the configuration", reportingTo: &sink) else { return nil }
    var reader = FirecrackerReader(root, sink)
    let topology = reader.topology()
    sink = reader.sink
    return topology
  }
}

extension FirecrackerFormat: ExportFormat {
  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    FirecrackerWriter.write(request.layout, reportingTo: &sink) { $0.bytes() }
  }
}
