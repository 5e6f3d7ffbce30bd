package import Addresses
package import Lowering
package import SystemPackage

/// The life of a machine, from the memory that it takes over to its end, in the one right order:
/// take over → check → realize → move → attach → discard → start of the dirty log → verify → report → confirm → share → hold.
///
/// What a person or a program is told meanwhile, and where the layout comes from, is the ``RealizationCaller``'s.
package struct RealizationSequence {
  /// The steps in which the host can refuse something.
  package enum Step: Sendable {
    /// Makes sure, before anything is built, that there can be the sockets that are asked for.
    case prepare
    /// Takes memory over from another process.
    case takeOver
    /// Builds the machine.
    case realize
    /// Brings pages to their host nodes.
    case move
    /// Lets devices reach the memory.
    case attach
    /// Gives memory back that is not to be there; of what devices reach none can go.
    case discard
    /// Starts the log of dirty pages.
    case startLog
    /// Has a guest prove it, and looks at the log; from here on it can be inspected.
    case verify
    /// Hands the memory to another process.
    case share
  }

  /// Where and why a sequence came to an end that nobody asked for.
  package struct Failure: Error {
    /// The step that failed.
    package let step: Step
    /// Why.
    package let error: HostError
  }

  /// How a sequence ends that does not fail.
  package enum Ending: Sendable {
    /// Everything was done.
    case done
    /// The layout has errors, of which the caller knows.
    case layoutHasErrors
    /// The guest found that the machine is not what its layout says: it was neither confirmed nor shared.
    case disproved
    /// The caller no longer wanted it.
    case stopped
  }

  /// The socket that memory is taken over from; `nil` where all memory is new.
  package var existing: FilePath?
  /// The socket that the memory is handed over at; `nil` where it is not.
  package var share: FilePath?
  /// The socket that tells what the machine is; `nil` for none.
  package var inspect: FilePath?
  /// Whether pages that are there already are brought to their host nodes.
  package var movesPages = false
  /// Devices that reach the memory.
  package var devices: [DMADevice] = []
  /// What is given back behind the population: guest physical addresses.
  package var discards: [AddressRange] = []
  /// How a guest proves the machine; `nil` where none does.
  package var verification: VerificationOptions?
  /// Whether the machine is kept when everything else is done.
  package var holds = false
  /// What else the caller decides; memory that is taken over comes to it.
  package var options = RealizationOptions()

  /// A sequence that takes nothing over, builds a machine, reports it and lets it go.
  package init() {}

  /// Runs the sequence; when it returns, everything is released.
  ///
  /// - Parameter caller: Whoever is told of it. In the steps that build and take over it may end the sequence at any
  ///   time (``RealizationCaller/isWanted()``).
  /// - Throws: ``Failure`` where the host refuses, or what the caller's report throws.
  package func run(for caller: some RealizationCaller) throws -> Ending {
    do {
      return try steps(for: caller)
    } catch let failure as Failure {
      switch failure.step {
      case .takeOver, .realize, .move, .attach, .discard, .startLog, .verify:
        if !caller.isWanted() { return .stopped }
      default: break
      }
      throw failure
    }
  }

  private func steps(for caller: some RealizationCaller) throws -> Ending {
    // Before anything that is built, or taken from another process, would have to be given up again.
    let inspection = try run(.prepare) { () throws(HostError) in
      if let share { try HandOver.check(path: share) }
      return if let inspect { try InspectionSocket(path: inspect) } else { nil as InspectionSocket? }
    }

    var options = options
    options.movesPages = movesPages
    options.devices = devices
    options.existing = try run(.takeOver) { () throws(HostError) in
      if let existing { try HandOver.take(from: existing, isWanted: caller.isWanted) } else { nil }
    }
    let plan = RealizationPlan(existing: options.existing?.memory, isShared: share != nil)
    guard let layout = caller.layout(for: plan) else { return .layoutHasErrors }

    let machine = try run(.realize) { () throws(HostError) in
      defer { caller.hasRealized() }
      return try Realization.run(
        layout, options: options, tables: caller.tables(for: layout),
        progress: {
          caller.show($0)
          return caller.isWanted()
        }, isWanted: caller.isWanted)
    }
    // What of it no node took is not to be kept.
    options.existing = nil

    let moved = try run(.move) { () throws(HostError) in movesPages ? try machine.moveToHostNodes() : [] }
    let attached = try run(.attach) { () throws(HostError) in
      try machine.attach(devices, on: options.host, by: options.deviceCalls)
    }
    let discarded = try run(.discard) { () throws(HostError) in try machine.discard(discards) }
    let started = try run(.startLog) { () throws(HostError) in
      guard options.dirtyLog != nil else { return Duration.zero }
      return try ContinuousClock().timing { () throws(HostError) in try machine.startDirtyLog() }
    }
    var verification = verification
    verification?.zeros = discarded.flatMap(\.result.ranges)
    let (lines, log) = try run(.verify) { () throws(HostError) in
      let lines: [VerificationLine]? =
        if let verification { try Verification.run(machine, options: verification) } else { nil }
      let log = try machine.host.dirtyLog.map { (log) throws(HostError) in
        try DirtyLogOutcome(log.support, of: machine, start: started)
      }
      try inspection?.serve(machine)
      return (lines, log)
    }
    let isProven = lines?.contains(where: \.isMismatch) != true

    try caller.report(
      machine,
      RealizationFindings(
        moves: moved, dma: attached.map { DMAReach($0) }, discards: discarded, dirtyLog: log, verification: lines))
    if isProven {
      if existing != nil, !caller.isWanted() { return .stopped }
      // Nothing can fail any more but the socket for the next process, which is there before the confirmation; unless
      // it is the very one that this machine was taken from.
      if share?.isSame(as: existing) ?? true { confirm(machine, caller) }
      if let share { try handOver(machine, at: share, caller) }
    }
    if holds {
      caller.waitForEnd()
    } else if !caller.isWanted() {
      return .stopped
    }
    inspection?.stop()
    // Whatever the machine holds is released here, not while it is still being asked.
    withExtendedLifetime(machine) {}
    return isProven ? .done : .disproved
  }

  private func confirm(_ machine: RealizedMachine, _ caller: some RealizationCaller) {
    if !machine.confirmTakeOver() { caller.hasNotConfirmed() }
  }

  private func handOver(_ machine: RealizedMachine, at path: FilePath, _ caller: some RealizationCaller) throws {
    let peer = try run(.share) { () throws(HostError) in
      try HandOver.serve(machine, at: path, isWanted: caller.isWanted) { notice in
        caller.show(notice)
        if case .listening = notice, caller.isWanted() { confirm(machine, caller) }
      }
    }
    if let peer { caller.hasHandedOver(to: peer) }
  }

  /// What a body gives; where the host refuses, the error says in which step.
  private func run<Result>(_ step: Step, _ body: () throws(HostError) -> Result) throws(Failure) -> Result {
    do throws(HostError) {
      return try body()
    } catch {
      throw Failure(step: step, error: error)
    }
  }
}

extension ContinuousClock {
  /// How long something takes.
  fileprivate func timing(_ body: () throws(HostError) -> Void) throws(HostError) -> Duration {
    let start = now
    try body()
    return now - start
  }
}

extension FilePath {
  /// Whether two paths are one, by what is written in them; none is the same as no path.
  package func isSame(as other: FilePath?) -> Bool { lexicallyNormalized() == other?.lexicallyNormalized() }
}

/// Whoever has a ``RealizationSequence`` run: gives it the layout, shows what becomes of it, and says when to stop.
package protocol RealizationCaller {
  /// Whether to go on: asked thousands of times.
  func isWanted() -> Bool
  /// The layout to realize, compiled with the plan's checks; `nil` where it has errors, which were shown.
  func layout(for plan: RealizationPlan) -> Layout?
  /// The firmware tables to load; `nil` for none.
  func tables(for layout: Layout) -> GuestTables?
  /// Shows how far the realization is.
  func show(_ progress: RealizationProgress)
  /// Ends what was shown of the realization, which has succeeded or failed.
  func hasRealized()
  /// Reports the machine, and what became of what else was asked for.
  func report(_ machine: RealizedMachine, _ findings: RealizationFindings) throws
  /// Shows what happens while the memory is offered.
  func show(_ notice: HandOverNotice)
  /// Warns that the process that handed the memory over did not wait for the confirmation.
  func hasNotConfirmed()
  /// Shows which process has the memory now.
  func hasHandedOver(to peer: HandOverPeer)
  /// Waits until the machine shall end.
  func waitForEnd()
}
