import Diagnostics
import YAMLTree

/// Makes those fixes of a topology that a tool may make unasked, as long as the text is the better for it.
package struct SafeFixing: Sendable {
  /// What came of a text.
  package struct Outcome: Sendable {
    /// The text with the fixes made.
    package let bytes: [UInt8]
    /// How many were made.
    package let fixCount: Int
    /// What it compiles to.
    package let compilation: Compilation
  }

  /// A finding in a line, wherever in it: its column may move.
  private struct Finding: Hashable {
    let line: UInt32?
    let identifier: String
    let message: String

    init(_ diagnostic: Diagnostic) {
      line = diagnostic.range?.start.line
      identifier = diagnostic.identifier
      message = diagnostic.message
    }
  }

  /// One fix may bring to light what another one cures, as far down as sections nest. So many are more than any file needs.
  private static let mostRounds = 64

  private static let syntaxRules = Set(SyntaxRule.allCases.map(\.identifier))

  private let compiler: Compiler

  /// - Parameter compiler: What tells what is wrong.
  package init(_ compiler: Compiler) {
    self.compiler = compiler
  }

  /// Makes the fixes of a text.
  ///
  /// - Parameters:
  ///   - bytes: The text; a byte order mark and the ends of lines stay what they are.
  ///   - name: What diagnostics call it.
  package func fix(_ bytes: [UInt8], name: String) -> Outcome {
    var compilation = compiler.compile(SourceFile(name: name, bytes: bytes))
    var count = 0
    var refused: Set<Finding> = []
    for _ in 0..<Self.mostRounds {
      let candidates = compilation.diagnostics.filter { Self.isSafe($0) && !refused.contains(Finding($0)) }
      guard !candidates.isEmpty else { break }
      let fixes = candidates.compactMap(\.fix).apart
      let edits = fixes.flatMap(\.edits)
      let cured = candidates.filter { $0.fix.map(fixes.contains) == true }
      let fixed = compiler.compile(SourceFile(name: name, bytes: compilation.source.bytes(with: edits)))
      let spoilt = Self.spoiltLines(of: cured, before: compilation.diagnostics, after: fixed.diagnostics)
      guard spoilt.isEmpty else {
        refused.formUnion(cured.filter { !$0.editedLines.isDisjoint(with: spoilt) }.map(Finding.init))
        continue
      }
      compilation = fixed
      count += fixes.count
    }
    let mark = bytes.prefix(bytes.count - SourceFile(name: name, bytes: bytes).bytes.count)
    return Outcome(bytes: mark + compilation.source.bytes, fixCount: count, compilation: compilation)
  }

  /// Whether a fix may be made; one that changes how many lines there are has lines move under the others.
  private static func isSafe(_ diagnostic: Diagnostic) -> Bool {
    guard let fix = diagnostic.fix, fix.isSafe else { return false }
    return fix.edits.allSatisfy { edit in
      edit.range.start.line == edit.range.end.line && !edit.replacement.contains { $0.isNewline }
    }
  }

  /// The lines with an edit that did not cure what it was made for, or that brought up an error which nobody but a person can
  /// cure: such as a key that was another one than the word looked like. All of them where the text is no YAML any more.
  private static func spoiltLines(
    of cured: [Diagnostic], before: [Diagnostic], after: [Diagnostic]
  ) -> Set<UInt32> {
    let edited = cured.reduce(into: Set<UInt32>()) { $0.formUnion($1.editedLines) }
    let old = counts(before)
    let new = counts(after)
    var spoilt: Set<UInt32> = []
    for diagnostic in after where diagnostic.severity == .error {
      let finding = Finding(diagnostic)
      guard new[finding, default: 0] > old[finding, default: 0], !isSafe(diagnostic) else { continue }
      if syntaxRules.contains(diagnostic.identifier) { return edited }
      if let line = finding.line, edited.contains(line) { spoilt.insert(line) }
    }
    for diagnostic in cured {
      let finding = Finding(diagnostic)
      if new[finding, default: 0] >= old[finding, default: 0] { spoilt.formUnion(diagnostic.editedLines) }
    }
    return spoilt
  }

  private static func counts(_ diagnostics: [Diagnostic]) -> [Finding: Int] {
    diagnostics.reduce(into: [:]) { $0[Finding($1), default: 0] += 1 }
  }
}

extension Diagnostic {
  /// The lines that its fix changes.
  fileprivate var editedLines: Set<UInt32> { Set((fix?.edits ?? []).map(\.range.start.line)) }
}
