import Artifacts
package import Diagnostics

extension Fix {
  /// A text with the fix made.
  ///
  /// - Parameter text: The text that the fix was made for, with lines that LF ends.
  package func applied(to text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
    // From the last to the first, so that the places of those before stay what they are.
    for edit in edits.reversed() {
      let (first, last) = (Int(edit.range.start.line) - 1, Int(edit.range.end.line) - 1)
      let before = lines[first][..<(Int(edit.range.start.column) - 1)]
      let after = lines[last][(Int(edit.range.end.column) - 1)...]
      lines.replaceSubrange(
        first...last, with: [Array(before) + Array(edit.replacement.unicodeScalars) + Array(after)])
    }
    return lines.map { line in
      var text = ""
      text.unicodeScalars.append(contentsOf: line)
      return text
    }.joined(separator: "\n")
  }
}

extension RuleCase {
  /// How many of the case's diagnostics have a fix.
  package var fixCount: Int { Compilation(yaml + "\n", checks: checks).diagnostics.count { $0.fix != nil } }

  /// What is wrong with the case's suggestions: a fix that writes something else than the words say, or a suggestion
  /// after which the diagnostic is there as before.
  package var suggestionProblems: [String] {
    let text = yaml + "\n"
    let before = Compilation(text, checks: checks)
    return before.diagnostics.flatMap { diagnostic -> [String] in
      let words = ([diagnostic.suggestion ?? ""] + diagnostic.notes.map(\.message)).joined(separator: "; ")
      let said = ["write '", "did you mean '"].lazy.compactMap { words.firstText(behind: $0) }.first
      // Without a fix, what is said is done as a person would do it: in place of what is underlined.
      let byHand = said.flatMap { said in diagnostic.range.map { Fix(writing: said, at: $0) } }
      guard let fix = diagnostic.fix ?? byHand else { return said.map { ["no place: \($0)"] } ?? [] }
      var problems: [String] = []
      for edit in fix.edits.prefix(fix.edits.count == 1 ? 1 : 0) {
        var written = edit.replacement.split(separator: "\n").first ?? ""
        if written.hasSuffix(", ") { written.removeLast(2) }
        // What is said of a node may be written into the defaults.
        guard !words.contains(written), said.map(written.contains) != true else { continue }
        problems.append("not what the words say: \(written); \(words)")
      }
      let fixed = fix.applied(to: text)
      let after = Compilation(fixed, checks: checks)
      // A fix may bring to light what is wrong besides, but not what it was to cure.
      let isRarer =
        after.identifiers.count { $0 == diagnostic.identifier }
        < before.identifiers.count { $0 == diagnostic.identifier }
      // What was silent because of it may break the same rule, but not at the same place.
      let isElsewhere =
        fix.edits.contains { diagnostic.range?.start == $0.range.start }
        && !after.diagnostics.contains {
          $0.identifier == diagnostic.identifier && $0.range?.start == diagnostic.range?.start
        }
      if !isRarer && !isElsewhere {
        problems.append("no cure: \(diagnostic.message)\n\(fixed)\(after.text)")
      }
      if after.tree == nil { problems.append("no YAML: \(fixed)") }
      return problems
    }
  }
}

extension String {
  /// The text up to the next `'` behind a prefix, wherever that is.
  fileprivate func firstText(behind prefix: String) -> String? {
    guard let start = firstRange(of: prefix)?.upperBound, let end = self[start...].firstIndex(of: "'") else {
      return nil
    }
    return String(self[start..<end])
  }
}
