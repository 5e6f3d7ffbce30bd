import Addresses
public import FieldCoding
public import Lowering
import MachineModel

/// The map of physical addresses that a BIOS gives to an operating system on x86: what QEMU puts into its
/// `etc/e820` file and a boot loader into the zero page.
public struct E820Map: Equatable, Sendable {
  /// The entries.
  public var entries: [E820Entry]

  /// Creates a map.
  public init(entries: [E820Entry] = []) {
    self.entries = entries
  }

  /// The map of a layout, ascending and disjoint, adjacent entries of one type merged.
  public init(_ layout: Layout) {
    entries = layout.memoryMap.map {
      E820Entry(base: $0.start, length: $0.end - $0.start, type: E820Type($0.kind))
    }
  }

  /// The entries behind each other, 20 bytes each.
  public func encoded() -> [UInt8] {
    var encoder = ByteEncoder(capacity: entries.count * E820Entry.byteCount)
    for entry in entries { encoder.append(entry) }
    return encoder.bytes
  }

  /// Reads entries of 20 bytes each.
  public static func decode(_ bytes: [UInt8]) -> Decoded<E820Map> {
    var map = E820Map()
    var issues = IssueList()
    map.entries.reserveCapacity(bytes.count / E820Entry.byteCount)
    TableOutline.forEachEntry(in: bytes, &issues) { _, entry in map.entries.append(entry) }
    return Decoded(map, issues)
  }
}

extension E820Type {
  init(_ kind: MemoryMapEntry.Kind) {
    switch kind {
    case .usable: self = .usable
    case .reserved(let kind): self.init(rawValue: kind.rawValue)
    }
  }
}

extension TableOutline {
  /// Gives the entries of an e820 map one after the other.
  static func forEachEntry<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord, E820Entry) throws(Failure) -> Void
  ) throws(Failure) {
    let size = E820Entry.byteCount
    for index in 0..<bytes.count / size {
      let record = TableRecord(kind: .e820Entry, index: index, position: index, offset: index * size, length: size)
      var decoder = ByteDecoder(bytes, from: record.offset, to: record.offset + record.length)
      let entry = decoder.read(E820Entry.self)
      if entry.isTooLong {
        issues.append(
          "e820 entry #\(index + 1) begins at \(Units.address(entry.base)) and has "
            + "\(Units.bytes(entry.length)): it ends above 2^64", at: record.offset)
      }
      try body(record, entry)
    }
    let rest = bytes.count % size
    if rest != 0 {
      issues.append(
        "an e820 entry has \(size) bytes, but \(rest) \(rest == 1 ? "is" : "are") left at the end",
        at: bytes.count - rest)
    }
  }
}
