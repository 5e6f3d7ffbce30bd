/// How the words of one command are read: what ``CommandTable`` says of each.
struct CommandGrammar {
  /// How many words that are no options a command takes.
  enum Operands {
    case none
    case optional
    case one
    case two
    case any
    case some
    case oneAndSome

    fileprivate func takes(_ count: Int) -> Bool {
      switch self {
      case .none: count == 0
      case .optional: count <= 1
      case .one: count == 1
      case .two: count == 2
      case .any: true
      case .some: count > 0
      case .oneAndSome: count > 1
      }
    }
  }

  /// An option or a flag.
  struct Option {
    /// What is written for it.
    enum Form {
      /// The name alone.
      case flag
      /// The name and a value, in a word of its own or behind `=`.
      case value
      /// The name, or the name and `=` and a value.
      case flagOrValue
    }

    /// The name without its dashes, by which ``ParsedArguments`` are asked.
    let name: String
    /// As it is written: `-o`, `--output`.
    let spellings: [String]
    let form: Form
    let isRepeating: Bool

    init(_ name: String, _ spellings: [String], _ form: Form, isRepeating: Bool = false) {
      self.name = name
      self.spellings = spellings
      self.form = form
      self.isRepeating = isRepeating
    }
  }

  private let options: [Option]
  private let operands: Operands

  init(operands: Operands, _ options: [Option]) {
    self.options = options
    self.operands = operands
  }

  /// What words mean; `nil` for words that this does not understand, be they wrong or a plea for help.
  ///
  /// - Parameter words: Those behind the command's name.
  func parse(_ words: ArraySlice<String>) -> ParsedArguments? {
    var arguments = ParsedArguments()
    var isOperand = false
    var index = words.startIndex
    while index < words.endIndex {
      let word = words[index]
      index += 1
      if !isOperand, word == "--" {
        isOperand = true
      } else if isOperand || !Self.isOption(word) {
        arguments.operands.append(word)
      } else {
        guard let (option, attached) = option(of: word) else { return nil }
        guard option.isRepeating || !arguments.has(option.name) else { return nil }
        switch option.form {
        case .flag: guard attached == nil else { return nil }
        case .flagOrValue:
          // Whether the next word is meant for it, its type must tell.
          if attached == nil, index < words.endIndex, !Self.isOption(words[index]), !words[index].contains("."),
            !words[index].contains("/")
          {
            return nil
          }
        case .value:
          if attached == nil {
            guard index < words.endIndex, !Self.isOption(words[index]) else { return nil }
            arguments.values.append((option.name, words[index]))
            index += 1
            continue
          }
        }
        arguments.values.append((option.name, attached))
      }
    }
    return operands.takes(arguments.operands.count) ? arguments : nil
  }

  /// A lone dash is a standard stream.
  private static func isOption(_ word: String) -> Bool {
    word.utf8.first == UInt8(ascii: "-") && word.utf8.count > 1
  }

  /// The option that a word begins, with the value in the same word.
  private func option(of word: String) -> (Option, attached: String?)? {
    if let option = options.first(where: { $0.spellings.contains(word) }) { return (option, nil) }
    guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return nil }
    let name = word[..<sign]
    let option = options.first { $0.spellings.contains { $0 == name } }
    return option.map { ($0, String(word[word.index(after: sign)...])) }
  }
}
