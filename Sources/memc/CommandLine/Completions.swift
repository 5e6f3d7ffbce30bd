import ArgumentParser
import Artifacts
import Diagnostics

/// What a shell offers where a command line wants a value.
enum Completions {
  /// Topologies, and folders on the way to them.
  static let topologies = CompletionKind.file(extensions: ["yaml", "yml"])

  /// What `-W` takes.
  static var warnings: CompletionKind { list(warningWords(of: Rules.all)) }

  /// What `-E` takes.
  static var errors: CompletionKind { list(Rules.all.map(\.identifier).sorted()) }

  /// What `--emit` takes. A shell cannot complete behind a comma by a list of words: memc is asked.
  static let artifacts = CompletionKind.custom { _, _, prefix in emitLists(beginning: prefix) }

  /// Words that are made where a completion script is: every start of a command declares its options, and would
  /// otherwise sort names that nobody asks for.
  private static func list(_ words: @autoclosure () -> [String]) -> CompletionKind {
    CompletionShell.requesting == nil ? .default : .list(words())
  }

  /// Every word that `-W` takes: the rules that may be warnings, those that may be silenced, and `error`.
  static func warningWords(of rules: [any DiagnosticRule]) -> [String] {
    let warnings = rules.filter { $0.severity < .error || $0.mayBeLowered }.map(\.identifier)
    let silent = rules.filter(\.mayBeLowered).map { "no-\($0.identifier)" }
    return ["error"] + warnings.sorted() + silent.sorted()
  }

  /// The lists of artifacts that begin as what is written: with each kind behind the last comma that is not named yet.
  static func emitLists(beginning prefix: String) -> [String] {
    let names = prefix.split(separator: ",", omittingEmptySubsequences: false).dropLast().map(String.init)
    let written = names.compactMap(ArtifactKind.init(name:))
    guard written.count == names.count else { return [] }
    return ArtifactKind.all.filter { !written.contains($0) }
      .map { (names + [$0.name]).joined(separator: ",") }
  }
}
