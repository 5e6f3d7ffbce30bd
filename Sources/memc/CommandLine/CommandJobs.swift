/// Every command that does something, with what it is asked to do.
enum CommandJobs {
  /// A command with what does it.
  struct Entry {
    /// Its words: `golden check`.
    let name: String
    /// What does it.
    let job: any CommandJob.Type

    init(_ name: String, _ job: any CommandJob.Type) {
      self.name = name
      self.job = job
    }
  }

  static let all = [
    Entry("compile", CompileJob.self),
    Entry("check", CheckJob.self),
    Entry("realize", RealizeJob.self),
    Entry("golden check", GoldenCheckJob.self),
    Entry("golden update", GoldenUpdateJob.self),
    Entry("dump", DumpJob.self),
    Entry("show", ShowJob.self),
    Entry("explain", ExplainJob.self),
    Entry("diff", DiffJob.self),
    Entry("decompile", DecompileJob.self),
    Entry("import", ImportJob.self),
    Entry("export", ExportJob.self),
    Entry("capture", CaptureJob.self),
    Entry("schema", SchemaJob.self),
  ]

  /// The job that words ask for; `nil` for words that the argument parser shall look at.
  static func job(for words: [String]) -> (any CommandJob)? {
    // No word of a command has a space in it.
    guard let word = words.first, !word.utf8.contains(UInt8(ascii: " ")) else { return nil }
    let pair = words.count > 1 ? "\(word) \(words[1])" : ""
    guard let entry = all.first(where: { $0.name == word || $0.name == pair }) else { return nil }
    let command = entry.name == word ? [word] : [word, words[1]]
    guard let arguments = CommandTable.grammar(of: command)?.parse(words[command.count...]),
      let job = try? entry.job.init(arguments), job.refusal() == nil
    else { return nil }
    return job
  }
}
