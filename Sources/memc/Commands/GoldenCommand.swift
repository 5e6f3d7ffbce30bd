import ArgumentParser

/// `memc golden`.
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden",
    abstract: "Compare the artifacts of examples with golden files, or write those anew.",
    discussion: """
      Each topology EXAMPLES/<stem>.yaml has its artifacts in GOLDEN/<stem>/. Each difference is told once, by meaning, \
      with the line of the topology that it comes from; what follows from it in other files is not told again, and bytes \
      are told where they have no meaning.
      """,
    subcommands: [Check.self, Update.self])

  func run() throws { throw MissingVerb(of: Self.self) }

  /// The arguments of both commands.
  struct Arguments: ParsableArguments {
    @Argument(
      help: ArgumentHelp("Topologies to look at; without any, all that are in the folder.", valueName: "file"),
      completion: Completions.topologies)
    var files: [PathArgument] = []

    @Option(name: .long, help: ArgumentHelp("Folder of topologies.", valueName: "dir"), completion: .directory)
    var examples = GoldenFolders.defaults.examples

    @Option(name: .long, help: ArgumentHelp("Folder of golden files.", valueName: "dir"), completion: .directory)
    var golden = GoldenFolders.defaults.golden

    /// Where both sides are.
    var folders: GoldenFolders { GoldenFolders(files: files, examples: examples, golden: golden) }
  }

  /// `memc golden check`.
  struct Check: JobCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Compare; exit code 1 where something differs.")

    @OptionGroup
    var arguments: Arguments

    func job() -> GoldenCheckJob { GoldenCheckJob(folders: arguments.folders) }
  }

  /// `memc golden update`.
  struct Update: JobCommand {
    static let configuration = CommandConfiguration(
      commandName: "update", abstract: "Write the golden files that differ anew.")

    @OptionGroup
    var arguments: Arguments

    func job() -> GoldenUpdateJob { GoldenUpdateJob(folders: arguments.folders) }
  }
}
