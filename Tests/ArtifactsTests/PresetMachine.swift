import Addresses
import Artifacts
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

/// A machine of a preset, compiled.
struct PresetMachine {
  let layout: Layout
  let tables: [EncodedTable]

  /// Compiles a topology, of which nothing is to be told.
  init(_ text: String) throws {
    let compilation = Compilation("memc: 1\n\(text)\n")
    #expect(compilation.text == "")
    layout = try #require(compilation.layout)
    tables = EncodedTable.all(of: layout)
    #expect(LayoutInvariants.violations(of: layout) == [])
    #expect(violations(tables) == [])
  }

  /// The beginnings and the sizes of extents of RAM, those of one node and of the next one as one.
  var regions: [[UInt64]] { AddressSet(layout.extents.map(\.range)).ranges.map { [$0.start, $0.size] } }

  /// The map as it is handed to a guest: beginnings, ends, types.
  var e820: [[UInt64]] {
    E820Map(layout)?.entries.map { [$0.base, $0.base + $0.length, UInt64($0.type.rawValue)] } ?? []
  }

  /// What does not hold of tables on the machine.
  func violations(_ tables: [EncodedTable]) -> [String] {
    let domains = layout.topology.proximityDomains
    return TableInvariants.violations(
      of: tables,
      slots: layout.slots.compactMap { slot in
        slot.node.map {
          TableInvariants.RAMSlot(start: slot.guestPhysicalAddress, end: slot.end, node: Int(domains[$0]))
        }
      }, gaps: layout.geography.gaps.map(\.range), localities: layout.localityCount, style: layout.tableStyle)
  }

  /// The machine's tables with another e820 map.
  func tables(with map: E820Map) -> [EncodedTable] {
    tables.map { $0.kind == TableKind(E820Map.self) ? EncodedTable($0.kind, map.encodedBytes()) : $0 }
  }
}
