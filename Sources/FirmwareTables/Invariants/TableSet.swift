import Addresses
import FieldCoding
package import Platforms
import Threads

/// The tables of one machine, each read once, and the RAM slots that make them true.
package struct TableSet: Sendable {
  /// A table, as far as it can be read.
  struct Member: Sendable {
    let kind: TableKind
    let bytes: [UInt8]
    let table: any TableFormat
    let issues: [DecodingIssue]

    fileprivate init(_ table: EncodedTable, as format: any TableFormat.Type, beside others: [EncodedTable]) {
      let read = format.read(table.bytes, beside: others)
      kind = table.kind
      bytes = table.bytes
      self.table = read.table
      issues = read.issues.issues
    }
  }

  /// The slots of RAM in ascending address.
  let slots: [TableInvariants.RAMSlot]
  /// Where they are.
  let ram: AddressSet
  /// How many rows SLIT has; `nil` where that is not known.
  let localities: Int?
  /// How the machine's tables are written.
  let style: TableStyle
  /// The tables in the order of the registry.
  let members: [Member]
  /// Bytes of all tables.
  let size: Int

  /// Reads tables.
  ///
  /// - Parameters:
  ///   - tables: The tables, each at most once.
  ///   - slots: The slots of RAM, in any order, without those of devices and of other partitions.
  ///   - localities: How many rows SLIT has; `nil` where that is not known: a domain may have neither CPUs nor memory, so
  ///     that no other table speaks of it.
  ///   - style: How the machine's tables are written.
  package init(
    _ tables: [EncodedTable], slots: [TableInvariants.RAMSlot], localities: Int?, style: TableStyle = TableStyle()
  ) {
    size = tables.reduce(0) { $0 + $1.bytes.count }
    let formats = tableFormats.filter { format in tables.contains { $0.kind.name == format.title } }
    let places = formats.map { format in tables.firstIndex { $0.kind.name == format.title } ?? 0 }
    members = ParallelMap(reading: size).run(formats.count) {
      Member(tables[places[$0]], as: formats[$0], beside: tables)
    }
    self.slots = slots.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    ram = AddressSet(slots.map(\.range))
    self.localities = localities
    self.style = style
  }

  /// What another table says, as far as it can be read; `nil` where it is not there.
  func table<Table: TableFormat>(_: Table.Type) -> Table? { member(Table.self)?.table as? Table }

  /// What a table says that is well formed; `nil` for another one, and where it is not there.
  package func wellFormed<Table: TableFormat>(_: Table.Type) -> Table? {
    member(Table.self).flatMap { $0.issues.isEmpty ? $0.table as? Table : nil }
  }

  private func member<Table: TableFormat>(_: Table.Type) -> Member? {
    members.first { $0.kind.name == Table.title }
  }
}
