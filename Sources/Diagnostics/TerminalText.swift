import JSONText

/// What stands for a character that a terminal would obey.
private let replacement: Unicode.Scalar = "\u{FFFD}"

extension Unicode.Scalar {
  /// The character as a terminal may show it: itself, or U+FFFD where a terminal would obey it.
  var terminalScalar: Unicode.Scalar { isTerminalControl ? replacement : self }
}

extension StringProtocol {
  /// The text as a part of a line on a terminal: what data and names say can neither move the cursor, nor begin a line,
  /// nor turn the direction of text. Each character that would is shown as U+FFFD, so that columns stay where they are.
  public var terminalText: String { fit { $0.isTerminalControl } }

  /// Lines of text for a terminal: as ``terminalText``, but line feeds stay.
  public var terminalLines: String { fit { $0.isTerminalControl && $0 != "\n" } }

  private func fit(_ isObeyed: (Unicode.Scalar) -> Bool) -> String {
    // Nearly all text is of ASCII and has nothing to replace.
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return String(self) }
    var text = ""
    text.unicodeScalars.append(contentsOf: unicodeScalars.map { isObeyed($0) ? replacement : $0 })
    return text
  }
}
