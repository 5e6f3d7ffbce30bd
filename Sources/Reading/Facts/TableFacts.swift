import Artifacts
import FieldCoding
import FirmwareTables
import Lowering

/// What tables say of addresses, CPUs and distances, each fact with its record.
struct TableFacts {
  /// A CPU, as one record has it.
  struct Processor {
    let ids: [ProcessorID]
    let isThere: Bool
    let domain: UInt32?
    let title: String
    let place: FactPlace
    let origin: FactOrigin?
  }

  private let view: MachineView
  private let tables: [ViewedTable]
  /// The tables of a topology know where their records come from.
  private let layout: Layout?

  init(_ view: MachineView) {
    self.view = view
    layout = view.layout
    tables = view.tables.filter { Self.isFirstHand($0, among: view.tables) }
  }

  /// Whether a table says what no other of its input says.
  static func isFirstHand(_ table: ViewedTable, among tables: [ViewedTable]) -> Bool {
    guard let format = table.format else { return true }
    guard format.imageRole != .derived else { return false }
    return !format.repeated.contains { repeated in tables.contains { $0.kind == TableKind(repeated) } }
  }

  /// What is said of addresses, but for what is on one record a CPU.
  func addresses() throws(FileError) -> [Fact] {
    var facts: [Fact] = []
    try forEachFact { table, dump, record, fact, encoder in
      guard case .addresses(let range, let use, let meaning, let domain, let isThere) = fact else { return }
      var found = Fact(
        FactLayer(use), dump.title(of: record), range: range, meaning: meaning, domain: domain,
        place: .bytes(table: table.name, offset: record.offset, length: record.length))
      found.isThere = isThere
      if let origin = encoder?.origin(at: record.offset) {
        found.origin = FactOrigin(origin)
        found.node = origin.node
      }
      facts.append(found)
    }
    return facts
  }

  /// The CPUs that tables speak of, as far as they are wanted.
  func processors(where isWanted: ([ProcessorID]) -> Bool) throws(FileError) -> [Processor] {
    var found: [Processor] = []
    try forEachFact { table, dump, record, fact, encoder in
      guard case .processor(let ids, let isThere, let domain) = fact, isWanted(ids) else { return }
      found.append(
        Processor(
          ids: ids, isThere: isThere, domain: domain, title: dump.title(of: record),
          place: .bytes(table: table.name, offset: record.offset, length: record.length),
          origin: encoder.flatMap { FactOrigin($0.origin(at: record.offset)) }))
    }
    return found
  }

  /// The distances of SLIT, row by row; `nil` where there is none.
  func distances() throws(FileError) -> [ArraySlice<UInt8>]? {
    for table in tables where table.kind == TableKind(SLIT.self) {
      let dump = TableDump(unjudged: try table.bytes(), as: table.kind)
      var rows: [ArraySlice<UInt8>] = []
      dump.forEachRecord { record in
        if let row = dump.distances(of: record) { rows.append(row) }
      }
      return rows
    }
    return nil
  }

  private func forEachFact(
    _ body: (ViewedTable, TableDump, TableRecord, RecordFact, RecordEncoder?) -> Void
  ) throws(FileError) {
    for table in tables {
      let dump = TableDump(unjudged: try table.bytes(), as: table.kind)
      // Few tables state facts, and only theirs are encoded once more.
      lazy var encoder = self.encoder(of: table)
      dump.forEachRecord { record in
        if let fact = dump.fact(of: record) { body(table, dump, record, fact, encoder) }
      }
    }
  }

  /// What tells where a table's records come from; `nil` for a table that was read.
  func encoder(of table: ViewedTable) -> RecordEncoder? {
    guard let layout, let format = table.format else { return nil }
    return format.encoder(of: layout, keepsOrigins: true)
  }
}
