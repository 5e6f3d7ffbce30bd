import Addresses
import FieldCoding
package import Lowering
import MachineModel

/// The tables of a layout that lie in its ACPI image, each encoded once: the files of the tables and the image share
/// their bytes.
package struct ImageTables: Sendable {
  /// Tables begin at multiples of so many bytes.
  static let alignment = 16

  /// The bytes of each table by the place of its format in ``tableFormats``; none for what the image has not.
  package private(set) var bytes: [[UInt8]]
  /// The tables behind each other, with RSDT and XSDT at their end, once they have a place.
  package private(set) var image: [UInt8] = []

  /// Where in the image each table begins, in the order of ``bytes``.
  private var offsets: [Int] = []
  /// Where RSDT begins; `nil` where the architecture has none.
  private let rsdtOffset: Int?
  private let xsdtOffset: Int
  /// Bytes of the image.
  let byteCount: Int
  private let listedCount: Int

  /// Encodes the tables of a layout, and finds where in the image each begins.
  package init(_ layout: Layout) {
    let names = layout.topology.acpi?.tables?.map(\.value)
    var bytes = [[UInt8]](repeating: [], count: tableFormats.count)
    var offsets = [Int](repeating: 0, count: tableFormats.count)
    var (next, listed) = (0, 0)
    for (index, format) in tableFormats.enumerated() {
      let role = format.imageRole
      guard role.isTable, role.isNeeded || (names?.contains(format.name) ?? format.isWrittenByDefault),
        let encoder = format.encoder(of: layout)
      else { continue }
      bytes[index] = encoder.bytes
      offsets[index] = next
      next = Self.aligned(next + encoder.bytes.count)
      if role != .linked { listed += 1 }
    }
    self.bytes = bytes
    self.offsets = offsets
    listedCount = listed
    rsdtOffset = layout.topology.architecture == .x8664 ? next : nil
    xsdtOffset = rsdtOffset.map { Self.aligned($0 + RSDT.byteCount(of: listed)) } ?? next
    byteCount = xsdtOffset + XSDT.byteCount(of: listed)
  }

  /// Encodes and links the tables of a layout; `nil` where it has no place for an image.
  init?(linkedFor layout: Layout) {
    guard layout.acpi != nil else { return nil }
    self.init(layout)
    link(for: layout)
  }

  /// The next place where a table may begin.
  static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

  /// Where the tables lie whose first one lies at an address, and the root pointer at another.
  func placement(at address: UInt64, rootPointer: UInt64) -> ACPIPlacement {
    ACPIPlacement(
      rootPointer: AddressRange(start: rootPointer, size: UInt64(RSDP.Fields.byteCount)),
      tables: AddressRange(start: address, size: UInt64(byteCount)),
      rsdt: rsdtOffset.map { address + UInt64($0) }, xsdt: address + UInt64(xsdtOffset))
  }

  /// Puts the tables behind each other at their place in a layout; tables that point at others get their addresses.
  mutating func link(for layout: Layout) {
    guard let place = layout.acpi else { return }
    let start = place.tables.start
    var addresses: [UInt64] = []
    addresses.reserveCapacity(listedCount)
    var encoder = RecordEncoder()
    encoder.reserve(byteCount)
    for (index, format) in tableFormats.enumerated() where !bytes[index].isEmpty {
      if format.imageRole == .linking { bytes[index] = format.encoder(of: layout)?.bytes ?? [] }
      Self.pad(&encoder, to: offsets[index])
      encoder.append(contentsOf: bytes[index])
      if format.imageRole != .linked { addresses.append(start + UInt64(offsets[index])) }
    }
    let identity = ACPIIdentity(layout)
    if let rsdtOffset {
      Self.pad(&encoder, to: rsdtOffset)
      RSDT(identity: identity, addresses: addresses).encode(to: &encoder)
    }
    Self.pad(&encoder, to: xsdtOffset)
    XSDT(identity: identity, addresses: addresses).encode(to: &encoder)
    image = encoder.bytes
  }

  /// The bytes of a table; `nil` where the layout does not have it.
  ///
  /// - Parameters:
  ///   - index: The place of its format in ``tableFormats``.
  ///   - tables: What is encoded already; `nil` where nothing is.
  package static func bytes(of index: Int, _ layout: Layout, _ tables: ImageTables?) -> [UInt8]? {
    tables?.encoded(index) ?? tableFormats[index].encoder(of: layout, tables, keepsOrigins: false)?.bytes
  }

  /// The bytes of the file that a format's place in ``tableFormats`` has; `nil` for what is not encoded here.
  package func encoded(_ index: Int) -> [UInt8]? {
    guard bytes[index].isEmpty else { return bytes[index] }
    return tableFormats[index] == ACPIImage.self ? image : nil
  }

  private static func pad(_ encoder: inout RecordEncoder, to offset: Int) {
    let missing = offset - encoder.bytes.count
    if missing > 0 { encoder.append(contentsOf: [UInt8](repeating: 0, count: missing)) }
  }
}
