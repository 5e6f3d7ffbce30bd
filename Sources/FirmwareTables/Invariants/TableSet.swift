import Addresses
import FieldCoding

/// The tables of one machine, and the RAM slots that make them true.
package struct TableSet: Sendable {
  /// The slots of RAM in ascending address.
  let slots: [TableInvariants.RAMSlot]
  /// Where they are.
  let ram: AddressSet
  /// How many proximity domains there are; `nil` where that is not known.
  let nodes: Int?
  private let tables: [EncodedTable]

  init(_ tables: [EncodedTable], slots: [TableInvariants.RAMSlot], nodes: Int?) {
    self.tables = tables
    self.slots = slots.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    ram = AddressSet(of: slots)
    self.nodes = nodes
  }

  /// What another table says, as far as it can be read; `nil` where it is not there.
  func table<Table: TableFormat>(_: Table.Type) -> Table? {
    tables.first { $0.kind == TableKind(Table.self) }.map { Table.decode($0.bytes).value }
  }
}
