/// What `--experimental-dump-help` prints, as far as a manual page needs it.
struct Dump: Decodable {
  let command: Command
}

/// A command with its arguments, and the commands below it.
struct Command: Decodable {
  let commandName: String
  let superCommands: [String]
  let abstract: String
  let discussion: String?
  let arguments: [Argument]
  let subcommands: [Command]

  private enum CodingKeys: CodingKey {
    case commandName, superCommands, abstract, discussion, arguments, subcommands
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    commandName = try values.decode(String.self, forKey: .commandName)
    superCommands = try values.decodeIfPresent([String].self, forKey: .superCommands) ?? []
    abstract = try values.decodeIfPresent(String.self, forKey: .abstract) ?? ""
    discussion = try values.decodeIfPresent(String.self, forKey: .discussion)
    arguments = try values.decodeIfPresent([Argument].self, forKey: .arguments)?.filter(\.shouldDisplay) ?? []
    // What the argument parser adds is told in the prose.
    subcommands =
      try values.decodeIfPresent([Command].self, forKey: .subcommands)?.filter { $0.commandName != "help" } ?? []
  }

  /// The words that call it.
  var words: String { (superCommands + [commandName]).joined(separator: " ") }

  /// The commands below it that have none below them; itself where it has none.
  var leaves: [Command] { subcommands.isEmpty ? [self] : subcommands.flatMap(\.leaves) }
}

/// A flag, an option or a positional argument.
struct Argument: Decodable {
  enum Kind: String, Decodable {
    case flag
    case option
    case positional
  }

  struct Name: Decodable {
    let kind: String
    let name: String

    /// The name as mdoc's macro `Fl` takes it, which writes the first hyphen.
    var flag: String { "Fl " + Mdoc.escaped(kind == "long" ? "-\(name)" : name) }
  }

  let kind: Kind
  let names: [Name]?
  let valueName: String?
  let abstract: String?
  let allValues: [String]?
  let defaultValue: String?
  let isOptional: Bool
  let isRepeating: Bool
  let parsingStrategy: String
  let shouldDisplay: Bool

  /// The names, the short one first, as is the custom.
  var sortedNames: [Name] { (names ?? []).sorted { $0.kind == "short" && $1.kind != "short" } }

  /// Whether every command has it, so that it is told once.
  var isOfEveryCommand: Bool { names?.contains { $0.name == "help" || $0.name == "version" } == true }

  /// Whether the option may stand without a value.
  var mayLackValue: Bool { kind == .option && parsingStrategy == "scanningForValue" }
}
