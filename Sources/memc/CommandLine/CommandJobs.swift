/// Every command that does something, with what it is asked to do.
enum CommandJobs {
  static let all: [(command: [String], job: any CommandJob.Type)] = [
    (["compile"], CompileJob.self),
    (["check"], CheckJob.self),
    (["realize"], RealizeJob.self),
    (["golden", "check"], GoldenCheckJob.self),
    (["golden", "update"], GoldenUpdateJob.self),
    (["dump"], DumpJob.self),
    (["show"], ShowJob.self),
    (["explain"], ExplainJob.self),
    (["diff"], DiffJob.self),
    (["schema"], SchemaJob.self),
  ]

  /// The job that words ask for; `nil` for words that the argument parser shall look at.
  static func job(for words: [String]) -> (any CommandJob)? {
    guard let (command, type) = all.first(where: { words.starts(with: $0.command) }),
      let arguments = CommandTable.grammar(of: command)?.parse(words[command.count...]),
      let job = try? type.init(arguments), job.refusal() == nil
    else { return nil }
    return job
  }
}
