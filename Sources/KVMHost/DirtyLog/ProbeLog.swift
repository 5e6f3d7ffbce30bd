import Addresses
import Lowering
import Synchronization

#if arch(x86_64)
  import MachineModel

  /// Holds the log of dirty pages against what the proving guest wrote.
  final class ProbeLog: Sendable {
    private let partition: RealizedPartition
    private let support: DirtyLogSupport
    private let memory: MachineMemory
    /// Slots that KVM logs, in ascending address.
    private let regions: [Region]
    /// Guest physical addresses of pages that KVM logged since the guest began.
    private let found = Mutex<Set<UInt64>>([])

    /// Prepares to look at a partition's log; `nil` where it is off.
    init?(_ partition: RealizedPartition, of machine: RealizedMachine) {
      guard let log = machine.host.dirtyLog, log.scope != nil else { return nil }
      self.partition = partition
      support = log.support
      let snapshot = machine.current.snapshot
      memory = snapshot.memory
      regions = snapshot.regions[partition.index].filter { partition.machine.isLogged($0) }
    }

    /// Takes from KVM what was logged before the guest begins; memc goes on knowing of it.
    func begin() throws(HostError) {
      try partition.takeLogged(of: regions, support, memory)
    }

    /// Takes from KVM what the guest has written until now.
    func collect() throws(HostError) {
      var pages: [UInt64] = []
      try partition.takeLogged(of: regions, support, memory) { region, words in
        for range in DirtyPages.ranges(words, at: region.guest.start, pageSize: HostPages.own.size) {
          pages += stride(from: range.start, to: range.end, by: Int(HostPages.own.size))
        }
      }
      found.withLock { $0.formUnion(pages) }
    }

    /// What became of it, in a line.
    ///
    /// - Parameters:
    ///   - commands: What the guest was to do.
    ///   - pages: Where it ran, and whether it got commands at all.
    func line(_ commands: [ProbeCommand], in pages: ProbePages) -> VerificationLine {
      let found = found.withLock { $0 }
      let writes = commands.filter { $0.action == .write && $0.mmio.isEmpty }
      var written = Set(writes.filter { $0.result != nil }.compactMap { page($0.address) })
      if !commands.isEmpty { written.formUnion(pages.written.compactMap { page($0) }) }
      // A command that was broken off may have written, and a CPU that walks tables may do that as if it wrote to them.
      let allowed = written.union((writes.map(\.address) + pages.walked).compactMap { page($0) })
      return Self.line(
        range: AddressRange(regions.first?.guest.start ?? 0, regions.last?.guest.end ?? 0),
        expectation: "has the \(written.count) pages that the guest wrote",
        Self.outcome(missing: written.subtracting(found), surplus: found.subtracting(allowed)))
    }

    /// The line where no guest runs.
    func line(withoutGuest reason: String) -> VerificationLine {
      Self.line(
        range: AddressRange(regions.first?.guest.start ?? 0, regions.last?.guest.end ?? 0),
        expectation: "has the pages that the guest wrote", .notProbed(reason))
    }

    private static func line(
      range: AddressRange, expectation: String, _ outcome: VerificationLine.Outcome
    ) -> VerificationLine {
      VerificationLine(target: .dirtyLog, range: range, expectation: expectation, outcome: outcome)
    }

    static func outcome(missing: Set<UInt64>, surplus: Set<UInt64>) -> VerificationLine.Outcome {
      var objections: [String] = []
      if let first = missing.min() {
        objections.append(
          "the guest wrote to page \(Units.address(first))\(others(missing)), which the log does not have")
      }
      if let first = surplus.min() {
        objections.append(
          "the log has page \(Units.address(first))\(others(surplus)), to which the guest did not write")
      }
      return objections.isEmpty ? .ok : .mismatch(objections.joined(separator: "; "))
    }

    private static func others(_ pages: Set<UInt64>) -> String {
      pages.count == 1 ? "" : " and \(pages.count - 1) more"
    }

    /// The page of an address; `nil` where KVM does not log it.
    private func page(_ address: UInt64) -> UInt64? {
      let index = regions.firstIndexOfSorted { $0.guest.end > address }
      guard index < regions.count, regions[index].guest.contains(address) else { return nil }
      return address.roundedDown(to: HostPages.own.size)
    }
  }
#endif
