import Addresses
import Artifacts
import Diagnostics
import FirmwareTables
import Lowering
import Reading

/// What an input says that a topology of it does not.
struct LostFacts {
  /// The tables all of whose records are about memory, CPUs or NUMA.
  private static let tables = [SRAT.title, SLIT.title, HMAT.title, PPTT.title, CEDT.title]

  private let view: MachineView
  private let fit: Fit
  private let goal: FitGoal

  init(_ view: MachineView, _ fit: Fit, _ goal: FitGoal) {
    self.view = view
    self.fit = fit
    self.goal = goal
  }

  /// Tells each record of a kind that the topology's table has none of, and what is another fact; and what nothing tells.
  func report(to sink: inout DiagnosticSink) throws(FileError) {
    if view.layoutFile != nil, view.memslots == nil {
      sink.report(
        ExchangeRule.notImported, at: nil,
        "nothing tells how the host provides memory: of a layout that is in memslots.json")
    }
    guard fit.equal.count < goal.files.count || !view.logs.isEmpty else { return }
    let compiled = MachineView(fit.compilation)
    for table in view.tables
    where Self.tables.contains(table.kind.name) && !fit.equal.contains(table.format?.fileName ?? "") {
      let own = try compiled.tables.first { $0.kind == table.kind }.map { other throws(FileError) in
        try kinds(of: other)
      }
      try reportForeignRecords(of: table, unlike: own ?? [], &sink)
    }
    let comparison = try MachineComparison(view, compiled)
    for group in comparison.groups {
      for difference in (group.cause.map { [$0] } ?? []) + group.consequences
      where Self.isOfTopology(difference) && !isOfImage(difference) {
        sink.report(
          ExchangeRule.notImported, at: nil, "compiled again, \(difference.title): \(difference.change)")
      }
    }
  }

  /// Whether a difference is of what topologies are about: memory, CPUs, distances. Which registers a machine has is not.
  private static func isOfTopology(_ difference: Difference) -> Bool {
    difference.layer != nil
      || (tables + ["distance"]).contains { difference.title.hasPrefix($0) }
  }

  /// Whether a difference is the place that memc has for the tables which the topology compiles to.
  private func isOfImage(_ difference: Difference) -> Bool {
    guard let place = fit.compilation.layout?.acpi, let range = difference.range else { return false }
    let pages = AddressRange(
      place.tables.start.roundedDown(to: Units.pageSize),
      max(place.tables.end, place.rootPointer.end).roundedUp(to: Units.pageSize))
    return difference.layer == .memoryMap && pages.contains(range)
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
