import FirmwareTables

/// Which tables of two inputs belong together: those of one kind in their order, as a machine may have several of one, such
/// as SSDTs.
struct TablePairs {
  /// What both inputs have.
  let both: [(old: ViewedTable, new: ViewedTable)]
  /// What only the first has, but for what others of it say, too.
  let onlyOld: [ViewedTable]
  /// What only the second has, but for what others of it say, too.
  let onlyNew: [ViewedTable]

  init(_ old: [ViewedTable], _ new: [ViewedTable]) {
    var rest: [TableKind: [ViewedTable]] = [:]
    // Taken from the end, each list gives its first table first.
    for table in old.reversed() { rest[table.kind, default: []].append(table) }
    var both: [(old: ViewedTable, new: ViewedTable)] = []
    var onlyNew: [ViewedTable] = []
    for table in new {
      if let other = rest[table.kind]?.popLast() {
        both.append((other, table))
      } else if TableFacts.isFirstHand(table, among: new) {
        onlyNew.append(table)
      }
    }
    self.both = both
    self.onlyNew = onlyNew
    onlyOld = old.filter { table in
      guard let left = rest[table.kind], !left.isEmpty else { return false }
      rest[table.kind]?.removeLast()
      return TableFacts.isFirstHand(table, among: old)
    }
  }
}
