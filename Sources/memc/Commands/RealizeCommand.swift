import ArgumentParser
import Artifacts
import Diagnostics
import FirmwareTables
import KVMHost
import Lowering
import SystemPackage
import MachineModel

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
    var compiler = Compiler(overrides: overrides)
    guard let source = Inputs.source(file) else { throw ExitStatus.noInput }
    let signals = TerminationSignals()
    // Before anything that is built, or taken from another process, would have to be given up again.
    if let share { try orExit { () throws(HostError) in try HandOver.check(path: share.path) } }
    let inspection = try inspect.map { path in
      try orExit { () throws(HostError) in try InspectionSocket(path: path.path) }
    }
    var taken = try existing.map { try take(from: $0, signals) }
    compiler.plan = RealizationPlan(existing: taken?.memory, isShared: share != nil)
    let compilation = compiler.compile(source)
    options.show(compilation.diagnostics, of: source)
    guard let layout = compilation.layout else { throw ExitStatus.failed }
    let machine: RealizedMachine
    var lines: [VerificationLine]?
    do throws(HostError) {
      machine = try realize(layout, taken, overrides, signals)
      // What of it no node took is not to be kept.
      taken = nil
      if let verify {
        var settings = VerificationOptions()
        settings.writesFiles = verify == .write
        lines = try Verification.run(machine, options: settings)
      }
      try inspection?.serve(machine)
    } catch {
      if let signal = signals.pending() { throw ExitCode(128 + signal) }
      Console.error("\(source.name): \(error)")
      throw ExitCode(error.exitCode)
    }
    let report = MachineReport(machine)
    switch format {
    case .text:
      let verification = lines.map { lines in "\n" + lines.map { "\($0)\n" }.joined() } ?? ""
      try Console.result(report.description + verification)
    case .json: try Console.result(report.json(verification: lines))
    }
    let isProven = lines?.contains(where: \.isMismatch) != true
    if isProven {
      if existing != nil, let signal = signals.pending() { throw ExitCode(128 + signal) }
      // Nothing can fail any more but the socket for the next process, which is there before the confirmation; unless
      // it is the very one that this machine was taken from.
      if share == nil || isSamePath(share, existing) { confirmTakeOver(machine) }
      if let share { try handOver(machine, at: share, signals) }
    }
    if hold {
      signals.wait()
    } else if let signal = signals.pending() {
      throw ExitCode(128 + signal)
    }
    inspection?.stop()
    // Whatever the machine holds is released here, not while it is still being asked.
    withExtendedLifetime(machine) {}
    if !isProven { throw ExitStatus.failed }
  }

  /// Builds the machine; a signal meanwhile ends it.
  private func realize(
    _ layout: Layout, _ taken: TakenMemory?, _ overrides: SeverityOverrides, _ signals: TerminationSignals
  ) throws(HostError) -> RealizedMachine {
    var settings = RealizationOptions()
    settings.existing = taken
    settings.allowsUnbound = allowUnbound
    settings.populationThreads = threads
    settings.legacySplitOnHugepages = overrides.severity(of: LayoutRule.legacySplitOnHugepages)
    let bar = ProgressBar()
    defer { bar.end() }
    return try Realization.run(layout, options: settings, tables: guestTables(of: layout)) { progress in
      bar.show(progress)
      return signals.pending() == nil
    } isWanted: {
      signals.pending() == nil
    }
  }

  /// What a body gives; where the host refuses, says why and ends with the code for it.
  private func orExit<Result>(_ body: () throws(HostError) -> Result) throws -> Result {
    do throws(HostError) {
      return try body()
    } catch {
      Console.error("\(error)")
      throw ExitCode(error.exitCode)
    }
  }

  // MARK: Hand-over

  /// Takes memory over; a signal meanwhile ends it.
  private func take(from path: PathArgument, _ signals: TerminationSignals) throws -> TakenMemory {
    do throws(HostError) {
      return try HandOver.take(from: path.path, isWanted: { signals.pending() == nil })
    } catch {
      if let signal = signals.pending() { throw ExitCode(128 + signal) }
      Console.error("\(error)")
      throw ExitCode(error.exitCode)
    }
  }

  /// Whether two paths are one, by what is written in them.
  private func isSamePath(_ first: PathArgument?, _ second: PathArgument?) -> Bool {
    guard let first, let second else { return false }
    return first.path.lexicallyNormalized() == second.path.lexicallyNormalized()
  }

  /// Lets the process go that the memory was taken from, where it was.
  private func confirmTakeOver(_ machine: RealizedMachine) {
    guard !machine.confirmTakeOver() else { return }
    Console.warning(
      "the process that handed the memory over did not wait: it may give it to another one [existing-unconfirmed]")
  }

  /// Hands the memory over; a signal meanwhile ends the waiting.
  private func handOver(_ machine: RealizedMachine, at path: PathArgument, _ signals: TerminationSignals) throws {
    let peer = try orExit { () throws(HostError) in
      try HandOver.serve(machine, at: path.path, isWanted: { signals.pending() == nil }) { notice in
        Console.notice("\(notice)")
        if case .listening = notice, signals.pending() == nil { confirmTakeOver(machine) }
      }
    }
    if let peer { Console.notice("\(peer) has the memory") }
  }

  // MARK: Tables

  /// The tables that a guest finds in its memory; `nil` where none are wanted, or the architecture has no place
  /// for them.
  private func guestTables(of layout: Layout) -> GuestTables? {
    let set = FirmwareTableSet(layout)
    guard tables == .on, let e820 = set.e820 else { return nil }
    return GuestTables(e820: e820.encoded(), srat: set.srat.encoded(), slit: set.slit.encoded())
  }
}
