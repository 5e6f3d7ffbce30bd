package import Addresses
package import FieldCoding
package import Lowering
import MachineModel

/// The memory map of a guest that is started at its PVH entry point: what `memmap_paddr` of Xen's `struct hvm_start_info`
/// points at, from version 1 on. Entries and types are those of e820.
package struct PVHMemoryMap: Equatable, Sendable {
  /// An entry: 24 bytes, Xen's `struct hvm_memmap_table_entry`.
  package struct Entry: AddressRanged, Hashable, Sendable {
    /// The first address.
    package var base: UInt64
    /// Bytes.
    package var length: UInt64
    /// What the addresses are.
    package var type: E820Type

    /// Creates an entry.
    package init(base: UInt64, length: UInt64, type: E820Type) {
      self.base = base
      self.length = length
      self.type = type
    }

    /// The addresses, up to 2^64 − 1 at most.
    package var range: AddressRange { AddressRange(start: base, size: length) }
  }

  /// The entries.
  package var entries: [Entry]
  /// Where the entries come from.
  package private(set) var origins = RecordOrigins()

  /// Creates a map.
  package init(entries: [Entry] = []) {
    self.entries = entries
  }
}

extension PVHMemoryMap: PackedTable {
  package static let name = "pvh-memmap"
  package static let title = "PVH memory map"
  package static let specification = "Xen, struct hvm_memmap_table_entry"
  package static var repeated: [any TableFormat.Type] { [E820Map.self] }

  /// The map of a layout, entry by entry that of e820; `nil` elsewhere than on x86_64.
  package init?(_ layout: Layout) {
    guard Self.absence(in: layout) == nil else { return nil }
    let map = layout.memoryMapInOrder
    entries = map.map { Entry(base: $0.start, length: $0.end - $0.start, type: E820Type($0.kind)) }
    origins = RecordOrigins(map.map { RecordOrigin($0.origin) })
  }

  package static func absence(in layout: Layout) -> String? {
    let architecture = layout.topology.architecture
    return architecture == .x8664 ? nil : "\(architecture.rawValue) has no PVH memory map"
  }

}

extension PVHMemoryMap.Entry: PackedMapEntry {
  /// What its records are called.
  package static let kind = RecordKind(
    "PVH memory map entry", Self.self,
    fact: { E820Entry(base: $0.base, length: $0.length, type: $0.type).fact }
  ) { entry, text in
    text.append(E820Entry(base: entry.base, length: entry.length, type: entry.type).description)
  }

  package init() {
    self.init(base: 0, length: 0, type: E820Type(rawValue: 0))
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("base", &base, as: .address)
    coder.field("length", &length, as: .bytes)
    var type = type.rawValue
    coder.field("type", &type, as: .named { E820Type(rawValue: UInt32(truncatingIfNeeded: $0)).listing })
    self.type = E820Type(rawValue: type)
    coder.reserved(4)
  }
}
