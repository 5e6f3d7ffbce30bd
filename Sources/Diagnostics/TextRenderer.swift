/// Renders diagnostics as clang does: place, severity, message, identifier, then the source line with the span
/// underlined.
///
/// ```
/// two-socket.yaml:5:13: error: node memory adds up to 6 GiB, but 'memory' says 8 GiB [memory-sum-mismatch]
///    5 |   - memory: 4GiB
///      |             ^~~~
/// two-socket.yaml:2:9: note: total declared here
///    2 | memory: 8GiB
///      |         ^~~~
/// ```
public struct TextRenderer: Sendable {
  private static let longestLine = 160

  private let isColored: Bool

  /// Creates a renderer.
  ///
  /// - Parameter isColored: Whether to use ANSI colours, as a terminal shows them.
  public init(isColored: Bool) {
    self.isColored = isColored
  }

  /// The text of several diagnostics of one source, each ended by a line break.
  public func render(_ diagnostics: [Diagnostic], source: SourceFile?) -> String {
    var wanted: Set<UInt32> = []
    for diagnostic in diagnostics {
      for range in [diagnostic.range] + diagnostic.notes.map(\.range) {
        if let range { wanted.insert(range.start.line) }
      }
    }
    let lines = source?.lines(wanted) ?? [:]
    var text = ""
    for diagnostic in diagnostics {
      var message = diagnostic.message
      if let suggestion = diagnostic.suggestion { message += "; " + suggestion }
      message += " [\(diagnostic.identifier)]"
      append(diagnostic.severity, message, diagnostic.range, source, lines, to: &text)
      for note in diagnostic.notes {
        append(.note, note.message, note.range ?? nil, source, lines, to: &text)
      }
    }
    return text
  }

  private func append(
    _ severity: Severity, _ message: String, _ range: SourceRange?, _ source: SourceFile?,
    _ lines: [UInt32: String], to text: inout String
  ) {
    let message = message.terminalText
    var place = source.map { $0.name.terminalText + ":" } ?? ""
    if let range { place += "\(range.start.line):\(range.start.column):" }
    if !place.isEmpty { text += styled(place, .bold) + " " }
    text += styled("\(severity.rawValue):", style(of: severity)) + " "
    text += severity == .note ? message : styled(message, .bold)
    text += "\n"
    if let range, let line = lines[range.start.line] {
      appendSnippet(line, range, to: &text)
    }
  }

  private func appendSnippet(_ line: String, _ range: SourceRange, to text: inout String) {
    let scalars = Array(line.unicodeScalars)
    let start = min(Int(range.start.column) - 1, scalars.count)
    let end = range.end.line == range.start.line ? min(Int(range.end.column) - 1, scalars.count) : scalars.count
    // A long line, such as a row of a large matrix, is shown around the place and not in full.
    let first = start > Self.longestLine / 2 ? start - Self.longestLine / 2 : 0
    let last = min(scalars.count, first + Self.longestLine)
    let number = String(range.start.line)
    let margin = String(repeating: " ", count: max(0, 4 - number.count)) + number
    text += "\(margin) |\(first == last ? "" : " ")"
    text.unicodeScalars.append(contentsOf: scalars[first..<last].map { $0 == "\t" ? $0 : $0.terminalScalar })
    text += "\n" + String(repeating: " ", count: margin.count) + " | "
    for scalar in scalars[first..<start] { text += scalar == "\t" ? "\t" : " " }
    let length = max(1, min(end, last) - start)
    text += styled("^" + String(repeating: "~", count: length - 1), .green) + "\n"
  }

  // MARK: Colours

  private enum Style: String {
    case bold = "1"
    case red = "1;31"
    case magenta = "1;35"
    case cyan = "1;36"
    case green = "1;32"
  }

  private func style(of severity: Severity) -> Style {
    switch severity {
    case .note: .cyan
    case .warning: .magenta
    case .error: .red
    }
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
