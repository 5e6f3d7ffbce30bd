/// Plain text as text of mdoc(7).
enum Mdoc {
  /// A word whose every character is printed as it is.
  ///
  /// A bare hyphen may be set as a typographic one, and a bare apostrophe as a closing quote: neither could be copied
  /// into a shell.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      default: result.append(character)
      }
    }
    // A line that begins with it would be a request.
    return result.hasPrefix(".") ? "\\&" + result : result
  }

  /// A paragraph, filled; each sentence begins a line, so that what sets the text knows where it ends.
  static func paragraph(_ text: some StringProtocol) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.utf8.count + word.utf8.count >= 78 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + escaped(word)
      if word.hasSuffix(".") {
        lines.append(line)
        line = ""
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { "\($0)\n" }.joined()
  }
}
