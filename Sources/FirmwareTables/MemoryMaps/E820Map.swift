import Addresses
public import FieldCoding
public import Lowering
import MachineModel

/// The map of physical addresses that a BIOS gives to an operating system on x86: what QEMU puts into its
/// `etc/e820` file and a boot loader into the zero page.
public struct E820Map: Equatable, Sendable {
  /// The entries.
  public var entries: [E820Entry]
  /// Where the entries come from.
  private var origins = RecordOrigins()

  /// Creates a map.
  public init(entries: [E820Entry] = []) {
    self.entries = entries
  }

  /// The entries behind each other, 20 bytes each.
  public func encoded() -> [UInt8] { encodedBytes() }
}

extension E820Map: TableFormat {
  package static let name = "e820"
  package static let title = "e820"
  package static let specification = "ACPI 6.5, section 15.1"
  package static let signature: FixedText? = nil

  /// The map of a layout, ascending and disjoint, adjacent entries of one type merged; `nil` elsewhere than on x86_64,
  /// where the map comes from a device tree or from UEFI.
  public init?(_ layout: Layout) {
    guard Self.absence(in: layout) == nil else { return nil }
    entries = layout.memoryMap.map {
      E820Entry(base: $0.start, length: $0.end - $0.start, type: E820Type($0.kind))
    }
    origins = RecordOrigins(layout.memoryMap.map { RecordOrigin($0.origin) })
  }

  package static func absence(in layout: Layout) -> String? {
    let architecture = layout.topology.architecture
    return architecture == .x8664 ? nil : "\(architecture.rawValue) has no e820 map"
  }

  package func encode(to encoder: inout RecordEncoder) {
    encoder.reserve(entries.count * E820Entry.byteCount)
    for (index, entry) in entries.enumerated() { encoder.append(entry, from: origins[index]) }
  }

  /// Reads entries of 20 bytes each.
  public static func decode(_ bytes: [UInt8]) -> Decoded<E820Map> {
    var map = E820Map()
    var issues = IssueList()
    map.entries.reserveCapacity(bytes.count / E820Entry.byteCount)
    E820Entry.forEach(in: bytes, &issues) { _, entry in map.entries.append(entry) }
    return Decoded(map, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try E820Entry.forEach(in: bytes, &issues) { (record, _) throws(Failure) in try body(record) }
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
