import Artifacts
import Diagnostics
import FirmwareTables
import Reading

/// What an input says that a topology of it does not.
struct LostFacts {
  private let view: MachineView
  private let fit: Fit
  private let goal: FitGoal

  init(_ view: MachineView, _ fit: Fit, _ goal: FitGoal) {
    self.view = view
    self.fit = fit
    self.goal = goal
  }

  /// Tells each record of a kind that the topology's table has none of, and what is another fact.
  func report(to sink: inout DiagnosticSink) throws(FileError) {
    guard fit.equal.count < goal.files.count || !view.logs.isEmpty else { return }
    let compiled = MachineView(fit.compilation)
    for table in view.tables where table.format != nil && !fit.equal.contains(table.format?.fileName ?? "") {
      let own = try compiled.tables.first { $0.kind == table.kind }.map { other throws(FileError) in
        try kinds(of: other)
      }
      try reportForeignRecords(of: table, unlike: own ?? [], &sink)
    }
    let comparison = try MachineComparison(view, compiled)
    for group in comparison.groups {
      for difference in (group.cause.map { [$0] } ?? []) + group.consequences {
        sink.report(
          ExchangeRule.notImported, at: nil,
          "\(difference.title): \(difference.change) in what the topology compiles to")
      }
    }
  }

  private func kinds(of table: ViewedTable) throws(FileError) -> Set<String> {
    var kinds: Set<String> = []
    TableDump(unjudged: try table.bytes(), as: table.kind).forEachRecord { kinds.insert($0.kind.title) }
    return kinds
  }

  private func reportForeignRecords(
    of table: ViewedTable, unlike kinds: Set<String>, _ sink: inout DiagnosticSink
  ) throws(FileError) {
    guard !kinds.isEmpty else { return }
    let dump = TableDump(unjudged: try table.bytes(), as: table.kind)
    var counts: [String: Int] = [:]
    var found: [String] = []
    dump.forEachRecord { record in
      let title = record.kind.title
      let number = counts[title, default: 0]
      counts[title] = number + 1
      if !kinds.contains(title) { found.append("\(table.name): \(title) #\(number) is not part of a topology") }
    }
    for message in found { sink.report(ExchangeRule.notImported, at: nil, message) }
  }
}
