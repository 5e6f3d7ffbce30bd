import Addresses

#if arch(x86_64)
  import Lowering
  import MachineModel

  /// Has the guest walk the tables in its memory, and compares what it counts with what it was given.
  struct TableWalk {
    private let machine: RealizedMachine
    private let tables: GuestTables?
    private let run: (ProbeCode.Entry, ProbeRun.Registers) throws(HostError) -> ProbeCPU.Stop

    /// - Parameters:
    ///   - tables: What lies in the guest's memory; `nil` for nothing.
    ///   - run: Runs the guest from an entry.
    init(
      _ machine: RealizedMachine, _ tables: GuestTables?,
      run: @escaping (ProbeCode.Entry, ProbeRun.Registers) throws(HostError) -> ProbeCPU.Stop
    ) {
      self.machine = machine
      self.tables = tables
      self.run = run
    }

    /// A line for the memory map and for each table; none where there are no tables.
    func lines() throws(HostError) -> [VerificationLine] {
      guard let tables else { return [] }
      let map = try memoryMapLine()
      return if let image = tables.acpi { [map] + (try tableLines(image)) } else { [map] }
    }

    // MARK: Memory map

    private func memoryMapLine() throws(HostError) -> VerificationLine {
      let map = machine.layout.memoryMapInOrder
      let stop = try run(.map, ProbeRun.Registers(rbx: ProbePages.zeroPageAddress))
      let outcome: VerificationLine.Outcome
      if case .end(let words) = stop {
        outcome = Self.objection(words, map).map { .mismatch($0) } ?? .ok
      } else {
        outcome = .mismatch(Self.reason(stop))
      }
      return VerificationLine(
        target: .memoryMap, range: GuestTables.zeroPageRange, expectation: "has \(map.count) entries",
        outcome: outcome)
    }

    private static func objection(_ words: [UInt32], _ map: [MemoryMapEntry]) -> String? {
      guard let count = words.first, Int(count) == map.count, words.count == 1 + 5 * map.count else {
        return "the guest counts \(words.first ?? 0) entries, not \(map.count)"
      }
      for (index, entry) in map.enumerated() {
        let found = words[(1 + 5 * index)...].prefix(5).map { UInt64($0) }
        let base = found[0] | found[1] << 32
        let length = found[2] | found[3] << 32
        let name = "entry \(index)"
        if base != entry.start {
          return "\(name) begins at \(Units.address(base)), not \(Units.address(entry.start))"
        }
        if length != entry.end - entry.start {
          return "\(name) at \(Units.address(base)) is \(Units.address(length)) long, not "
            + Units.address(entry.end - entry.start)
        }
        if found[4] != UInt64(entry.kind.e820Type) {
          return "\(name) at \(Units.address(base)) is of type \(found[4]), not \(entry.kind.e820Type)"
        }
      }
      return nil
    }

    private static func reason(_ stop: ProbeCPU.Stop) -> String {
      switch stop {
      case .end: ""
      case .failure(let reason): reason
      case .hang: ProbeRun.hang
      }
    }

    // MARK: ACPI tables

    private func tableLines(_ image: GuestTables.Image) throws(HostError) -> [VerificationLine] {
      let expected = ExpectedTable.all(of: image)
      let blank = expected.map { table in
        VerificationLine(
          target: .table(table.name), range: table.range, expectation: table.summary, outcome: .ok)
      }
      guard let window = ProbePages.ImageWindow(image) else {
        return blank.map { $0.with(.notProbed("the tables are longer than the guest's address space for them")) }
      }
      let stop = try run(
        .tables,
        ProbeRun.Registers(
          rbx: window.tables.start, rcx: window.tables.end, rsi: window.rootPointer, rdi: window.offset))
      guard case .end(let words) = stop else { return blank.map { $0.with(.mismatch(Self.reason(stop))) } }
      var rest = words[...]
      var isLost = false
      return zip(blank, expected).map { line, table in
        if isLost { return line.with(.notProbed("the guest does not get there through the table before")) }
        let seen = Array(rest.prefix(table.words.count))
        rest = rest.dropFirst(table.words.count)
        let memory = try? machine.space.read(Int(table.range.size), at: table.range.start)
        let (objection, canGoOn) = table.objection(to: seen, memory: memory)
        isLost = !canGoOn
        return line.with(objection.map { .mismatch($0) } ?? .ok)
      }
    }
  }

  extension VerificationLine {
    fileprivate func with(_ outcome: Outcome) -> VerificationLine {
      VerificationLine(target: target, range: range, expectation: expectation, outcome: outcome)
    }
  }

  extension MemoryMapEntry.Kind {
    /// The type of an e820 entry.
    fileprivate var e820Type: UInt32 {
      switch self {
      case .usable: 1
      case .reserved(let kind): kind.rawValue
      }
    }
  }
#endif
