import Addresses
import FieldCoding
import Lowering
import MachineModel
import Platforms

/// The RAM of a layout that its ACPI image can take: what the guest may read and write, and what either nobody uses as the
/// memory map has it, or is carved out of what it calls usable.
struct ImageSpace {
  /// An image with its place.
  struct Place {
    let placement: ACPIPlacement
    /// What was usable and is the image's.
    let carved: [ReservedRange]
  }

  private let layout: Layout
  /// RAM that the guest does not read and write as it likes.
  private let restricted: [AddressRange]
  /// Where the root pointer of a PC lies where that is free.
  private let rootPointer: UInt64

  init(_ layout: Layout) {
    self.layout = layout
    rootPointer = PlatformRegistry.preset(named: layout.geography.name)?.rootPointer ?? PCMap.rootPointerSearch
    restricted =
      layout.topology.visibility.isEmpty ? [] : layout.slots.filter { $0.visibility != .readWrite }.map(\.range)
  }

  private var isPC: Bool { layout.topology.architecture == .x8664 }

  /// Where an image lies that no address is stated for, as the end of a sentence.
  var rule: String {
    guard isPC else {
      return
        "in usable RAM from \(Units.address(start)) on, \(Units.bytes(ImagePlacement.distanceFromDRAM)) above the "
        + "lowest"
    }
    let search = AddressRange(rootPointer, PCMap.firstMegabyteEnd)
    return
      "in RAM at \(search) that is not usable, or in usable RAM from 1 MiB to 4 GiB, and the guest may write there"
  }

  // MARK: By rule

  /// Places an image where its machine's kind has it; `nil` where there is no place.
  func place(_ tables: ImageTables) -> Place? { isPC ? placeOnPC(tables) : placeAboveDRAM(tables) }

  /// The root pointer where operating systems search for it, and the tables behind it while there is room; or else at the
  /// top of RAM.
  private func placeOnPC(_ tables: ImageTables) -> Place? {
    let low = searched
    let start = rootPointer + UInt64(ImageTables.aligned(RSDP.Fields.byteCount))
    if start + UInt64(tables.byteCount) <= low.end {
      return Place(placement: tables.placement(at: start, rootPointer: low.start), carved: [])
    }
    let pointer = pointerPlace
    let size = (pointer == nil ? UInt64(tables.byteCountWithPointer) : UInt64(tables.byteCount))
    for range in candidates where size <= range.size {
      let start = (range.end - size).roundedDown(to: ImagePlacement.alignment)
      guard start >= range.start else { continue }
      return taking(AddressRange(start: start, size: size), tables, rootPointer: pointer)
    }
    return nil
  }

  /// The root pointer and the tables behind it, at a fixed distance from the lowest RAM, or where that is taken, in the next
  /// RAM above.
  private func placeAboveDRAM(_ tables: ImageTables) -> Place? {
    let pointerSize = UInt64(ImageTables.aligned(RSDP.Fields.byteCount))
    for free in usable {
      let pointer = free.start <= start ? start : free.start.roundedUp(to: ImagePlacement.alignment)
      let pages = pages(of: AddressRange(start: pointer, size: pointerSize + UInt64(tables.byteCount)))
      guard free.contains(pages) else { continue }
      return Place(
        placement: tables.placement(at: pointer + pointerSize, rootPointer: pointer), carved: [carved(pages)])
    }
    return nil
  }

  private var start: UInt64 { layout.geography.dramBase + ImagePlacement.distanceFromDRAM }

  // MARK: At an address

  /// Places an image at an address; `nil` where it cannot lie there.
  func place(_ tables: ImageTables, at address: UInt64) -> Place? {
    guard obstacle(to: tables, at: address) == nil else { return nil }
    return taking(range(of: tables, at: address), tables, rootPointer: pointerPlace)
  }

  /// The highest address that could be stated for an image; `nil` where there is none.
  func address(for tables: ImageTables) -> UInt64? {
    var taken = restricted + layout.geography.reserved.filter { !Self.isTakeable($0.kind) }.map(\.range)
    if let pointer = pointerPlace {
      taken.append(AddressRange(start: pointer, size: UInt64(RSDP.Fields.byteCount)))
    }
    if isPC { taken.append(AddressRange(PCMap.high, .max)) }
    let free = AddressSet(layout.slots.map(\.range)).subtracting(AddressSet(taken)).ranges
    for range in free.reversed() {
      let size = self.range(of: tables, at: range.start).size
      guard size <= range.size else { continue }
      let address = (range.end - size).roundedDown(to: Units.pageSize)
      if address >= range.start { return address }
    }
    return nil
  }

  /// What to do where no address could be stated, as the beginning of a sentence.
  var remedy: String {
    isPC ? "have RAM below 4 GiB that the guest may write to" : "have more RAM that the guest may write to"
  }

  /// Why an image cannot lie at an address.
  func objection(to tables: ImageTables, at address: UInt64) -> String {
    "the ACPI image, \(range(of: tables, at: address)), " + (obstacle(to: tables, at: address) ?? "lies there")
  }

  private func range(of tables: ImageTables, at address: UInt64) -> AddressRange {
    AddressRange(
      start: address,
      size: UInt64(pointerPlace == nil ? tables.byteCountWithPointer : tables.byteCount))
  }

  private func obstacle(to tables: ImageTables, at address: UInt64) -> String? {
    let range = range(of: tables, at: address)
    if isPC, range.end > PCMap.high { return "does not lie below 4 GiB, all that RSDT's addresses reach" }
    if let pointer = pointerPlace, range.contains(pointer) {
      return "lies over its root pointer at \(Units.address(pointer))"
    }
    if let hole = AddressSet(layout.slots.map(\.range)).gaps(in: range).first {
      return "would lie where no RAM is, at \(hole)"
    }
    if let part = restricted.lazy.compactMap({ $0.intersection(range) }).first {
      return "would lie where the guest may not write, at \(part)"
    }
    for reserved in layout.geography.reserved where !Self.isTakeable(reserved.kind) {
      guard let part = reserved.range.intersection(range) else { continue }
      return "would lie in memory of type '\(reserved.kind.name)', at \(part)"
    }
    return nil
  }

  // MARK: What is free

  /// Whether an image can lie in what the memory map says such a thing of.
  private static func isTakeable(_ kind: ReservedRange.Kind) -> Bool {
    switch kind {
    case .hole, .reserved, .acpi, .nvs: true
    case .unusable, .persistent: false
    }
  }

  /// What is free from where the root pointer lies on; empty where nothing is.
  private var searched: AddressRange {
    let area = AddressRange(rootPointer, PCMap.firstMegabyteEnd)
    var taken = AddressSet(layout.slots.prefix { $0.start < area.end }.map(\.range)).gaps(in: area)
    taken += restricted
    for entry in layout.memoryMap.prefix(while: { $0.start < area.end }) {
      switch entry.kind {
      case .usable: taken.append(entry.range)
      case .reserved(let kind): if !Self.isTakeable(kind) { taken.append(entry.range) }
      }
    }
    guard let free = AddressSet(taken).gaps(in: area).first, free.start == area.start else {
      return AddressRange(area.start, area.start)
    }
    return free
  }

  /// Where the root pointer lies on a PC, where it can lie there.
  private var pointerPlace: UInt64? {
    isPC && searched.size >= UInt64(RSDP.Fields.byteCount) ? searched.start : nil
  }

  /// Usable RAM that the guest may write to, ascending, in whole pages.
  private var usable: [AddressRange] {
    let usable = layout.memoryMap.lazy.filter { $0.kind == .usable }.map(\.range)
    let writable =
      restricted.isEmpty ? Array(usable) : AddressSet(Array(usable)).subtracting(AddressSet(restricted)).ranges
    return writable.map {
      AddressRange($0.start.roundedUp(to: Units.pageSize), $0.end.roundedDown(to: Units.pageSize))
    }
  }

  /// Where the image of a PC may lie, the best first: the top of RAM below the first gap, for one, and above the first
  /// megabyte, in which loaders and operating systems have places of their own.
  private var candidates: [AddressRange] {
    let low = AddressRange(PCMap.firstMegabyteEnd, PCMap.high)
    let gap = layout.geography.gaps.first { $0.start >= low.start }?.start ?? low.end
    let below = AddressRange(low.start, min(gap, low.end))
    let above = AddressRange(below.end, low.end)
    let usable = usable
    return [below, above].flatMap { part in usable.reversed().compactMap { $0.intersection(part) } }
  }

  // MARK: Taking

  /// Takes a range for an image; where the root pointer has no place of its own, it lies behind the tables.
  private func taking(_ range: AddressRange, _ tables: ImageTables, rootPointer: UInt64?) -> Place {
    let behind = range.start + UInt64(ImageTables.aligned(tables.byteCount))
    let pages = pages(of: range)
    let parts = usable.compactMap { $0.intersection(pages) }
    return Place(
      placement: tables.placement(at: range.start, rootPointer: rootPointer ?? behind), carved: parts.map(carved))
  }

  private func pages(of range: AddressRange) -> AddressRange {
    AddressRange(range.start.roundedDown(to: Units.pageSize), range.end.roundedUp(to: Units.pageSize))
  }

  private func carved(_ range: AddressRange) -> ReservedRange {
    ReservedRange(
      name: ACPIPlacement.rangeName, start: range.start, end: range.end, kind: .acpi,
      origin: layout.topology.acpi?.origin)
  }
}

extension ImageTables {
  /// Bytes of the image with the root pointer behind it.
  var byteCountWithPointer: Int { Self.aligned(byteCount) + RSDP.Fields.byteCount }
}
