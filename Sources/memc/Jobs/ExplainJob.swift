import ArgumentParser
import Artifacts
import Diagnostics
import Reading

/// What `memc explain` is asked to do.
struct ExplainJob: CommandJob {
  /// The input and the question, or a rule.
  let words: [String]
  /// The form of the answer.
  let output: OutputForm

  init(words: [String], output: OutputForm) {
    self.words = words
    self.output = output
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(words: arguments.operands, output: try arguments.value("format") ?? .text)
  }

  func refusal() -> String? {
    guard words.count > 1 else { return nil }
    return question(Array(words.dropFirst())) == nil
      ? "'\(words.dropFirst().joined(separator: " ").excerpt)' is no question; ask for \(Question.forms)" : nil
  }

  func run() throws {
    if let rule {
      let answer = RuleAnswer(rule)
      switch output {
      case .text: try Console.result(answer.description)
      case .json: try Console.result(AnswerFile(answer).encoded())
      }
    } else if words.count > 1, let question = question(Array(words.dropFirst())) {
      try explain(question, PathArgument(argument: words[0]))
    } else if let (input, question) = asked {
      try explain(question, input)
    } else {
      try refuse(words.first ?? "")
    }
  }

  /// The rule that is asked for; `nil` for other questions.
  private var rule: (any DiagnosticRule)? {
    guard words.count == 1 else { return nil }
    let name = words[0]
    // As it stands behind a diagnostic.
    let identifier = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    return Rules.all.first { $0.identifier == identifier }
  }

  private func question(_ words: [String]) -> Question? { Question(words.joined(separator: " ")) }

  /// The input and the question in one word: `topo.yaml:9`, `srat.bin+0x48`.
  private var asked: (PathArgument, Question)? {
    guard words.count == 1, let question = Question(words[0]) else { return nil }
    switch question {
    case .byte(_, let table): return (PathArgument(argument: table), question)
    case .line:
      guard let colon = words[0].firstIndex(of: ":") else { return nil }
      return (PathArgument(argument: String(words[0][..<colon])), question)
    default: return nil
    }
  }

  private func explain(_ question: Question, _ input: PathArgument) throws {
    let view = try Inputs.view(input)
    do {
      let answer = try Explainer(view).answer(question)
      switch output {
      case .text: try Console.result(AnswerText(answer, source: view.sourceName).description)
      case .json: try Console.result(AnswerFile(answer).encoded())
      }
      // Of a damaged table it was told what is wrong with it.
      if !view.issues.isEmpty { throw ExitStatus.failed }
    } catch let error as Unanswerable {
      Console.error(error.reason)
      throw ExitStatus.failed
    } catch let error as FileError {
      Console.error(error.message)
      throw ExitStatus.noInput
    }
  }

  private func refuse(_ word: String) throws -> Never {
    let path = PathArgument(argument: word)
    if FileIO.isDirectory(path.path) || FileSystem.size(ofFile: path.path) != nil {
      Console.error("\(path.shown) is an input; ask a question of it: \(Question.forms)")
      throw ExitStatus.usage
    }
    let nearest = SpellingSuggestion.nearest(to: word, among: Rules.all.map(\.identifier))
    Console.error(
      "there is no rule '\(CommandLineWords.shown(word).excerpt)'; "
        + (nearest.map { "did you mean '\($0)'?" }
          ?? "'memc check --list-checks' shows them all; of an input, ask for \(Question.forms)"))
    throw ExitStatus.usage
  }
}
