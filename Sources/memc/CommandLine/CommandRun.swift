import ArgumentParser
import Diagnostics

/// One run of the command, from its words to its exit code.
struct CommandRun {
  private let words: [String]

  /// - Parameter words: The command line without the name of the program.
  init(_ words: [String]) {
    self.words = Self.separated(words)
  }

  /// The words with `-WID` and `-EID` as two words each.
  ///
  /// Where a word is wrong, the argument parser looks for a plea for help in the others first, and takes the letters
  /// behind a dash for options: it would find one in `-Wno-hugepage-alignment`.
  static func separated(_ words: [String]) -> [String] {
    let end = words.firstIndex(of: "--") ?? words.endIndex
    var separated: [String] = []
    for (place, word) in words.enumerated() {
      let isJoined = place < end && word.utf8.count > 2 && (word.hasPrefix("-W") || word.hasPrefix("-E"))
      separated += isJoined ? [String(word.prefix(2)), String(word.dropFirst(2))] : [word]
    }
    return separated
  }

  /// Does what the words ask for, or says why not.
  ///
  /// - Returns: The exit code.
  func end() -> ExitCode {
    do {
      if let job = CommandJobs.job(for: words) {
        try job.run()
      } else if words == ["--version"] {
        try Console.result("\(Memc.configuration.version)\n")
      } else if let shell = CompletionScript.shell(askedForBy: words) {
        try Console.result(Array(CompletionScript.text(for: shell).utf8))
      } else {
        try refuseUnknownCommand()
        var command = try Memc.parseAsRoot(words)
        try command.run()
      }
      return .success
    } catch let code as ExitCode {
      return code
    } catch let error as MissingVerb {
      Console.message(Memc.helpMessage(for: error.group) + "\n")
      return ExitStatus.usage
    } catch let error as UnknownCommand {
      Console.error(CommandLineWords.shown(error.reason))
      Console.message("Usage: \(Memc.usageString(for: error.group))\n")
      return ExitStatus.usage
    } catch {
      return tell(error)
    }
  }

  /// Shows what the argument parser has to say: an answer, such as help, or a refusal with the usage of its command.
  private func tell(_ error: any Error) -> ExitCode {
    let text = CommandLineWords.shown(Memc.fullMessage(for: error))
    let code = Memc.exitCode(for: error)
    if code.isSuccess {
      do {
        try Console.result(Array("\(text)\n".utf8))
        return code
      } catch {
        return error as? ExitCode ?? ExitStatus.cannotCreate
      }
    }
    let reason = text.hasPrefix(Memc._errorPrefix) ? text.dropFirst(Memc._errorPrefix.count) : text[...]
    // The usage stands in lines of its own.
    Console.message("memc: error: \(reason.prefix(1).lowercased() + reason.dropFirst())\n".terminalLines)
    return code
  }

  /// Refuses a word in the place of a command that is none, with the command that may be meant.
  private func refuseUnknownCommand() throws {
    var group: any ParsableCommand.Type = Memc.self
    var names = ["memc"]
    for word in words.first == "help" ? words.dropFirst() : words[...] {
      let commands = group.configuration.subcommands
      guard !commands.isEmpty, !word.hasPrefix("-") else { return }
      if let command = commands.first(where: { $0.configuration.commandName == word }) {
        group = command
        names.append(word)
        continue
      }
      let known = commands.compactMap { $0.configuration.commandName }
      let nearest = SpellingSuggestion.nearest(to: word, among: known)
      let list = known.map { "'\($0)'" }.joined(separator: ", ")
      throw UnknownCommand(
        reason: "there is no command '\(names.joined(separator: " ")) \(word)'; "
          + (nearest.map { "did you mean '\($0)'?" } ?? "there are \(list)"),
        group: group)
    }
  }
}

/// A command that only has commands of its own was given none of them.
struct MissingVerb: Error {
  /// The command.
  let group: any ParsableCommand.Type

  init(of group: any ParsableCommand.Type) {
    self.group = group
  }
}

/// A command was given a word that is none of its commands.
private struct UnknownCommand: Error {
  /// What is wrong, and what may be meant.
  let reason: String
  /// The command.
  let group: any ParsableCommand.Type
}
