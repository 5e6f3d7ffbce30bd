import JSONCoding

/// What stands for a character that a terminal would obey.
private let replacement: Unicode.Scalar = "\u{FFFD}"

extension Unicode.Scalar {
  /// The character as a terminal may show it: itself, or U+FFFD where a terminal would obey it.
  var terminalScalar: Unicode.Scalar { isTerminalControl ? replacement : self }
}

extension String {
  /// The text as a part of a line on a terminal: what data and names say can neither move the cursor, nor begin a line,
  /// nor turn the direction of text. Each character that would is shown as U+FFFD, so that columns stay where they are.
  package var terminalText: String { fit(keepingLines: false) }

  /// Lines of text for a terminal: as ``terminalText``, but line feeds stay.
  package var terminalLines: String { fit(keepingLines: true) }

  private func fit(keepingLines: Bool) -> String {
    // Nearly all text is of ASCII and has nothing to replace. A loop over a type that is known costs far less than a
    // closure over any text does, and this runs over all that memc says.
    var isPlain = true
    let bytes = utf8Span.span
    for index in bytes.indices where bytes[index] < 0x20 || bytes[index] >= 0x7f {
      if keepingLines, bytes[index] == UInt8(ascii: "\n") { continue }
      isPlain = false
      break
    }
    if isPlain { return self }
    var text = ""
    for scalar in unicodeScalars {
      let isObeyed = scalar.isTerminalControl && !(keepingLines && scalar == "\n")
      text.unicodeScalars.append(isObeyed ? replacement : scalar)
    }
    return text
  }
}
