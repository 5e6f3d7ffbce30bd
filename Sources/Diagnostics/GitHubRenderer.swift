/// Renders diagnostics as GitHub's workflow commands: a runner that reads them shows each as an annotation at its line.
///
/// ```
/// ::error file=two-socket.yaml,line=5,col=13,endLine=5,endColumn=16,title=memory-sum-mismatch::node memory adds up…
/// ```
///
/// A runner shows few annotations of a step, so notes stand in the message of what they explain. It takes a column that
/// ends a range for the last one in it, and columns for nothing where a range has several lines.
public struct GitHubRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// The commands for several diagnostics of one source, a line each.
  public func render(_ diagnostics: [Diagnostic], source: SourceFile?) -> String {
    var text = ""
    for diagnostic in diagnostics {
      var message = diagnostic.message
      if let suggestion = diagnostic.suggestion { message += "; " + suggestion }
      for note in diagnostic.notes {
        message += "\n" + (note.range.map { "line \($0.start.line): " } ?? "") + note.message
      }
      text += command(
        diagnostic.severity, message, title: diagnostic.identifier, file: source?.name, range: diagnostic.range)
    }
    return text
  }

  /// The command for what is told without a place.
  package func render(_ severity: Severity, _ message: String) -> String {
    command(severity, message, title: "memc", file: nil, range: nil)
  }

  private func command(
    _ severity: Severity, _ message: String, title: String, file: String?, range: SourceRange?
  ) -> String {
    var properties: [String] = []
    if let file, file != SourceFile.standardInputName {
      properties.append("file=\(file.workflowProperty)")
      if let range {
        properties.append("line=\(range.start.line)")
        if range.start.line == range.end.line {
          properties.append("col=\(range.start.column)")
          properties.append("endLine=\(range.end.line)")
          properties.append("endColumn=\(max(range.start.column, range.end.column - 1))")
        } else {
          properties.append("endLine=\(range.end.line)")
        }
      }
    }
    properties.append("title=\(title.workflowProperty)")
    let name = severity == .note ? "notice" : severity.rawValue
    return "::\(name) \(properties.joined(separator: ","))::\(message.workflowData)\n"
  }
}

extension String {
  /// The text as the message of a workflow command, of which it can be no more than that.
  fileprivate var workflowData: String { escaped("%\r\n") }

  /// The text as a property of a workflow command.
  fileprivate var workflowProperty: String { escaped("%\r\n:,") }

  private func escaped(_ special: String) -> String {
    var text = ""
    for scalar in unicodeScalars {
      if special.unicodeScalars.contains(scalar) {
        text += "%" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
      } else {
        text.unicodeScalars.append(scalar.terminalScalar)
      }
    }
    return text
  }

  /// Lines of text in which a runner finds no workflow command, whoever wrote a part of them: it obeys lines that begin with
  /// `::`, and whatever has `##[` in it.
  package var withoutWorkflowCommands: String {
    // Scalar by scalar: to a runner a sign is there also where a combining character follows.
    var text = String.UnicodeScalarView()
    var before: (Unicode.Scalar, Unicode.Scalar) = ("\n", "\n")
    var isBeginning = true
    for scalar in unicodeScalars {
      let isCommand = isBeginning && before.1 == ":" && scalar == ":"
      let isOldCommand = before == ("#", "#") && scalar == "["
      text.append(isCommand || isOldCommand ? "\u{FFFD}" : scalar)
      if scalar == "\n" {
        isBeginning = true
      } else if !scalar.properties.isWhitespace, scalar != ":" || before.1 == ":" {
        isBeginning = false
      }
      before = (before.1, scalar)
    }
    return String(text)
  }
}
