package import Diagnostics
package import MachineModel

/// The command line that QEMU is started with.
package enum QEMUFormat: ExchangeFormat {
  /// `qemu`.
  package static let name = "qemu"
  package static let title = "a command line of QEMU"

  /// The most NUMA nodes of a machine (QEMU's include/sysemu/numa.h, `MAX_NODES`).
  static let mostNodes: UInt64 = 128
  /// The most memory that is plugged in (its include/hw/acpi/acpi.h, `ACPI_MAX_RAM_SLOTS`).
  static let mostSlots: UInt64 = 256
  /// What a machine's RAM is rounded up to (its hw/core/machine.c, `machine_set_mem`).
  static let ramAlignment: UInt64 = 8192
}

extension QEMUFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    guard let words = CommandWords.split(source, reportingTo: &sink),
      let line = QEMUCommandLine(words, reportingTo: &sink)
    else { return nil }
    var reader = QEMUReader(line, sink)
    let topology = reader.topology()
    sink = reader.sink
    return topology
  }
}

extension QEMUFormat: ExportFormat {
  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    var writer = QEMUWriter(request.layout, QEMUPlacement(of: request.layout), sink)
    let text = writer.text()
    sink = writer.sink
    return Array(text.utf8)
  }
}
