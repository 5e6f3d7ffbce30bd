import Addresses
package import FieldCoding
package import Lowering
import MachineModel

/// A memory map as UEFI's GetMemoryMap() returns it (UEFI 2.10, section 7.2.3), for who plays firmware to an operating
/// system: descriptors of 40 bytes, which is the descriptor size to hand on with it. Firmware often has 48, so that
/// readers do not rely on 40; the 8 bytes more have no meaning, and no reader needs them.
package struct EFIMemoryMap: Equatable, Sendable {
  /// The descriptors.
  package var entries: [EFIMemoryDescriptor]
  /// Where they come from.
  package private(set) var origins = RecordOrigins()

  /// Creates a map.
  package init(entries: [EFIMemoryDescriptor] = []) {
    self.entries = entries
  }
}

extension EFIMemoryMap: PackedTable {
  package static let name = "efi-memmap"
  package static let title = "EFI memory map"
  package static let specification = "UEFI 2.10, section 7.2.3"
  package static var repeated: [any TableFormat.Type] { [E820Map.self, SRAT.self] }

  /// The map of a layout in whole pages, ascending and disjoint: what is usable only in part is not usable, and a page in
  /// which ranges of two types lie has the one that an operating system keeps away from more.
  package init(_ layout: Layout) {
    var pages = PageTypes(ram: layout.extents.map(\.range))
    for range in BootMemoryMap(layout, isAscending: true).ranges { pages.append(range) }
    self.init(entries: pages.descriptors)
    origins = RecordOrigins(pages.origins)
  }

}

/// Gives pages their types, of ranges that begin and end anywhere.
private struct PageTypes {
  private(set) var descriptors: [EFIMemoryDescriptor] = []
  private(set) var origins: [RecordOrigin] = []

  /// Ascending and disjoint.
  private let ram: [AddressRange]
  private var next = 0

  init(ram: [AddressRange]) {
    self.ram = ram
  }

  /// Takes the next range in ascending order.
  mutating func append(_ range: BootMemoryMap.Range) {
    let type = EFIMemoryType(range.type)
    guard type != .conventional else {
      append(range, type, Self.roundedUp(range.start), range.end.roundedDown(to: Units.pageSize), isRAM: true)
      return
    }
    var start = range.start.roundedDown(to: Units.pageSize)
    let end = Self.roundedUp(range.end)
    // Usable ranges do not reach into this page, as they keep to whole ones.
    while let last = descriptors.last, last.end > start {
      guard type.rank > last.type.rank else {
        start = last.end
        break
      }
      descriptors[descriptors.count - 1].pages -= 1
      guard descriptors[descriptors.count - 1].pages == 0 else { break }
      descriptors.removeLast()
      origins.removeLast()
    }
    append(range, type, start, end, isRAM: isRAM(AddressRange(start, end)))
  }

  private mutating func append(
    _ range: BootMemoryMap.Range, _ type: EFIMemoryType, _ start: UInt64, _ end: UInt64, isRAM: Bool
  ) {
    guard start < end else { return }
    var attributes: EFIMemoryDescriptor.Attributes = isRAM ? .ram : []
    if type == .persistent { attributes.insert(.nonVolatile) }
    if range.isSpecialPurpose { attributes.insert(.specialPurpose) }
    let pages = (end - start) / Units.pageSize
    if let last = descriptors.last, last.end == start, last.type == type, last.attributes == attributes {
      descriptors[descriptors.count - 1].pages += pages
      return
    }
    descriptors.append(
      EFIMemoryDescriptor(type: type, physicalStart: start, pages: pages, attributes: attributes))
    origins.append(range.origin)
  }

  /// The next whole page, but for the last one of all.
  private static func roundedUp(_ address: UInt64) -> UInt64 {
    min(address, .max - Units.pageSize + 1).roundedUp(to: Units.pageSize)
  }

  /// Whether all of a range is RAM. What is none must not be called what can be cached: Linux would take it for memory of
  /// no node.
  private mutating func isRAM(_ range: AddressRange) -> Bool {
    while next < ram.count, ram[next].end <= range.start { next += 1 }
    var start = range.start
    var index = next
    while index < ram.count, ram[index].start <= start {
      start = ram[index].end
      if start >= range.end { return true }
      index += 1
    }
    return false
  }
}
