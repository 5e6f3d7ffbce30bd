import Addresses
import FieldCoding

/// What in an ACPI image depends on where it lies: the addresses in it, and the checksums over them.
struct ImageLinks {
  /// An address of a table in the image.
  struct Pointer: Equatable {
    /// Where in the image it stands.
    let offset: Int
    /// Bytes of it: 4 or 8.
    let size: Int
  }

  /// Where the tables lie.
  let tables: [TablePlace]
  /// Where addresses stand, ascending.
  private(set) var pointers: [Pointer] = []
  /// Where RSDT begins; `nil` where there is none.
  private(set) var rsdt: Int?
  /// Where XSDT begins; `nil` where there is none.
  private(set) var xsdt: Int?

  /// Where FADT has the address of the DSDT: X_DSDT (ACPI 6.5, section 5.2.9).
  private static let extendedDSDT = Pointer(offset: 140, size: 8)

  /// Finds the links of an image that memc makes.
  init(_ image: ACPIImage) {
    tables = image.tables
    for table in tables {
      switch String(decoding: image.bytes[table.range].prefix(4), as: UTF8.self) {
      case "FACP" where table.count >= Self.extendedDSDT.offset + Self.extendedDSDT.size:
        pointers.append(Pointer(offset: table.start + Self.extendedDSDT.offset, size: Self.extendedDSDT.size))
      case "RSDT":
        rsdt = table.start
        appendEntries(of: table, size: 4)
      case "XSDT":
        xsdt = table.start
        appendEntries(of: table, size: 8)
      default: break
      }
    }
  }

  private mutating func appendEntries(of table: TablePlace, size: Int) {
    for offset in stride(from: table.start + ACPIHeader.byteCount, through: table.range.upperBound - size, by: size)
    {
      pointers.append(Pointer(offset: offset, size: size))
    }
  }

  /// Where the checksum of each table stands.
  var checksums: [Int] { tables.map { $0.start + ACPIHeader.checksumOffset } }

  /// The image as it is before somebody places it: addresses are offsets in it, checksums are 0.
  ///
  /// - Parameter start: The address by which its pointers are right.
  func unlinked(_ image: ACPIImage, from start: UInt64) -> [UInt8] {
    var bytes = image.bytes
    for pointer in pointers {
      let place = pointer.offset..<pointer.offset + pointer.size
      bytes.replaceSubrange(
        place, with: (UInt64(littleEndianBytes: bytes[place]) &- start).littleEndianBytes.prefix(pointer.size))
    }
    for offset in checksums { bytes[offset] = 0 }
    return bytes
  }
}

extension IssueList {
  /// Adds what was found, but for checksums that are 0 because firmware sets them.
  ///
  /// - Parameter checksums: Where they stand, ascending.
  mutating func append(_ found: IssueList, withoutEmptyChecksumsAt checksums: [Int], in bytes: [UInt8]) {
    for issue in found.issues {
      if case .byte(let offset) = issue.place, offset < bytes.count, bytes[offset] == 0 {
        let index = checksums.firstIndexOfSorted { $0 >= offset }
        if index < checksums.count, checksums[index] == offset { continue }
      }
      append(issue.message, at: issue.place, isWarning: issue.isWarning)
    }
  }
}
