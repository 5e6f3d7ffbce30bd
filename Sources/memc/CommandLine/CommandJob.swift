import ArgumentParser

/// What a command is asked to do, once its words are understood.
protocol CommandJob: SendableMetatype {
  /// Reads the words of the command.
  ///
  /// - Throws: ``ParsedArguments/NotUnderstood``.
  init(_ arguments: ParsedArguments) throws

  /// Why values that are right by themselves are not together; `nil` where they are.
  func refusal() -> String?

  /// Does it.
  ///
  /// - Throws: The exit code of a failure, after saying why.
  func run() throws
}

extension CommandJob {
  func refusal() -> String? { nil }
}

/// A command whose words the argument parser reads into a job.
///
/// The argument parser finds out what commands and options there are each time it is started, ten times as long as a small
/// topology takes to compile. So words are read by ``CommandTable`` first, and the argument parser is left with what that
/// does not take: mistakes, and pleas for help.
protocol JobCommand: ParsableCommand {
  associatedtype Job: CommandJob
  /// What it is asked to do.
  func job() -> Job
}

extension JobCommand {
  func validate() throws {
    if let refusal = job().refusal() { throw ValidationError(refusal) }
  }

  func run() throws { try job().run() }
}
