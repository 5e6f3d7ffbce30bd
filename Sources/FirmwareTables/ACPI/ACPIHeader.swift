package import FieldCoding

/// The header that every system description table but FACS begins with (ACPI 6.5, section 5.2.6).
package struct ACPIHeader: Hashable, Sendable {
  /// What table it is, 4 bytes.
  package internal(set) var signature: FixedText
  /// Bytes of the whole table.
  package var length: UInt32
  /// The revision of the table's format.
  package var revision: UInt8
  /// What makes all bytes of the table sum to 0 modulo 256.
  package var checksum: UInt8
  /// The maker of the machine, 6 bytes.
  package internal(set) var oemID: FixedText
  /// The maker's name for the table, 8 bytes.
  package internal(set) var oemTableID: FixedText
  /// The maker's revision of the table.
  package var oemRevision: UInt32
  /// The tool that wrote the table, 4 bytes.
  package internal(set) var creatorID: FixedText
  /// The tool's revision.
  package var creatorRevision: UInt32

  /// Where ``checksum`` lies.
  static let checksumOffset = 9

  /// Bytes of a table of which that many are known, by its header.
  static func length(of bytes: [UInt8], at offset: Int) -> Int { bytes.littleEndian(at: offset + 4, width: 4) }

  /// Creates the header of a table that has no length and no checksum yet.
  init(_ signature: String, revision: UInt8, identity: ACPIIdentity) {
    self.signature = FixedText(signature, width: 4)
    length = 0
    self.revision = revision
    checksum = 0
    oemID = identity.oemID
    oemTableID = identity.tableID(for: signature)
    oemRevision = identity.oemRevision
    creatorID = identity.creatorID
    creatorRevision = identity.creatorRevision
  }
}

extension ACPIHeader: ByteRecord {
  @usableFromInline package init() {
    (signature, length, revision, checksum) = (FixedText(zeros: 4), 0, 0, 0)
    (oemID, oemTableID, oemRevision) = (FixedText(zeros: 6), FixedText(zeros: 8), 0)
    (creatorID, creatorRevision) = (FixedText(zeros: 4), 0)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.text("signature", &signature)
    coder.field("length", &length)
    coder.field("revision", &revision)
    coder.field("checksum", &checksum, as: .hexadecimal)
    coder.text("OEM ID", &oemID)
    coder.text("OEM table ID", &oemTableID)
    coder.field("OEM revision", &oemRevision)
    coder.text("creator ID", &creatorID)
    coder.field("creator revision", &creatorRevision)
  }
}
