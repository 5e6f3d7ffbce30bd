import Addresses
import FieldCoding
import FirmwareTables
public import Lowering
import MachineModel

/// The firmware tables that a guest finds in its memory, as bytes.
public struct GuestTables: Equatable, Sendable {
  /// Where Linux's `boot_params`, the zero page, is put.
  static let zeroPage = ZeroPage.address

  /// Bytes at an address of the guest.
  package struct Part: Equatable, Sendable {
    /// What they are, as it stands in a sentence.
    let name: String
    /// The first guest physical address.
    let start: UInt64
    /// What lies there.
    let bytes: [UInt8]

    /// Guest physical addresses.
    var range: AddressRange { AddressRange(start: start, size: UInt64(bytes.count)) }
  }

  /// The ACPI image.
  package struct Image: Equatable, Sendable {
    /// RSDP.
    let rootPointer: Part
    /// All other tables, one behind the other.
    let tables: Part

    /// An image with its place.
    package init(rootPointer: [UInt8], at pointerAddress: UInt64, tables: [UInt8], at address: UInt64) {
      self.rootPointer = Part(name: "the ACPI root pointer", start: pointerAddress, bytes: rootPointer)
      self.tables = Part(name: "the ACPI tables", start: address, bytes: tables)
    }

    /// The image of a layout; `nil` where there is no place for one.
    init?(_ layout: Layout) {
      guard let place = layout.acpi, let pointer = RSDP(layout), let image = ACPIImage(layout) else { return nil }
      self.init(
        rootPointer: pointer.encodedBytes(), at: place.rootPointer.start, tables: image.bytes,
        at: place.tables.start)
    }

    var parts: [Part] { [rootPointer, tables] }
  }

  /// The e820 map: packed entries of 20 bytes.
  public let e820: [UInt8]
  /// The ACPI tables; `nil` where there are none.
  package let acpi: Image?

  /// The tables of a layout; `nil` where its architecture has no place for tables.
  public init?(_ layout: Layout) {
    guard let map = E820Map(layout) else { return nil }
    self.init(e820: map.encoded(), acpi: Image(layout))
  }

  /// Creates the tables from encoded bytes.
  package init(e820: [UInt8], acpi: Image?) {
    self.e820 = e820
    self.acpi = acpi
  }

  /// Entries of the map.
  var entryCount: Int { e820.count / E820Entry.byteCount }

  /// Guest physical addresses of the zero page.
  static var zeroPageRange: AddressRange { AddressRange(start: zeroPage, size: Units.pageSize) }
  private var imageParts: [Part] { acpi?.parts ?? [] }

  /// Guest physical addresses of everything.
  var places: [AddressRange] { [Self.zeroPageRange] + imageParts.map(\.range) }

  /// Whether the map and the ACPI tables are in guest memory where ``load(into:layout:)`` puts them. The rest of the zero
  /// page is the guest's own.
  func stand(in space: GuestSpace) -> Bool {
    let count = try? space.read(1, at: Self.zeroPage + UInt64(ZeroPage.countOffset))
    let entries = try? space.read(e820.count, at: Self.zeroPage + UInt64(ZeroPage.entriesOffset))
    guard count == [UInt8(truncatingIfNeeded: entryCount)], entries == e820 else { return false }
    return imageParts.allSatisfy { part in (try? space.read(part.bytes.count, at: part.start)) == part.bytes }
  }

  /// Writes the tables into guest memory.
  func load(into space: GuestSpace, layout: Layout) throws(HostError) {
    try checkPlaces(space, layout)
    var zeroPage = [UInt8](repeating: 0, count: Int(Units.pageSize))
    zeroPage[ZeroPage.countOffset] = UInt8(entryCount)
    zeroPage.replaceSubrange(ZeroPage.entriesOffset..<ZeroPage.entriesOffset + e820.count, with: e820)
    if let acpi {
      zeroPage.replaceSubrange(
        ZeroPage.rootPointerOffset..<ZeroPage.rootPointerOffset + 8, with: acpi.rootPointer.start.littleEndianBytes)
    }
    let zeroPagePart = Part(name: Self.zeroPageName, start: Self.zeroPage, bytes: zeroPage)
    for part in [zeroPagePart] + imageParts {
      do {
        try space.write(part.bytes, at: part.start)
      } catch {
        throw HostError(
          error.hole == nil ? .contention : .layout, .init(guest: part.range), "tables: \(error)\(Self.wayOut)")
      }
    }
  }

  private static let zeroPageName = "the zero page"
  private static let wayOut = "; '--tables off' realizes the layout without them"

  /// Tables lie in writable RAM, where nothing else is, and those of ACPI where a guest does not put anything.
  private func checkPlaces(_ space: GuestSpace, _ layout: Layout) throws(HostError) {
    guard layout.topology.architecture == .x8664 else {
      throw HostError(
        .layout, .init(),
        "tables are loaded for x86_64 only, not for "
          + "\(layout.topology.architecture.rawValue)\(Self.wayOut)")
    }
    guard e820.count % E820Entry.byteCount == 0, entryCount <= ZeroPage.maximumEntries else {
      throw HostError(
        .layout, .init(guest: Self.zeroPageRange),
        "the memory map has \(entryCount) entries, but the zero page holds \(ZeroPage.maximumEntries)\(Self.wayOut)"
      )
    }
    try checkWritable(Self.zeroPageName, Self.zeroPageRange, space)
    for part in imageParts {
      try checkWritable(part.name, part.range, space)
      let range = part.range
      guard let entry = layout.memoryMap.first(where: { $0.kind == .usable && $0.range.overlaps(range) }) else {
        continue
      }
      throw HostError(
        .layout, .init(guest: range),
        "\(part.name) would lie where the memory map says \(entry.range) is usable" + Self.wayOut)
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
