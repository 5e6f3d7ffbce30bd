import Foundation

/// What the argument parser says of the commands, as the text of `Sources/memc/CommandLine/CommandTable.swift`.
struct CommandTableText {
  /// The commands that have none below them, by their words.
  let commands: [(words: [String], command: Dump)]

  /// What `--experimental-dump-help` prints, as far as it says how words are read.
  struct Dump: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String

        var spelling: String { (kind == "long" ? "--" : "-") + name }
      }

      let kind: String
      let names: [Name]?
      let preferredName: Name?
      let isOptional: Bool
      let isRepeating: Bool
      let parsingStrategy: String
    }

    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Dump]?
  }

  init(dump: [UInt8]) throws {
    struct Root: Decodable { let command: Dump }
    func leaves(_ command: Dump, _ words: [String]) -> [(words: [String], command: Dump)] {
      let below = (command.subcommands ?? []).filter { $0.commandName != "help" }
      return below.isEmpty ? [(words, command)] : below.flatMap { leaves($0, words + [$0.commandName]) }
    }
    commands = leaves(try JSONDecoder().decode(Root.self, from: Data(dump)).command, [])
  }

  var text: String {
    """
    // Written by 'make grammar' from what the argument parser says of memc's commands.

    /// How the words of each command are read.
    enum CommandTable {
      /// The grammar of a command; `nil` where there is none of these words.
      static func grammar(of command: [String]) -> CommandGrammar? {
        switch command {
    \(commands.map(Self.entry).joined(separator: "\n"))
        default: nil
        }
      }
    }

    """
  }

  private static func entry(_ words: [String], _ command: Dump) -> String {
    let arguments = command.arguments ?? []
    // Pleas for help are the argument parser's to answer.
    let options = arguments.filter {
      $0.kind != "positional" && !["help", "version"].contains($0.preferredName?.name)
    }
    let operands = arguments.filter { $0.kind == "positional" }.map { operand in
      switch (operand.isOptional, operand.isRepeating) {
      case (true, true): ".any"
      case (true, false): ".optional"
      case (false, true): ".some"
      case (false, false): ".one"
      }
    }
    let lines = options.map { option in
      let form =
        option.kind == "flag" ? ".flag" : option.parsingStrategy == "scanningForValue" ? ".flagOrValue" : ".value"
      let spellings = (option.names ?? []).map { "\"\($0.spelling)\"" }.joined(separator: ", ")
      return """
                  .init("\(option.preferredName?.name ?? "")", [\(spellings)], \(form)\(option.isRepeating ? ", isRepeating: true" : ""))
        """
    }
    let quoted = words.map { "\"\($0)\"" }.joined(separator: ", ")
    return """
          case [\(quoted)]:
            CommandGrammar(
              operands: \(Self.together(operands)),
              [\(lines.isEmpty ? "" : "\n\(lines.joined(separator: ",\n"))\(lines.count > 1 ? "," : "")\n        ")])
      """
  }

  /// How several operands are called together.
  private static func together(_ operands: [String]) -> String {
    switch operands {
    case []: ".none"
    case [".one", ".one"]: ".two"
    case [".one", ".some"]: ".oneAndSome"
    default: operands.joined(separator: ", ")
    }
  }
}
