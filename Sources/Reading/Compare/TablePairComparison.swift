import Artifacts
import FieldCoding
import FirmwareTables

/// Compares a table that both inputs have, in what no other comparison tells of it.
struct TablePairComparison {
  private let old: ViewedTable
  private let new: ViewedTable
  private let view: MachineView

  /// - Parameter view: The second input, which may know where records come from.
  init(_ old: ViewedTable, _ new: ViewedTable, of view: MachineView) {
    self.old = old
    self.new = new
    self.view = view
  }

  /// What differs.
  ///
  /// - Returns: Differences, and whether bytes differ of which they do not tell.
  func differences() throws(FileError) -> (told: [Difference], isSilent: Bool) {
    let (before, after) = (try old.bytes(), try new.bytes())
    guard before != after else { return ([], false) }
    let comparison = TableComparison(from: before, to: after, as: new.kind)
    let dumps = (TableDump(unjudged: before, as: new.kind), TableDump(unjudged: after, as: new.kind))
    let encoder = comparison.differences.isEmpty ? nil : TableFacts(view).encoder(of: new)
    var told: [Difference] = []
    var isSilent = comparison.differences.isEmpty
    for difference in comparison.differences {
      let isRemoved = if case .removed = difference.change { true } else { false }
      let dump = isRemoved ? dumps.0 : dumps.1
      if isToldElsewhere(difference.record, dump) {
        isSilent = true
        continue
      }
      var found = Difference(nil, difference.title, words(difference))
      if !isRemoved, let origin = encoder?.origin(at: difference.record.offset) {
        found.origin = FactOrigin(origin)
        found.domain = origin.node.map { UInt32($0) }
      }
      told.append(found)
    }
    return (told, told.isEmpty && isSilent)
  }

  /// Whether addresses, distances and the domains of CPUs say it.
  private func isToldElsewhere(_ record: TableRecord, _ dump: TableDump) -> Bool {
    if dump.distances(of: record) != nil { return true }
    return switch dump.fact(of: record) {
    case .addresses?: true
    case .processor(_, _, let domain)?: domain != nil
    case nil: false
    }
  }

  private func words(_ difference: TableDifference) -> String {
    switch difference.change {
    case .field(let name, let old, let new): "\(name) \(old) → \(new)"
    case .added(let summary): "added" + (summary.map { ", \($0)" } ?? "")
    case .removed(let summary): "removed" + (summary.map { ", was \($0)" } ?? "")
    }
  }
}
