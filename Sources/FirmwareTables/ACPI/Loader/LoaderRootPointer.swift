package import FieldCoding
package import Lowering

/// The root pointer as ``ACPILoader``'s commands expect it in the fw_cfg file `etc/acpi/rsdp`: its addresses are offsets
/// in ``LoaderTables``, and its checksums are 0.
package struct LoaderRootPointer: Equatable, Sendable {
  /// The pointer.
  package var bytes: [UInt8]

  /// Keeps the bytes of a pointer.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The pointer of a layout; `nil` where it has no ACPI image.
  package init?(_ layout: Layout, _ image: ACPIImage) {
    guard var pointer = RSDP(layout) else { return nil }
    let links = ImageLinks(image)
    pointer.rsdt = UInt32(clamping: links.rsdt ?? 0)
    pointer.xsdt = UInt64(links.xsdt ?? 0)
    bytes = pointer.encodedBytes()
    for offset in Self.checksums { bytes[offset] = 0 }
  }

  /// Where the checksums of 36 bytes stand.
  private static let checksums = [8, 32]
}

extension LoaderRootPointer: PlacedBytes, ImageFormat {
  package static let name = "acpi-loader-rsdp"
  package static let title = "ACPI loader RSDP"
  package static let specification = "QEMU, fw_cfg file etc/acpi/rsdp"
  package static let isWrittenByDefault = false

  /// Gives the record of the pointer. That its checksums are none is as it should be.
  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var found = IssueList()
    defer { issues.append(found, withoutEmptyChecksumsAt: checksums, in: bytes) }
    try RSDP.forEachRecord(in: bytes, &found, body)
  }
}
