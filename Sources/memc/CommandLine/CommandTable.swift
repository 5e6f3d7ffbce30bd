// Written by 'make grammar' from what the argument parser says of memc's commands.

/// How the words of each command are read.
enum CommandTable {
  /// The grammar of a command; `nil` where there is none of these words.
  static func grammar(of command: [String]) -> CommandGrammar? {
    switch command {
    case ["compile"]:
      CommandGrammar(
        operands: .some,
        [
          .init("output", ["--output", "-o"], .value),
          .init("emit", ["--emit"], .value),
          .init("format", ["--format"], .value),
          .init("print-after", ["--print-after"], .value, isRepeating: true),
          .init("jobs", ["--jobs", "-j"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["check"]:
      CommandGrammar(
        operands: .any,
        [
          .init("list-checks", ["--list-checks"], .flag),
          .init("host", ["--host"], .flag),
          .init("fix", ["--fix"], .flag),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["realize"]:
      CommandGrammar(
        operands: .one,
        [
          .init("verify", ["--verify"], .flagOrValue),
          .init("move", ["--move"], .flag),
          .init("dma", ["--dma"], .value, isRepeating: true),
          .init("discard", ["--discard"], .value, isRepeating: true),
          .init("dirty-log", ["--dirty-log"], .flagOrValue),
          .init("hold", ["--hold"], .flag),
          .init("inspect", ["--inspect"], .value),
          .init("share", ["--share"], .value),
          .init("existing", ["--existing"], .value),
          .init("format", ["--format"], .value),
          .init("tables", ["--tables"], .value),
          .init("allow-unbound", ["--allow-unbound"], .flag),
          .init("threads", ["--threads"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["golden", "check"]:
      CommandGrammar(
        operands: .any,
        [
          .init("examples", ["--examples"], .value),
          .init("golden", ["--golden"], .value),
        ])
    case ["golden", "update"]:
      CommandGrammar(
        operands: .any,
        [
          .init("examples", ["--examples"], .value),
          .init("golden", ["--golden"], .value),
        ])
    case ["dump"]:
      CommandGrammar(
        operands: .some,
        [
          .init("as", ["--as"], .value),
          .init("format", ["--format"], .value),
        ])
    case ["show"]:
      CommandGrammar(
        operands: .some,
        [
          .init("svg", ["--svg"], .value),
          .init("html", ["--html"], .value),
          .init("format", ["--format"], .value),
          .init("layers", ["--layers"], .value),
          .init("width", ["--width"], .value),
          .init("color", ["--color"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["explain"]:
      CommandGrammar(
        operands: .some,
        [
          .init("format", ["--format"], .value)
        ])
    case ["diff"]:
      CommandGrammar(
        operands: .two,
        [
          .init("format", ["--format"], .value)
        ])
    case ["decompile"]:
      CommandGrammar(
        operands: .some,
        [
          .init("output", ["-o", "--output"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["import"]:
      CommandGrammar(
        operands: .oneAndSome,
        [
          .init("output", ["-o", "--output"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["export"]:
      CommandGrammar(
        operands: .two,
        [
          .init("form", ["--form"], .value),
          .init("into", ["--into"], .value),
          .init("output", ["-o", "--output"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["capture"]:
      CommandGrammar(
        operands: .none,
        [
          .init("root", ["--root"], .value),
          .init("output", ["--output", "-o"], .value),
          .init("save", ["--save"], .value),
          .init("for-guest", ["--for-guest"], .flag),
          .init("memory", ["--memory"], .value),
          .init("cpus", ["--cpus"], .value),
          .init("nodes", ["--nodes"], .value),
          .init("hugepages", ["--hugepages"], .value),
          .init("W", ["-W"], .value, isRepeating: true),
          .init("E", ["-E"], .value, isRepeating: true),
          .init("diagnostics", ["--diagnostics"], .value),
        ])
    case ["schema"]:
      CommandGrammar(
        operands: .optional,
        [])
    default: nil
    }
  }
}
