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
  package private(set) var origins = RecordOrigins()

  /// Creates a map.
  public init(entries: [E820Entry] = []) {
    self.entries = entries
  }

  /// The entries behind each other, 20 bytes each.
  public func encoded() -> [UInt8] { encodedBytes() }
}

extension E820Map: PackedTable {
  package static let name = "e820"
  package static let title = "e820"
  package static let specification = "ACPI 6.5, section 15.1"

  /// The map of a layout, in the order of its platform, by default ascending; disjoint, adjacent entries of one type merged;
  /// `nil` elsewhere than on x86_64, where the map comes from a device tree or from UEFI.
  public init?(_ layout: Layout) {
    guard Self.absence(in: layout) == nil else { return nil }
    let map = layout.memoryMapInOrder
    entries = map.map {
      E820Entry(base: $0.start, length: $0.end - $0.start, type: E820Type($0.kind))
    }
    origins = RecordOrigins(map.map { RecordOrigin($0.origin) })
  }

  package static func absence(in layout: Layout) -> String? {
    let architecture = layout.topology.architecture
    return architecture == .x8664 ? nil : "\(architecture.rawValue) has no e820 map"
  }

  /// Reads entries of 20 bytes each.
  public static func decode(_ bytes: [UInt8]) -> Decoded<E820Map> { read(bytes) }
}

extension E820Type {
  init(_ kind: MemoryMapEntry.Kind) {
    switch kind {
    case .usable: self = .usable
    case .reserved(let kind): self.init(rawValue: kind.rawValue)
    }
  }
}
