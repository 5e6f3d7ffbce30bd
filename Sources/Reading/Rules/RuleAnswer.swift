package import Diagnostics

/// What `memc explain RULE` says of a rule.
package struct RuleAnswer: CustomStringConvertible {
  private static let width = 100

  private let rule: any DiagnosticRule
  private let explanation: RuleExplanation?

  /// Explains a rule.
  package init(_ rule: any DiagnosticRule) {
    self.rule = rule
    explanation = RuleExplanations[rule.identifier]
  }

  /// The rule with what it demands, in a line.
  var title: String { "\(rule.identifier) (\(rule.severity.rawValue)): \(rule.summary)" }
  /// The rule's identifier.
  var identifier: String { rule.identifier }
  /// How grave a breach is unless the user says otherwise.
  var severity: String { rule.severity.rawValue }
  /// What the rule demands.
  var summary: String { rule.summary }
  /// What the rule means and why it is so.
  var paragraphs: [String] {
    explanation?.text.split(separator: "\n", omittingEmptySubsequences: true).map { String($0) } ?? []
  }
  /// What breaks it.
  var breaks: String { explanation?.breaks.text ?? "" }
  /// What does not.
  var cure: String { explanation?.cure.text ?? "" }

  /// The text, several lines.
  package var description: String {
    var text = "\(title)\n"
    guard let explanation else { return text }
    for paragraph in paragraphs { text += "\n" + Self.wrapped(paragraph) }
    text += "\nThis breaks it\(reader(of: explanation.breaks)):\n\n" + Self.indented(explanation.breaks.text)
    text += "\nThis does not:\n\n" + Self.indented(explanation.cure.text)
    if rule.severity < .error || rule.mayBeLowered {
      text += "\n'-Wno-\(rule.identifier)' keeps it silent"
      if rule.severity == .error { text += ", '-W \(rule.identifier)' makes it a warning" }
      text += rule.severity < .error ? ", '-E \(rule.identifier)' makes it an error.\n" : ".\n"
    } else {
      text += "\nThe tables would not be true without it: no option lowers it.\n"
    }
    return text
  }

  private func reader(of example: RuleExample) -> String {
    switch example.reader {
    case .topology: ""
    case .tables: ", as a text of acpidump"
    case .files: ", as files of a table each and a kernel's log"
    case .program: ", in a program"
    case .takingOver(nil): ", without '--existing'"
    case .takingOver(.small?): ", where memory of small pages is taken over ('memc realize --existing')"
    case .takingOver(.hugepages?): ", where memory of 2 MiB pages is taken over ('memc realize --existing')"
    case .takingOver(.file?): ", where a file is taken over ('memc realize --existing')"
    case .handingOver: ", where memory is handed over ('memc realize --share')"
    case .decompiling: ", as a kernel's log that 'memc decompile' reads"
    case .exporting(let format): ", where 'memc export \(format)' writes it"
    case .capturing: ", of a host with these files, as 'grep -r' shows them"
    }
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  private static func wrapped(_ paragraph: String) -> String {
    var text = ""
    var length = 0
    for word in paragraph.split(separator: " ") {
      if length > 0, length + 1 + word.count > width {
        text += "\n"
        length = 0
      } else if length > 0 {
        text += " "
        length += 1
      }
      text += word
      length += word.count
    }
    return text + "\n"
  }
}
