import ArgumentParser
import Artifacts
import Glibc
import GuestReport

/// The command, and the commands that it has.
@main
struct Memc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memc",
    abstract: "Describe a machine's memory topology once, and have it true everywhere.",
    discussion: """
      memc compiles a YAML description of NUMA nodes, CPUs, distances, gaps and page sizes into the tables that a \
      guest's firmware hands to its operating system (e820, ACPI SRAT and SLIT) and into the memory slots that a \
      hypervisor must register so that those tables are true.
      """,
    version: "memc \(Version.number) (language version 1)",
    subcommands: [
      CompileCommand.self, CheckCommand.self, RealizeCommand.self, GoldenCommand.self, DumpCommand.self,
      ShowCommand.self, ExplainCommand.self, DiffCommand.self, DecompileCommand.self, ImportCommand.self,
      ExportCommand.self, CaptureCommand.self, SchemaCommand.self,
    ])

  static func main() {
    if GuestInit.isWanted(program: CommandLineWords.program) { GuestInit.run() }
    // A reader that goes away, and a file that grows beyond a limit, shall be failed writes with an exit code of their
    // own, not a silent death. SIG_IGN is a constant, not a function that a signal could run.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    Glibc.exit(CommandRun(CommandLineWords.all).end().rawValue)
  }

  func run() throws { throw MissingVerb(of: Self.self) }
}
