package import Diagnostics
import Lowering
package import MachineModel

/// The XML of a domain of libvirt's, for QEMU.
package enum LibvirtFormat: ExchangeFormat {
  /// `libvirt`.
  package static let name = "libvirt"
  package static let title = "a domain of libvirt"

  /// What libvirt rounds the sizes of memory up to (its src/qemu/qemu_domain.c, `qemuDomainGetMemorySizeAlignment`).
  static let memoryAlignment: UInt64 = 1 << 20

  /// Which elements of a domain say anything of memory, CPUs or NUMA.
  static func isRead(_ path: [String]) -> Bool {
    switch path.count {
    case ...2: return true
    default:
      switch path[1] {
      case "cpu", "memoryBacking", "numatune", "os", "vcpus", "features", "qemu:commandline": return true
      case "devices": return path[2] == "memory"
      default: return false
      }
    }
  }
}

extension LibvirtFormat: ImportFormat {
  package static func topology(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> Topology? {
    guard let document = XMLDocument(source, reportingTo: &sink, where: isRead) else { return nil }
    var reader = LibvirtReader(document, source, sink)
    let topology = reader.topology()
    sink = reader.sink
    return topology
  }
}

extension LibvirtFormat: ExportFormat {
  package static let takesHost = true

  package static func bytes(_ request: ExportRequest, reportingTo sink: inout DiagnosticSink) -> [UInt8]? {
    let layout = request.layout
    guard let host = request.host else {
      var writer = LibvirtWriter(QEMUWriter(layout, QEMUPlacement(of: layout, canLimitRAM: false), sink))
      let text = writer.domain()
      sink = writer.qemu.sink
      return Array(text.utf8)
    }
    guard let domain = LibvirtHost(host, layout, reportingTo: &sink) else { return nil }
    let placement = QEMUPlacement(of: layout, machine: domain.machine, canLimitRAM: false)
    var splice = LibvirtSplice(host, domain.element)
    var writer = LibvirtWriter(QEMUWriter(layout, placement, sink), step: splice.indentation)
    let elements = writer.elements(vendor: domain.vendor)
    splice.put(elements, vcpu: writer.vcpuAttributes, count: layout.topology.cpus.count)
    sink = writer.qemu.sink
    return splice.bytes()
  }
}
