import Diagnostics
import Exchange
import Lowering

/// What a layout is written as in a format of others.
struct Exported {
  /// The text, whatever was told of it.
  let text: String
  /// Everything that is reported, as a user reads it.
  let told: String
  /// The identifiers of what is reported.
  let identifiers: [String]

  init(
    _ layout: Layout, _ source: SourceFile, _ format: any ExportFormat.Type, form: String? = nil,
    into host: SourceFile? = nil
  ) {
    var sink = DiagnosticSink(source: source)
    let bytes = format.bytes(ExportRequest(layout, form: form, into: host), reportingTo: &sink)
    text = String(decoding: bytes ?? [], as: UTF8.self)
    told = TextRenderer(isColored: false).render(sink.diagnostics, source: source)
    identifiers = sink.diagnostics.map(\.identifier)
  }
}
