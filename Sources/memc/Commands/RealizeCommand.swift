import ArgumentParser
import Artifacts
import Diagnostics
import FirmwareTables
import KVMHost
import Lowering
import MachineModel
import SystemPackage

/// `memc realize`.
struct RealizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "realize",
    abstract: "Build a topology's memory on /dev/kvm, and have a guest prove it.",
    discussion: """
      Reserves one range of host addresses, maps every extent into it, binds it to its host nodes before the first page \
      exists, populates it where asked, registers the memory slots with KVM, loads the tables, and reports what the host \
      really gave. Then everything is released, unless --hold keeps it. --share hands the memory to another process, \
      which takes it by --existing: for a new version of a hypervisor, or another one.

      Exit code 75 says that the host is short of something for now: a test harness turns it into a skip. 71 is a defect \
      that trying again does not cure, 77 a missing permission, 69 a host without what is needed of KVM.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  /// Whether tables are loaded into the guest's memory.
  enum Tables: String, ExpressibleByArgument, CaseIterable {
    case on
    case off
  }

  /// What the proving guest may do with memory that was there before.
  enum Verify: String, ExpressibleByArgument, CaseIterable {
    /// Memory of files, and memory that was taken over, is read only.
    case read
    /// Such memory is written as well, and restored.
    case write
  }

  @Argument(
    help: ArgumentHelp("A topology; '-' is standard input.", valueName: "file"), completion: Completions.topologies)
  var file: PathArgument

  @Option(
    name: .long, defaultAsFlag: .read,
    help: ArgumentHelp(
      """
      Run a guest that proves every slot, hole and table; memory of files, and memory taken over, is only read, unless \
      'write' is said.
      """,
      valueName: "read|write"))
  var verify: Verify?

  @Flag(name: .long, help: "Keep the machine until SIGINT, SIGTERM or SIGHUP.")
  var hold = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "While the machine is held, tell every process of the same user that connects to a Unix socket what it is, as JSON.",
      valueName: "socket"),
    completion: .file())
  var inspect: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "After the report, wait on a Unix socket and hand the memory to one process of the same user.",
      valueName: "socket"),
    completion: .file())
  var share: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Take memory over, with its contents, from a memc that waits on a socket with --share.", valueName: "socket"),
    completion: .file())
  var existing: PathArgument?

  @Option(name: .long, help: "How the report is written.")
  var format: Format = .text

  @Option(
    name: .long,
    help: "Whether e820, SRAT and SLIT are loaded into guest memory: e820 into the zero page, ACPI from 0xe0000.")
  var tables: Tables = .on

  @Flag(name: .long, help: "Take memory from anywhere where a host node is missing, with a warning.")
  var allowUnbound = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Threads that populate memory (default: the CPUs of the host nodes it comes from).", valueName: "count"))
  var threads: Int?

  @OptionGroup
  var options: DiagnosticOptions

  func validate() throws {
    if let threads, threads < 1 || threads > 1024 { throw ValidationError("--threads is 1 to 1024") }
    if inspect != nil, !hold {
      throw ValidationError("--inspect needs --hold: only a machine that is kept can be looked into")
    }
    if let inspect, isSamePath(inspect, share) || isSamePath(inspect, existing) {
      throw ValidationError("--inspect needs a socket of its own, not that of --share or --existing")
    }
    // The parser takes an attached value that it cannot read for none.
    let prefix = "--verify="
    for word in CommandLineWords.all.prefix(while: { $0 != "--" }) where word.hasPrefix(prefix) {
      guard Verify(rawValue: String(word.dropFirst(prefix.count))) == nil else { continue }
      throw ValidationError("'\(word)': --verify is 'read' or 'write'")
    }
  }

  func run() throws {
    let overrides = try options.overrides()
    guard let source = Inputs.source(file) else { throw ExitStatus.noInput }
    let caller = Caller(command: self, source: source, overrides: overrides)
    do {
      switch try sequence(overrides).run(for: caller) {
      case .done: return
      case .layoutHasErrors, .disproved: throw ExitStatus.failed
      case .stopped: throw ExitCode(128 + (caller.signals.pending() ?? 0))
      }
    } catch let failure as RealizationSequence.Failure {
      switch failure.step {
      case .realize, .verify: Console.error("\(source.name): \(failure.error)")
      default: Console.error("\(failure.error)")
      }
      throw ExitCode(failure.error.exitCode)
    }
  }

  private func sequence(_ overrides: SeverityOverrides) -> RealizationSequence {
    var sequence = RealizationSequence()
    sequence.existing = existing?.path
    sequence.share = share?.path
    sequence.inspect = inspect?.path
    sequence.holds = hold
    if let verify {
      var settings = VerificationOptions()
      settings.writesFiles = verify == .write
      sequence.verification = settings
    }
    sequence.options.allowsUnbound = allowUnbound
    sequence.options.populationThreads = threads
    sequence.options.legacySplitOnHugepages = overrides.severity(of: LayoutRule.legacySplitOnHugepages)
    return sequence
  }

  /// Whether two paths are one, by what is written in them.
  private func isSamePath(_ first: PathArgument?, _ second: PathArgument?) -> Bool {
    guard let first, let second else { return false }
    return first.path.lexicallyNormalized() == second.path.lexicallyNormalized()
  }
}

/// What the command gives a realization, and how it prints what becomes of it; a signal ends it.
private struct Caller: RealizationCaller {
  let command: RealizeCommand
  let source: SourceFile
  let overrides: SeverityOverrides
  let signals = TerminationSignals()
  private let bar = ProgressBar()

  init(command: RealizeCommand, source: SourceFile, overrides: SeverityOverrides) {
    self.command = command
    self.source = source
    self.overrides = overrides
  }

  func isWanted() -> Bool { signals.pending() == nil }

  func layout(for plan: RealizationPlan) -> Layout? {
    let compilation = Compiler(overrides: overrides, additionalChecks: plan.checks).compile(source)
    command.options.show(compilation.diagnostics, of: source)
    return compilation.layout
  }

  /// `nil` also where the architecture has no place for tables.
  func tables(for layout: Layout) -> GuestTables? {
    let set = FirmwareTableSet(layout)
    guard command.tables == .on, let e820 = set.e820 else { return nil }
    return GuestTables(e820: e820.encoded(), srat: set.srat.encoded(), slit: set.slit.encoded())
  }

  func show(_ progress: RealizationProgress) { bar.show(progress) }

  func hasRealized() { bar.end() }

  func report(_ machine: RealizedMachine, _ verification: [VerificationLine]?) throws {
    let report = MachineReport(machine)
    switch command.format {
    case .text:
      let lines = verification.map { lines in "\n" + lines.map { "\($0)\n" }.joined() } ?? ""
      try Console.result(report.description + lines)
    case .json: try Console.result(report.json(verification: verification))
    }
  }

  func show(_ notice: HandOverNotice) { Console.notice("\(notice)") }

  func hasNotConfirmed() {
    Console.warning(
      "the process that handed the memory over did not wait: it may give it to another one [existing-unconfirmed]")
  }

  func hasHandedOver(to peer: HandOverPeer) { Console.notice("\(peer) has the memory") }

  func waitForEnd() { signals.wait() }
}
