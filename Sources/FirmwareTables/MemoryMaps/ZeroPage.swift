package import Addresses
package import FieldCoding
package import Lowering
import MachineModel
import Platforms

/// Linux's zero page, `struct boot_params`, as a boot loader leaves it for a kernel that is entered in 64-bit mode (Linux,
/// Documentation/arch/x86/boot.rst and zero-page.rst): 4,096 bytes for address 0x7000, with the memory map and the address
/// of the ACPI tables. Entries beyond 128 follow in a block of setup data, which lies at 0x8000 then.
package struct ZeroPage: Equatable, Sendable {
  /// Where it lies, and so what follows it.
  package static let address = PCMap.bootParameters
  /// Bytes of the page itself.
  static let pageCount = Int(Units.pageSize)
  /// Entries that the page holds: E820_MAX_ENTRIES_ZEROPAGE.
  package static let maximumEntries = MapEntryCount.zeroPage
  /// Where the entries begin: `e820_table`.
  package static let entriesOffset = 0x2d0
  /// Where their count stands: `e820_entries`.
  package static let countOffset = ZeroPageFields.Part.count.offset
  /// Where the address of ACPI's root pointer stands: `acpi_rsdp_addr`.
  package static let rootPointerOffset = ZeroPageFields.Part.rsdp.offset
  /// Where what follows the page lies.
  private static var blockAddress: UInt64 { address + Units.pageSize }

  private var fields: ZeroPageFields
  /// The entries in the page.
  private var table: [E820Entry]
  /// What follows the page.
  private var block: Block?
  /// All bytes of the page that are none of these, where any is not 0: what other boot loaders say.
  private var rest: [UInt8] = []
  /// Where the entries come from.
  private var origins = RecordOrigins()

  private struct Block: Equatable {
    let next: UInt64
    let entries: [E820Entry]
  }

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - entries: The memory map.
  ///   - rootPointer: Where the RSDP is; 0 to have it looked for in the first megabyte.
  package init(entries: [E820Entry], rootPointer: UInt64 = 0) {
    fields = ZeroPageFields()
    fields.rootPointer = rootPointer
    table = Array(entries.prefix(Self.maximumEntries))
    fields.entryCount = UInt8(table.count)
    guard entries.count > table.count else { return }
    block = Block(next: 0, entries: Array(entries.dropFirst(table.count)))
    fields.setupData = Self.blockAddress
  }

  /// The memory map, as far as it can be read.
  package var entries: [E820Entry] { table + (block?.entries ?? []) }

  /// Where the RSDP is; 0 where nothing is said.
  package var rootPointer: UInt64 { fields.rootPointer }

  /// Bytes of the page with what follows it.
  private var byteCount: Int {
    Self.pageCount + (block.map { SetupDataHead.byteCount + $0.entries.count * E820Entry.byteCount } ?? 0)
  }

  /// Guest physical addresses of the page and what follows it.
  package var range: AddressRange { AddressRange(start: Self.address, size: UInt64(byteCount)) }

  /// Whether the page says anything of a boot loader's own.
  var saysMore: Bool { !rest.isEmpty }
}

extension ZeroPage: TableFormat {
  package static let name = "zero-page"
  package static let title = "zero page"
  package static let specification = "Linux, Documentation/arch/x86/zero-page.rst"
  package static var signature: FixedText? { nil }
  package static var repeated: [any TableFormat.Type] { [E820Map.self, SRAT.self, RSDP.self] }

  /// The page of a layout; `nil` elsewhere than on x86_64, and where no usable memory is at its address.
  package init?(_ layout: Layout) {
    guard layout.topology.architecture == .x8664 else { return nil }
    let map = BootMemoryMap(layout, isAscending: false).ranges
    self.init(entries: map.map { $0.entry }, rootPointer: layout.acpi?.rootPointer.start ?? 0)
    origins = RecordOrigins(map.map { $0.origin })
    guard map.contains(where: { $0.type == .usable && $0.range.contains(range) }) else { return nil }
  }

  package static func absence(in layout: Layout) -> String? {
    let architecture = layout.topology.architecture
    guard architecture == .x8664 else { return "\(architecture.rawValue) has no zero page" }
    guard ZeroPage(layout) == nil else { return nil }
    return "no usable memory is at \(Units.address(address)), where the zero page lies"
  }

  package func encode(to encoder: inout RecordEncoder) {
    encoder.reserve(byteCount)
    var page = rest.isEmpty ? [UInt8](repeating: 0, count: Self.pageCount) : rest
    for part in ZeroPageFields.Part.allCases {
      var fields = fields
      var writer = ByteEncoder(capacity: 32)
      fields.describe(part, &writer)
      page.replaceSubrange(part.offset..<part.offset + writer.bytes.count, with: writer.bytes)
    }
    encoder.append(contentsOf: Array(page[..<Self.entriesOffset]))
    for (index, entry) in table.enumerated() { encoder.append(entry, from: origins[index]) }
    encoder.append(contentsOf: Array(page[(Self.entriesOffset + table.count * E820Entry.byteCount)...]))
    guard let block else { return }
    let length = block.entries.count * E820Entry.byteCount
    encoder.append(SetupDataHead(next: block.next, length: UInt32(clamping: length)))
    for (index, entry) in block.entries.enumerated() { encoder.append(entry, from: origins[table.count + index]) }
  }

  /// Reads a page and what follows it.
  package static func decode(_ bytes: [UInt8]) -> Decoded<ZeroPage> {
    var issues = IssueList()
    var entries: [E820Entry] = []
    let places = ZeroPagePlaces(bytes, &issues)
    places.forEachEntry(in: bytes, &issues) { _, _, entry in entries.append(entry) }
    var page = ZeroPage(entries: [])
    page.fields = places.fields
    page.table = Array(entries.prefix(places.tableCount))
    page.fields.entryCount = UInt8(page.table.count)
    page.block = places.block.map {
      Block(next: $0.head.next, entries: Array(entries.dropFirst(places.tableCount)))
    }
    // Of less than a page, all that can be kept are the fields.
    guard bytes.count >= pageCount else { return Decoded(page, issues) }
    var rest = Array(bytes.prefix(pageCount))
    for part in ZeroPageFields.Part.allCases {
      for offset in part.offset..<part.offset + part.byteCount { rest[offset] = 0 }
    }
    for offset in places.table(in: pageCount) { rest[offset] = 0 }
    if rest.contains(where: { $0 != 0 }) { page.rest = rest }
    return Decoded(page, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let places = ZeroPagePlaces(bytes, &issues)
    for part in ZeroPageFields.Part.allCases where part.offset < bytes.count {
      let length = min(part.byteCount, bytes.count - part.offset)
      try body(TableRecord(kind: part.kind, index: 0, offset: part.offset, length: length))
    }
    try places.forEachEntry(in: bytes, &issues) { (index, offset, _) throws(Failure) in
      // The block's head stands before its first entry.
      if index == places.tableCount { try places.head(body) }
      try body(TableRecord(kind: E820Entry.kind, index: index, offset: offset, length: E820Entry.byteCount))
    }
    if let block = places.block, block.entries.count < E820Entry.byteCount { try places.head(body) }
  }
}

/// Where in bytes the parts of a zero page lie, and what is wrong with them.
private struct ZeroPagePlaces {
  let fields: ZeroPageFields
  /// Entries in the page.
  let tableCount: Int
  /// What follows the page, with the places of its entries.
  private(set) var block: (head: SetupDataHead, entries: Range<Int>)?

  init(_ bytes: [UInt8], _ issues: inout IssueList) {
    var decoder = ByteDecoder(bytes)
    var fields = ZeroPageFields()
    for part in ZeroPageFields.Part.allCases {
      decoder.move(to: part.offset, length: part.byteCount)
      fields.describe(part, &decoder)
    }
    self.fields = fields
    tableCount = min(Int(fields.entryCount), ZeroPage.maximumEntries)
    guard bytes.count >= ZeroPage.pageCount else {
      issues.append("a zero page has \(ZeroPage.pageCount) bytes, but \(bytes.count) are there", at: bytes.count)
      return
    }
    if fields.magic.bytes != ZeroPageFields().magic.bytes {
      issues.append("header is \"\(fields.magic)\", should be \"HdrS\"", at: ZeroPageFields.Part.header.offset + 4)
    }
    if Int(fields.entryCount) > tableCount {
      issues.append(
        "e820_entries is \(fields.entryCount), but a zero page holds \(ZeroPage.maximumEntries)",
        at: ZeroPageFields.Part.count.offset)
    }
    readBlock(bytes, &decoder, &issues)
  }

  private mutating func readBlock(_ bytes: [UInt8], _ decoder: inout ByteDecoder, _ issues: inout IssueList) {
    let follows = fields.setupData == ZeroPage.address + Units.pageSize
    let (start, left) = (ZeroPage.pageCount, bytes.count - ZeroPage.pageCount)
    guard follows, left > 0 else {
      if left > 0 {
        issues.append(
          "\(left) \(left == 1 ? "byte follows" : "bytes follow") the page, but setup_data does not say so",
          at: start)
      } else if follows {
        issues.append("setup_data follows the page, but nothing is there", at: start, isWarning: true)
      }
      return
    }
    decoder.move(to: start, length: SetupDataHead.byteCount)
    let head = decoder.read(SetupDataHead.self)
    let size = left - SetupDataHead.byteCount
    guard size >= 0, head.type == SetupDataHead.e820Extension else {
      issues.append(
        size < 0
          ? "setup data begins with \(SetupDataHead.byteCount) bytes, but \(left) are left"
          : "setup data is of type \(head.type), not of type \(SetupDataHead.e820Extension)", at: start)
      return
    }
    if Int(head.length) != size {
      issues.append("setup data has \(size) bytes, but its length is \(head.length)", at: start + 12)
    }
    if head.next != 0 {
      issues.append("setup data goes on at \(Units.address(head.next)), but nothing follows", at: start)
    }
    block = (head, start + SetupDataHead.byteCount..<bytes.count)
  }

  /// Where the entries in the page lie.
  func table(in count: Int) -> Range<Int> {
    let end = min(ZeroPage.entriesOffset + tableCount * E820Entry.byteCount, count)
    return min(ZeroPage.entriesOffset, end)..<end
  }

  /// Gives all entries one after the other, each with its number and where it begins.
  func forEachEntry<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (Int, Int, E820Entry) throws(Failure) -> Void
  ) throws(Failure) {
    let table = table(in: bytes.count)
    let whole = table.count - table.count % E820Entry.byteCount
    try E820Entry.forEachEntry(in: bytes, at: table.lowerBound..<table.lowerBound + whole, &issues, body)
    guard let block else { return }
    try E820Entry.forEachEntry(in: bytes, at: block.entries, first: tableCount, &issues, body)
  }

  /// Gives the head of the block.
  func head<Failure: Error>(_ body: (TableRecord) throws(Failure) -> Void) throws(Failure) {
    try body(
      TableRecord(
        kind: SetupDataHead.kind, index: 0, offset: ZeroPage.pageCount, length: SetupDataHead.byteCount))
  }
}
