package import FieldCoding
package import Lowering

/// The commands by which firmware of QEMU places and links a machine's tables (QEMU, fw_cfg file `etc/table-loader`):
/// SeaBIOS and OVMF run them over ``LoaderTables`` and ``LoaderRootPointer``.
package struct ACPILoader: Equatable, Sendable {
  /// The file of all tables but the root pointer.
  package static let tablesFile = "etc/acpi/tables"
  /// The file of the root pointer.
  package static let rootPointerFile = "etc/acpi/rsdp"

  /// The commands in their order.
  package var entries: [LoaderCommand]

  /// Keeps commands.
  package init(entries: [LoaderCommand]) {
    self.entries = entries
  }

  /// The commands for the tables of a layout; `nil` where it has no ACPI image.
  ///
  /// A checksum is set once every address below it is there, as firmware does one command after the other.
  package init?(_: Layout, _ image: ACPIImage) {
    let links = ImageLinks(image)
    entries = [
      LoaderCommand(.allocate(file: Self.rootPointerFile, alignment: 16, zone: .fSegment)),
      LoaderCommand(.allocate(file: Self.tablesFile, alignment: 64, zone: .high)),
    ]
    for pointer in links.pointers {
      add(Self.tablesFile, UInt32(clamping: pointer.offset), UInt8(pointer.size))
    }
    for table in links.tables {
      let start = UInt32(clamping: table.start)
      add(
        Self.tablesFile, checksum: start + UInt32(ACPIHeader.checksumOffset), of: start,
        count: UInt32(clamping: table.count))
    }
    if links.rsdt != nil { add(Self.rootPointerFile, 16, 4) }
    add(Self.rootPointerFile, 24, 8)
    add(Self.rootPointerFile, checksum: 8, of: 0, count: 20)
    add(Self.rootPointerFile, checksum: 32, of: 0, count: 36)
  }

  private mutating func add(_ file: String, _ offset: UInt32, _ size: UInt8) {
    entries.append(
      LoaderCommand(.addPointer(file: file, source: Self.tablesFile, offset: offset, size: size)))
  }

  private mutating func add(_ file: String, checksum offset: UInt32, of start: UInt32, count: UInt32) {
    entries.append(LoaderCommand(.addChecksum(file: file, offset: offset, start: start, length: count)))
  }
}

extension ACPILoader: PackedTable, ImageFormat {
  package static let name = "acpi-loader"
  package static let title = "ACPI loader"
  package static let specification = "QEMU, hw/acpi/bios-linker-loader.c"
  package static let imageRole = ImageRole.derived
  /// Only firmware that QEMU starts knows the commands.
  package static let isWrittenByDefault = false

  package static func absence(in layout: Layout) -> String? { ACPIImage.absence(in: layout) }

  /// None: the commands are of the tables.
  package var origins: RecordOrigins { RecordOrigins() }
}
