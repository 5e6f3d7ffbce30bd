import Addresses

#if arch(x86_64)
  import FieldCoding
  import FirmwareTables
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
      return [try memoryMapLine()] + (try tableLines(tables))
    }

    // MARK: Memory map

    private func memoryMapLine() throws(HostError) -> VerificationLine {
      let map = machine.layout.memoryMap
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

    private func tableLines(_ tables: GuestTables) throws(HostError) -> [VerificationLine] {
      let range = tables.acpiRange
      let expected = tables.acpi.map { ExpectedTable($0) }
      var start = range.start
      let blank = expected.map { table in
        let line = VerificationLine(
          target: .table(table.name), range: AddressRange(start: start, size: table.size),
          expectation: table.summary, outcome: .ok)
        start += table.size
        return line
      }
      guard range.size.roundedUp(to: Units.pageSize) / Units.pageSize <= ProbePages.acpiPageLimit else {
        return blank.map { $0.with(.notProbed("the tables are longer than the guest's address space for them")) }
      }
      let stop = try run(
        .tables,
        ProbeRun.Registers(rsi: ProbePages.acpiAddress, rdi: ProbePages.acpiAddress + range.size))
      guard case .end(let words) = stop else { return blank.map { $0.with(.mismatch(Self.reason(stop))) } }
      var rest = words[...]
      var isLost = false
      return zip(blank, expected).map { line, table in
        if isLost { return line.with(.notProbed("the guest does not get there through the table before")) }
        let seen = Array(rest.prefix(table.words.count))
        rest = rest.dropFirst(table.words.count)
        let (objection, canGoOn) = table.objection(to: seen)
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

  /// What the guest should report of a table.
  struct ExpectedTable {
    /// The signature.
    let name: String
    /// Bytes.
    let size: UInt64
    /// What is reported, in order: what it is called, and its value.
    let words: [(label: String, value: UInt32)]

    /// Decodes a table as far as the guest does.
    init(_ bytes: [UInt8]) {
      func number(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset + count <= bytes.count else { return 0 }
        return UInt64(littleEndianBytes: bytes[offset..<offset + count])
      }
      name = String(decoding: bytes.prefix(4), as: UTF8.self)
      size = UInt64(bytes.count)
      var words: [(String, UInt32)] = [
        ("signature", UInt32(number(0, 4))), ("length", UInt32(bytes.count)), ("sum of bytes", 0),
      ]
      switch name {
      case SRAT.title:
        let srat = SRAT.decode(bytes).value
        let memory = srat.memoryAffinities
        let hasDevices = srat.affinities.contains { $0.subject == .device }
        let enabled = memory.filter { $0.flags.contains(.enabled) }.reduce(UInt64(0)) { $0 &+ $1.length }
        words += [
          ("memory affinities", UInt32(memory.count)),
          (
            hasDevices ? "CPU and device affinities" : "CPU affinities",
            UInt32(srat.affinities.count - memory.count)
          ),
          ("enabled bytes, low half", UInt32(truncatingIfNeeded: enabled)),
          ("enabled bytes, high half", UInt32(enabled >> 32)), ("bytes behind the last structure", 0),
        ]
      case SLIT.title: words.append(("localities", UInt32(clamping: SLIT.decode(bytes).value.localities)))
      default: break
      }
      self.words = words.map { (label: $0.0, value: $0.1) }
    }

    /// What the table holds, in words.
    var summary: String {
      switch name {
      case SRAT.title: "has \(words[3].value) memory and \(words[4].value) \(words[4].label)"
      case SLIT.title: "has \(words[3].value) localities"
      default: "is \(size) bytes long"
      }
    }

    /// What is wrong with what the guest reported; and whether it found the table behind this one.
    func objection(to seen: [UInt32]) -> (String?, canGoOn: Bool) {
      var objections: [String] = []
      for (index, word) in words.enumerated() {
        guard index < seen.count else {
          objections.append("the guest stops before the \(word.label)")
          return (objections.joined(separator: "; "), false)
        }
        guard seen[index] != word.value else { continue }
        switch word.label {
        case "signature":
          let text = String(decoding: UInt64(seen[index]).littleEndianBytes.prefix(4), as: UTF8.self)
          return ("the signature is '\(text)', not '\(name)'", false)
        case "length": return ("the length is \(seen[index]), not \(word.value)", false)
        case "sum of bytes": objections.append("the bytes add up to \(seen[index]), not 0 (checksum)")
        default: objections.append("\(word.label): \(seen[index]), not \(word.value)")
        }
      }
      return (objections.isEmpty ? nil : objections.joined(separator: "; "), true)
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
