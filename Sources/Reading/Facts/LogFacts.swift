import Addresses
import FirmwareTables

/// What a kernel's log says of a machine, each fact with its line.
struct LogFacts {
  private let log: KernelLog
  /// What places call the log.
  private let file: String

  init(_ log: KernelLog, file: String) {
    self.log = log
    self.file = file
  }

  /// What the logs of an input say.
  static func all(of view: MachineView) -> [LogFacts] { view.logs.map { LogFacts($0.log, file: $0.file) } }

  /// The proximity domain that each of Linux's nodes is made of.
  private var domains: [UInt32: UInt32] {
    Dictionary(log.affinities.map { ($0.node, $0.domain) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every fact but those of CPUs.
  var all: [Fact] {
    let domains = domains
    return log.map.enumerated().map { index, found in
      Fact(
        .memoryMap, "BIOS-e820 entry #\(index + 1)", range: found.entry.range, meaning: found.entry.type.name,
        place: .line(found.line, of: file))
    }
      + log.affinities.enumerated().map { index, affinity in
        var fact = Fact(
          .affinity, "SRAT memory affinity #\(index + 1)", range: affinity.range,
          meaning: "proximity domain \(affinity.domain)\(affinity.traits)", domain: affinity.domain,
          place: .line(affinity.line, of: file))
        fact.isThere = !affinity.isPluggable
        fact.add("Linux's node", "\(affinity.node)")
        return fact
      }
      + log.nodeRanges.map { range in
        Fact(
          .kernelNode, "memory of Linux's node \(range.node)", range: range.range,
          meaning: Units.bytes(range.range.size), domain: domains[range.node],
          place: .line(range.line, of: file))
      }
      + log.tables.map { table in
        Fact(
          .tables, "table \(table.name)", range: table.range, meaning: Units.bytes(table.range.size),
          place: .line(table.line, of: file))
      }
  }

  /// The CPUs.
  func processors(where isWanted: ([ProcessorID]) -> Bool) -> [TableFacts.Processor] {
    log.processors.filter { isWanted([$0.id]) }.map { cpu in
      TableFacts.Processor(
        ids: [cpu.id], isThere: true, domain: cpu.domain, title: "SRAT: Linux's node \(cpu.node)",
        place: .line(cpu.line, of: file), origin: nil)
    }
  }
}
