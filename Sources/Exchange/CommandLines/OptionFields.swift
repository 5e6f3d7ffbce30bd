import Diagnostics
import MachineModel

/// What one word states as `name=value,…`, no two of one name.
struct OptionFields {
  /// The names and what may be left out.
  struct Grammar {
    /// The names that there are.
    let names: [String]
    /// Which of them the first part is, where that is a value alone; `nil` for none.
    var first: String?
    /// Those that need no value.
    var flags: Set<String> = []
    /// The characters that values are quoted with.
    var quotes = ""
  }

  /// Where all of them are written.
  let range: SourceRange
  private var fields: [String: (name: OptionValue, value: OptionValue?)] = [:]

  /// Divides a word; `nil` where a part of it is none of the grammar's, after saying why.
  ///
  /// - Parameter title: What they are fields of: `--memory`.
  init?(_ word: OptionValue, _ title: String, _ grammar: Grammar, reportingTo sink: inout DiagnosticSink) {
    range = word.range
    guard let parts = word.parts(quotes: grammar.quotes, reportingTo: &sink) else { return nil }
    var isSound = true
    for (index, part) in parts.enumerated() {
      var (name, value) = part.cut(at: "=")
      var key = name.text
      if index == 0, value == nil, let first = grammar.first, !grammar.names.contains(key) {
        (key, value) = (first, part)
        name = part
      }
      if let problem = problem(of: key, title, value, grammar) {
        isSound = false
        sink.report(
          ExchangeRule.malformedInput, at: name.range, problem.message, suggestion: problem.suggestion,
          notes: problem.notes)
        continue
      }
      fields[key] = (name, value)
    }
    guard isSound else { return nil }
  }

  private func problem(
    of name: String, _ title: String, _ value: OptionValue?, _ grammar: Grammar
  ) -> (message: String, suggestion: String?, notes: [Diagnostic.Note])? {
    guard grammar.names.contains(name) else {
      return (
        "'\(title)' has no option '\(name.excerpt)'",
        SpellingSuggestion.nearest(to: name, among: grammar.names).map { "did you mean '\($0)'?" }
          ?? "it has \(grammar.names.map { "'\($0)'" }.joined(separator: ", "))", []
      )
    }
    if let first = fields[name] {
      return (
        "the option '\(name)' stands twice", nil, [Diagnostic.Note("it stands here first", at: first.name.range)]
      )
    }
    if value?.isEmpty ?? !grammar.flags.contains(name) {
      return ("the option '\(name)' has no value", "write '\(name)=…'", [])
    }
    return nil
  }

  /// A field's value; `nil` where it is not there, or is a name alone.
  subscript(name: String) -> OptionValue? { fields[name]?.value }

  /// Where a field's value is written, or its name where that is alone; `nil` where it is not there.
  func place(of name: String) -> SourceRange? { fields[name].map { ($0.value ?? $0.name).range } }

  /// A field that is `on` or `off`, or there.
  func toggle(_ name: String, _ sink: inout DiagnosticSink) -> Located<Bool>? {
    guard let field = fields[name] else { return nil }
    switch field.value?.text {
    case nil: return Located(true, at: field.name.range)
    case "on": return Located(true, at: field.value?.range)
    case "off": return Located(false, at: field.value?.range)
    default: return field.value.flatMap { $0.refuse("'on' or 'off'", &sink) }
    }
  }

  /// A field that is a decimal number.
  func number(
    _ name: String, in allowed: ClosedRange<UInt64>, _ sink: inout DiagnosticSink
  ) -> Located<UInt64>? {
    self[name].flatMap { $0.number(in: allowed, &sink) }
  }
}

extension OptionValue {
  /// The decimal number that it is; `nil` where it is none of those that may be, after saying so.
  func number(in allowed: ClosedRange<UInt64>, _ sink: inout DiagnosticSink) -> Located<UInt64>? {
    guard let number, allowed.contains(number) else {
      return refuse("a number from \(allowed.lowerBound) to \(allowed.upperBound)", &sink)
    }
    return Located(number, at: range)
  }

  /// Tells that it is not what it should be.
  func refuse<Value>(_ wanted: String, _ sink: inout DiagnosticSink) -> Value? {
    sink.report(ExchangeRule.malformedInput, at: range, "'\(text.excerpt)' is not \(wanted)")
    return nil
  }
}
