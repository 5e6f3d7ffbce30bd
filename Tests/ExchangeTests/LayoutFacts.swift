import FieldCoding
import FirmwareTables
import Lowering
import MachineModel

/// What a guest and its host learn of a layout: two machines that agree in it are one to both.
struct LayoutFacts: Equatable, CustomStringConvertible {
  /// The slots, a line each.
  let slots: String
  /// The tables and maps, by their names in lower case.
  let tables: [String: [String]]
  /// The CPUs that are there from the start; `nil` for all.
  let present: UInt32?

  /// The facts of a layout.
  ///
  /// - Parameter names: Which tables.
  init(_ layout: Layout, _ names: [String] = Self.tables) {
    slots = layout.description
    let stated = layout.topology.processors.present?.value
    present = stated.flatMap { $0 < layout.topology.cpus.count ? $0 : nil }
    var tables: [String: [String]] = [:]
    for table in EncodedTable.all(of: layout) where names.contains(table.kind.name.lowercased()) {
      tables[table.kind.name.lowercased()] = Self.lines(table.bytes)
    }
    self.tables = tables
  }

  /// What tells a guest of memory, CPUs and nodes.
  static let tables = ["e820", "efi-memmap", "srat", "slit", "hmat"]

  /// Bytes, 16 a line.
  static func lines(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      bytes[start..<min(start + 16, bytes.count)].map { Hexadecimal.digits(UInt64($0), count: 2) }
        .joined(separator: " ")
    }
  }

  var description: String {
    slots
      + tables.sorted { $0.key < $1.key }.map { "\($0.key)\n\($0.value.joined(separator: "\n"))\n" }.joined()
      + (present.map { "\($0) CPUs are there\n" } ?? "")
  }
}
