import Diagnostics
import Lowering
import MachineModel

/// A domain that a layout is put into.
struct LibvirtHost {
  /// The domain.
  let element: XMLElement
  /// The machine that it has, as QEMU calls the current version; `nil` where it leaves that open.
  let machine: String?
  /// Who made its CPUs, where it says that.
  let vendor: CPUVendor?

  /// Reads a domain; `nil` where it is none, or one that has no room for the layout, after saying so. It is another text than
  /// that which the sink's places are in.
  init?(_ source: SourceFile, _ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    var own = DiagnosticSink(source: source)
    guard let document = XMLDocument(source, reportingTo: &own, where: LibvirtFormat.isRead) else {
      for diagnostic in own.diagnostics {
        let start = (diagnostic.range ?? .beginning).start
        sink.report(
          ExchangeRule.malformedInput, at: nil,
          "\(source.name):\(start.line):\(start.column): \(diagnostic.message)")
      }
      return nil
    }
    element = document.root
    guard element.name == "domain" else {
      sink.report(
        ExchangeRule.malformedInput, at: nil,
        "\(source.name): the outermost element is <\(element.name.excerpt)>, and that of a domain <domain>")
      return nil
    }
    var reader = LibvirtReader(document, source, own)
    let type = element.first("os")?.first("type")
    vendor = element.first("cpu").flatMap { reader.vendor($0)?.value }
    guard let read = reader.readMachine() else {
      for diagnostic in reader.sink.diagnostics {
        sink.report(ExchangeRule.malformedInput, at: nil, "\(source.name): \(diagnostic.message)")
      }
      return nil
    }
    if let stated = type?["arch"], read.architecture != layout.topology.architecture {
      sink.report(
        ExchangeRule.notExpressible, at: layout.topology.origin,
        "the domain '\(source.name)' is of \(stated.value), and the topology of \(layout.topology.architecture.rawValue)"
      )
      return nil
    }
    let stated = type?["machine"]?.value
    if let stated, read.kind == .other {
      sink.report(
        ExchangeRule.notExpressible, at: layout.topology.platform.preset.origin ?? layout.topology.origin,
        "where RAM lies on the machine '\(stated.excerpt)' of '\(source.name)' is not known")
    }
    machine =
      switch (stated, read.kind) {
      case (nil, _), (_, .other): nil
      case (_, .pc): "pc"
      case (_, .q35): "q35"
      case (_, .virt): "virt"
      }
  }
}
