import Addresses
package import FieldCoding
package import Lowering

/// The tables of an ACPI image as ``ACPILoader``'s commands expect them in the fw_cfg file `etc/acpi/tables`: addresses
/// are offsets in the file, and checksums are 0.
package struct LoaderTables: Equatable, Sendable {
  /// The tables behind each other.
  package var bytes: [UInt8]

  /// Keeps the bytes of tables.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The tables of a layout; `nil` where it has no ACPI image.
  package init?(_ layout: Layout, _ image: ACPIImage) {
    guard let place = layout.acpi else { return nil }
    bytes = ImageLinks(image).unlinked(image, from: place.tables.start)
  }
}

extension LoaderTables: PlacedBytes, ImageFormat {
  package static let name = "acpi-loader-tables"
  package static let title = "ACPI loader tables"
  package static let specification = "QEMU, fw_cfg file etc/acpi/tables"
  package static let isWrittenByDefault = false

  /// Gives the records of each table. That its checksum is none is as it should be.
  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var found = IssueList()
    defer {
      issues.append(found, withoutEmptyChecksumsAt: ImageLinks(ACPIImage(bytes: bytes)).checksums, in: bytes)
    }
    try ACPIImage.forEachRecord(in: bytes, &found, body)
  }
}
