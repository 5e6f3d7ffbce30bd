package import FieldCoding

/// A table of the addresses of all other tables: RSDT or XSDT (ACPI 6.5, sections 5.2.7 and 5.2.8).
package protocol RootTable: RecordFormat, Equatable {
  /// How it holds an address.
  associatedtype Entry: RootTableEntry

  /// The revision of the format: 1.
  var revision: UInt8 { get }
  /// Who made the table.
  var identity: ACPIIdentity { get }
  /// Where the other tables lie.
  var addresses: [UInt64] { get }

  /// Creates a table; addresses that an entry cannot hold are cut.
  init(revision: UInt8, identity: ACPIIdentity, addresses: [UInt64])
}

extension RootTable {
  package static var title: String { Entry.title }

  /// Bytes of a table of so many addresses.
  package static func byteCount(of addresses: Int) -> Int { ACPIHeader.byteCount + addresses * Entry.byteCount }

  /// Writes the table.
  package func encode(to encoder: inout RecordEncoder) {
    let header = ACPIHeader(Entry.title, revision: revision, identity: identity)
    ACPIEnvelope.seal(header, bodyCount: addresses.count * Entry.byteCount, to: &encoder) { encoder in
      for address in addresses { encoder.append(Entry(address: address)) }
    }
  }

  /// The table's bytes.
  package func encodedBytes() -> [UInt8] {
    var encoder = RecordEncoder()
    encode(to: &encoder)
    return encoder.bytes
  }

  /// Reads a table.
  package static func decode(_ bytes: [UInt8]) -> Decoded<Self> {
    var issues = IssueList()
    let (header, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    var addresses: [UInt64] = []
    var decoder = ByteDecoder(bytes)
    forEachEntry(to: end, &issues) { record in
      decoder.move(to: record.offset, length: record.length)
      addresses.append(decoder.read(Entry.self).address)
    }
    return Decoded(
      Self(revision: header.revision, identity: ACPIIdentity(header), addresses: addresses), issues)
  }

  /// Gives the entries, which end at an offset.
  private static func forEachEntry<Failure: Error>(
    to end: Int, _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let size = Entry.byteCount
    let count = max(0, end - ACPIHeader.byteCount) / size
    for index in 0..<count {
      try body(
        TableRecord(kind: Entry.kind, index: index, offset: ACPIHeader.byteCount + index * size, length: size))
    }
    let rest = end - ACPIHeader.byteCount - count * size
    guard rest > 0 else { return }
    issues.append(
      "an entry of \(Entry.title) has \(size) bytes, but \(rest) \(rest == 1 ? "is" : "are") left", at: end - rest)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    try body(TableRecord(kind: Entry.header, index: 0, offset: 0, length: min(ACPIHeader.byteCount, end)))
    try forEachEntry(to: end, &issues, body)
  }
}

/// An address in RSDT or XSDT.
package protocol RootTableEntry: ByteRecord, Sendable {
  /// The signature of the table.
  static var title: String { get }
  /// What the head of the table is called.
  static var header: RecordKind { get }
  /// What an entry is called.
  static var kind: RecordKind { get }

  /// Creates an entry.
  init(address: UInt64)

  /// The address of a table.
  var address: UInt64 { get }
}

/// The Root System Description Table, whose addresses have 32 bits.
package struct RSDT: RootTable {
  package typealias Entry = RSDTEntry

  package static let signature: FixedText? = FixedText(Entry.title, width: 4)

  package var revision: UInt8
  package var identity: ACPIIdentity
  package var addresses: [UInt64]

  package init(revision: UInt8 = 1, identity: ACPIIdentity = ACPIIdentity(), addresses: [UInt64]) {
    self.revision = revision
    self.identity = identity.named(for: Entry.title)
    self.addresses = addresses
  }
}

/// The Extended System Description Table, whose addresses have 64 bits.
package struct XSDT: RootTable {
  package typealias Entry = XSDTEntry

  package static let signature: FixedText? = FixedText(Entry.title, width: 4)

  package var revision: UInt8
  package var identity: ACPIIdentity
  package var addresses: [UInt64]

  package init(revision: UInt8 = 1, identity: ACPIIdentity = ACPIIdentity(), addresses: [UInt64]) {
    self.revision = revision
    self.identity = identity.named(for: Entry.title)
    self.addresses = addresses
  }
}

/// An entry of RSDT.
package struct RSDTEntry: RootTableEntry {
  package static let title = "RSDT"
  package static let header = RecordKind.head("RSDT header", ACPIHeader.self)
  package static let kind = RecordKind("RSDT entry", Self.self)

  private var bits: UInt32 = 0

  package init() {}

  package init(address: UInt64) {
    bits = UInt32(truncatingIfNeeded: address)
  }

  package var address: UInt64 { UInt64(bits) }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("table", &bits, as: .address)
  }
}

/// An entry of XSDT.
package struct XSDTEntry: RootTableEntry {
  package static let title = "XSDT"
  package static let header = RecordKind.head("XSDT header", ACPIHeader.self)
  package static let kind = RecordKind("XSDT entry", Self.self)

  package private(set) var address: UInt64 = 0

  package init() {}

  package init(address: UInt64) {
    self.address = address
  }

  package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("table", &address, as: .address)
  }
}
