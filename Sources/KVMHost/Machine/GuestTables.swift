import Addresses
import FirmwareTables
public import Lowering
import MachineModel
import Platforms

/// The firmware tables that a guest finds in its memory, as bytes.
public struct GuestTables: Equatable, Sendable {
  /// Bytes of an entry of the e820 map: u64 base, u64 length, u32 type.
  static let entrySize = 20
  /// Where Linux's `boot_params`, the zero page, is put.
  static let zeroPage = PCMap.bootParameters
  /// Where the count of entries stands in the zero page: `e820_entries`.
  static let countOffset: UInt64 = 0x1e8
  /// Where the entries stand in the zero page: `e820_table`.
  static let entriesOffset: UInt64 = 0x2d0
  /// Entries that the zero page holds: E820_MAX_ENTRIES_ZEROPAGE.
  static let maximumEntries = 128
  /// Where the ACPI tables begin.
  static let acpiStart = PCMap.rootPointerSearch

  /// The e820 map: packed entries of 20 bytes.
  public let e820: [UInt8]
  /// The ACPI tables, in the order in which they lie in memory, one behind the other.
  public let acpi: [[UInt8]]

  /// The tables of a layout; `nil` where its architecture has no place for tables.
  public init?(_ layout: Layout) {
    let tables = EncodedTable.all(of: layout)
    guard let e820 = tables.first(where: { $0.kind == TableKind(E820Map.self) }) else { return nil }
    self.init(e820: e820.bytes, acpi: tables.filter(\.isACPI).map(\.bytes))
  }

  /// Creates the tables from encoded bytes.
  public init(e820: [UInt8], acpi: [[UInt8]]) {
    self.e820 = e820
    self.acpi = acpi
  }

  /// Entries of the map.
  var entryCount: Int { e820.count / Self.entrySize }

  /// Guest physical addresses of the zero page.
  static var zeroPageRange: AddressRange { AddressRange(start: zeroPage, size: Units.pageSize) }
  /// Guest physical addresses of the ACPI tables.
  var acpiRange: AddressRange {
    AddressRange(start: Self.acpiStart, size: UInt64(acpi.reduce(0) { $0 + $1.count }))
  }
  private var acpiBytes: [UInt8] { Array(acpi.joined()) }

  /// Guest physical addresses of everything.
  var places: [AddressRange] { [Self.zeroPageRange, acpiRange] }

  /// Whether the map and the ACPI tables are in guest memory where ``load(into:layout:)`` puts them. The rest of the zero
  /// page is the guest's own.
  func stand(in space: GuestSpace) -> Bool {
    let count = try? space.read(1, at: Self.zeroPage + Self.countOffset)
    let entries = try? space.read(e820.count, at: Self.zeroPage + Self.entriesOffset)
    let tables = try? space.read(Int(acpiRange.size), at: Self.acpiStart)
    return count == [UInt8(truncatingIfNeeded: entryCount)] && entries == e820 && tables == acpiBytes
  }

  /// Writes the tables into guest memory.
  func load(into space: GuestSpace, layout: Layout) throws(HostError) {
    try checkPlaces(space, layout)
    var zeroPage = [UInt8](repeating: 0, count: Int(Units.pageSize))
    zeroPage[Int(Self.countOffset)] = UInt8(entryCount)
    zeroPage.replaceSubrange(Int(Self.entriesOffset)..<Int(Self.entriesOffset) + e820.count, with: e820)
    do {
      try space.write(zeroPage, at: Self.zeroPage)
      try space.write(acpiBytes, at: Self.acpiStart)
    } catch {
      throw HostError(
        error.hole == nil ? .contention : .layout, .init(guest: acpiRange), "tables: \(error)\(Self.wayOut)")
    }
  }

  private static let wayOut = "; '--tables off' realizes the layout without them"

  /// Tables lie in writable RAM, where nothing else is, and those of ACPI where a guest does not put anything.
  private func checkPlaces(_ space: GuestSpace, _ layout: Layout) throws(HostError) {
    guard layout.topology.architecture == .x8664 else {
      throw HostError(
        .layout, .init(),
        "tables are loaded for x86_64 only, not for "
          + "\(layout.topology.architecture.rawValue)\(Self.wayOut)")
    }
    guard e820.count % Self.entrySize == 0, entryCount <= Self.maximumEntries else {
      throw HostError(
        .layout, .init(guest: Self.zeroPageRange),
        "the memory map has \(entryCount) entries, but the zero page holds \(Self.maximumEntries)\(Self.wayOut)")
    }
    for (name, range) in [("the zero page", Self.zeroPageRange), ("the ACPI tables", acpiRange)] {
      try checkWritable(name, range, space)
    }
    let range = acpiRange
    if let entry = layout.memoryMap.first(where: { $0.kind == .usable && $0.range.overlaps(range) }) {
      throw HostError(
        .layout, .init(guest: range),
        "the ACPI tables would lie where the memory map says \(entry.range) is usable"
          + Self.wayOut)
    }
  }

  private func checkWritable(_ name: String, _ range: AddressRange, _ space: GuestSpace) throws(HostError) {
    var next = range.start
    while next < range.end {
      guard let region = space.region(containing: next) else {
        throw HostError(
          .layout, .init(guest: range),
          "\(name) would lie where there is no RAM, at \(Units.address(next))\(Self.wayOut)")
      }
      guard region.visibility == .readWrite, !region.isPreexisting else {
        throw HostError(
          .layout, .init(slot: region.slot.number, guest: range),
          "\(name) would lie in "
            + (region.isPreexisting
              ? "memory that was there before" : "a slot that is \(region.visibility.rawValue)")
            + Self.wayOut)
      }
      next = region.guest.end
    }
  }
}
