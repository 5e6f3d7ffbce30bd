import Diagnostics

/// The words of a text that are QEMU's: its program, and options with their values.
///
/// They stand where a person, a script or a log has them: behind variables and other programs, and before what a shell runs
/// next.
struct QEMUCommandLine {
  /// An option.
  struct Option {
    /// What it is called, without dashes.
    let name: String
    /// The word that it is.
    let word: CommandWord
    /// The word behind it, where it takes one.
    let value: CommandWord?
  }

  /// The program; `nil` where a text has options only.
  let program: CommandWord?
  /// The options in their order.
  private(set) var options: [Option] = []

  /// What ends a command in a shell.
  private static let separators: Set<String> = [";", "&", "&&", "|", "||", "|&"]

  /// Finds a command line; `nil` where there is none, after saying so.
  init?(_ words: [CommandWord], reportingTo sink: inout DiagnosticSink) {
    let commands = words.split { Self.separators.contains($0.text) }
    if let command = commands.first(where: { $0.contains { Self.isProgram($0) } }),
      let place = command.firstIndex(where: Self.isProgram)
    {
      program = command[place]
      read(command[(place + 1)...], &sink)
    } else if let command = commands.first(where: { $0.first.map(Self.isOption) == true }) {
      program = nil
      read(command, &sink)
    } else {
      sink.report(
        ExchangeRule.malformedInput, at: words.first?.range ?? .beginning,
        "there is no command line of QEMU here: it begins with a program such as 'qemu-system-x86_64', or with an option"
      )
      return nil
    }
  }

  private mutating func read(_ words: ArraySlice<CommandWord>, _ sink: inout DiagnosticSink) {
    var rest = words
    while let word = rest.popFirst() {
      guard Self.isOption(word) else {
        if word.bytes.first == UInt8(ascii: "$") {
          sink.report(
            ExchangeRule.notImported, at: word.range,
            "what a shell puts in place of '\(word.text.excerpt)' is not known, and options in it are not read",
            suggestion: "write it out")
        }
        continue
      }
      let name = String(decoding: word.bytes.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
      guard !QEMUOptionNames.flags.contains(name) else {
        options.append(Option(name: name, word: word, value: nil))
        continue
      }
      guard QEMUOptionNames.valued.contains(name) else {
        reportUnknown(name, word, &sink)
        if let next = rest.first, !Self.isOption(next) { rest.removeFirst() }
        continue
      }
      let value = rest.popFirst()
      if value == nil {
        sink.report(ExchangeRule.malformedInput, at: word.range, "'-\(name)' has no value, which it takes")
      }
      options.append(Option(name: name, word: word, value: value))
    }
  }

  private func reportUnknown(_ name: String, _ word: CommandWord, _ sink: inout DiagnosticSink) {
    // Nobody reads so many, and comparing each with all options takes time.
    let nearest =
      sink.isFull(of: ExchangeRule.notImported)
      ? nil
      : SpellingSuggestion.nearest(
        to: name, among: (QEMUOptionNames.valued.union(QEMUOptionNames.flags)).filter { $0.count > 1 }.sorted())
    sink.report(
      ExchangeRule.notImported, at: word.range, "QEMU's option '-\(name.excerpt)' is not known, and not read",
      suggestion: nearest.map { "did you mean '-\($0)'?" })
  }

  private static func isOption(_ word: CommandWord) -> Bool {
    word.bytes.count > 1 && word.bytes.first == UInt8(ascii: "-")
  }

  /// Whether a word is a program of QEMU's that emulates machines, wherever it lies.
  private static func isProgram(_ word: CommandWord) -> Bool {
    guard let name = name(ofProgram: word) else { return false }
    return architecture(ofProgram: name) != nil || name == "qemu-kvm" || name == "kvm"
  }

  /// The file name of a word that is a path.
  private static func name(ofProgram word: CommandWord) -> String? {
    guard !word.bytes.contains(UInt8(ascii: "=")) else { return nil }
    return word.text.split(separator: "/").last.map(String.init)
  }

  /// What a program of QEMU's emulates, as its name says it: `x86_64` of `qemu-system-x86_64`.
  private static func architecture(ofProgram name: String) -> Substring? {
    let prefix = "qemu-system-"
    guard name.hasPrefix(prefix) else { return nil }
    let architecture = name.dropFirst(prefix.count)
    let isName = !architecture.isEmpty && architecture.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isName ? architecture : nil
  }

  /// What the program emulates, as its name says it; `nil` where there is no program, or one with another name.
  var architecture: String? {
    program.flatMap { Self.name(ofProgram: $0) }.flatMap { Self.architecture(ofProgram: $0) }.map(String.init)
  }

  /// Where the command line begins, for what is not said.
  var origin: SourceRange { program?.range ?? options.first?.word.range ?? .beginning }
}
