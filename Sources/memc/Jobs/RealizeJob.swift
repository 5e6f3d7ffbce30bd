import Addresses
import ArgumentParser
import Artifacts
import Diagnostics
import FirmwareTables
import KVMHost
import Lowering
import MachineModel
import SystemPackage

/// What `memc realize` is asked to do.
struct RealizeJob: CommandJob {
  /// Whether tables are loaded into the guest's memory.
  enum Tables: String, CaseIterable {
    case on
    case off
  }

  /// What the proving guest may do with memory that was there before.
  enum Verify: String, CaseIterable {
    /// Memory of files, and memory that was taken over, is read only.
    case read
    /// Such memory is written as well, and restored.
    case write
  }

  /// How the log of dirty pages is kept.
  enum DirtyLog: String, CaseIterable {
    /// As a bitmap a slot.
    case bitmap
    /// As a ring a vCPU.
    case ring

    var mode: DirtyLogMode {
      switch self {
      case .bitmap: .bitmap
      case .ring: .ring
      }
    }
  }

  /// The topology.
  let file: PathArgument
  /// What the proving guest may do; `nil` where none is asked for.
  let verify: Verify?
  /// Whether pages that are there already are brought to their host nodes.
  let movesPages: Bool
  /// Devices that reach the memory.
  let devices: [DMADevice]
  /// What is given back to the host: guest physical addresses.
  let discards: [AddressRange]
  /// How the log of dirty pages is kept; `nil` for none.
  let dirtyLog: DirtyLog?
  /// Whether the machine is kept until a signal.
  let holds: Bool
  /// The socket of those that look into the machine.
  let inspect: PathArgument?
  /// The socket on which the memory is handed over.
  let share: PathArgument?
  /// The socket from which memory is taken over.
  let existing: PathArgument?
  /// The form of the report.
  let format: OutputForm
  /// Whether tables are loaded into guest memory.
  let loadsTables: Bool
  /// Whether memory may be from anywhere where a host node is missing.
  let allowsUnbound: Bool
  /// Threads that populate memory; `nil` for the CPUs of the host nodes.
  let threads: Int?
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    file: PathArgument, verify: Verify?, movesPages: Bool, devices: [DMADevice], discards: [AddressRange],
    dirtyLog: DirtyLog?,
    holds: Bool,
    inspect: PathArgument?,
    share: PathArgument?,
    existing: PathArgument?, format: OutputForm, loadsTables: Bool, allowsUnbound: Bool, threads: Int?,
    diagnostics: DiagnosticSettings
  ) {
    self.file = file
    self.verify = verify
    self.movesPages = movesPages
    self.devices = devices
    self.discards = discards
    self.dirtyLog = dirtyLog
    self.holds = holds
    self.inspect = inspect
    self.share = share
    self.existing = existing
    self.format = format
    self.loadsTables = loadsTables
    self.allowsUnbound = allowsUnbound
    self.threads = threads
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      file: PathArgument(argument: arguments.operands[0]),
      verify: arguments.has("verify") ? try arguments.value("verify") ?? .read : nil,
      movesPages: arguments.has("move"), devices: try arguments.all("dma", DMADeviceArgument.self).map(\.device),
      discards: try arguments.all("discard", AddressRangeArgument.self).map(\.range),
      dirtyLog: arguments.has("dirty-log") ? try arguments.value("dirty-log") ?? .bitmap : nil,
      holds: arguments.has("hold"),
      inspect: try arguments.value("inspect"), share: try arguments.value("share"),
      existing: try arguments.value("existing"), format: try arguments.value("format") ?? .text,
      loadsTables: try arguments.value("tables", Tables.self) != .off,
      allowsUnbound: arguments.has("allow-unbound"),
      threads: try arguments.value("threads"), diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if let device = devices.first(where: { device in devices.count { $0.address == device.address } > 1 }) {
      return "--dma names device \(device.address) twice"
    }
    if let threads, threads < 1 || threads > 1024 { return "--threads is 1 to 1024" }
    if inspect != nil, !holds { return "--inspect needs --hold: only a machine that is kept can be looked into" }
    if let inspect, inspect.path.isSame(as: share?.path) || inspect.path.isSame(as: existing?.path) {
      return "--inspect needs a socket of its own, not that of --share or --existing"
    }
    return nil
  }

  func run() throws { try diagnostics.telling(realize) }

  private func realize() throws {
    guard let source = Inputs.source(file) else { throw ExitStatus.noInput }
    let caller = Caller(job: self, source: source)
    do {
      switch try sequence.run(for: caller) {
      case .done: return
      case .layoutHasErrors, .disproved: throw ExitStatus.failed
      case .stopped: throw ExitCode(128 + (caller.signals.pending() ?? 0))
      }
    } catch let failure as RealizationSequence.Failure {
      switch failure.step {
      case .realize, .move, .attach, .discard, .startLog, .verify: Console.error("\(source.name): \(failure.error)")
      default: Console.error("\(failure.error)")
      }
      throw ExitCode(failure.error.exitCode)
    }
  }

  private var sequence: RealizationSequence {
    var sequence = RealizationSequence()
    sequence.existing = existing?.path
    sequence.share = share?.path
    sequence.inspect = inspect?.path
    sequence.movesPages = movesPages
    sequence.devices = devices
    sequence.discards = discards
    sequence.holds = holds
    if let verify {
      var settings = VerificationOptions()
      settings.writesFiles = verify == .write
      sequence.verification = settings
    }
    sequence.options.dirtyLog = dirtyLog?.mode
    sequence.options.allowsUnbound = allowsUnbound
    sequence.options.populationThreads = threads
    sequence.options.legacySplitOnHugepages = diagnostics.overrides.severity(of: LayoutRule.legacySplitOnHugepages)
    return sequence
  }
}

/// What the command gives a realization, and how it prints what becomes of it; a signal ends it.
private struct Caller: RealizationCaller {
  let job: RealizeJob
  let source: SourceFile
  let signals = TerminationSignals()
  private let bar = ProgressBar()

  init(job: RealizeJob, source: SourceFile) {
    self.job = job
    self.source = source
  }

  func isWanted() -> Bool { signals.pending() == nil }

  func layout(for plan: RealizationPlan) -> Layout? {
    let compilation = Compiler(overrides: job.diagnostics.overrides, additionalChecks: plan.checks).compile(source)
    job.diagnostics.show(compilation.diagnostics, of: source)
    return compilation.layout
  }

  /// `nil` also where the architecture has no place for tables.
  func tables(for layout: Layout) -> GuestTables? { job.loadsTables ? GuestTables(layout) : nil }

  func show(_ progress: RealizationProgress) { bar.show(progress) }

  func hasRealized() { bar.end() }

  func report(_ machine: RealizedMachine, _ findings: RealizationFindings) throws {
    let report = MachineReport(machine)
    switch job.format {
    case .text:
      let changes =
        findings.moves.map { "\($0)\n" } + findings.dma.map { "\($0)\n" } + findings.discards.map { "\($0)\n" }
        + (findings.dirtyLog.map { ["\($0)\n"] } ?? [])
      let lines = findings.verification.map { lines in "\n" + lines.map { "\($0)\n" }.joined() } ?? ""
      try Console.result(report.description + (changes.isEmpty ? "" : "\n" + changes.joined()) + lines)
    case .json: try Console.result(report.json(findings))
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
