package import FieldCoding
package import Lowering

/// The Root System Description Pointer, by which an operating system finds all tables (ACPI 6.5, section 5.2.5.3): 36
/// bytes, or the 20 of ACPI 1.0.
package struct RSDP: Hashable, Sendable {
  /// The maker of the machine, 6 bytes.
  package internal(set) var oemID: FixedText
  /// The revision of the structure: 2, or 0 for one of 20 bytes.
  package var revision: UInt8
  /// The address of RSDT, below 4 GiB; 0 for none.
  package var rsdt: UInt32
  /// The address of XSDT; 0 for none.
  package var xsdt: UInt64
  /// Bytes behind the structure.
  var slack: [UInt8] = []

  /// Bytes of the structure of ACPI 1.0, which ``Fields/checksum`` is of.
  private static let firstSize = 20

  /// Creates a pointer of 36 bytes.
  package init(identity: ACPIIdentity = ACPIIdentity(), rsdt: UInt32, xsdt: UInt64) {
    oemID = identity.oemID
    revision = 2
    self.rsdt = rsdt
    self.xsdt = xsdt
  }

  /// The pointer of a layout; `nil` where that has no image.
  package init?(_ layout: Layout) {
    guard let place = layout.acpi else { return nil }
    self.init(identity: ACPIIdentity(layout), rsdt: UInt32(clamping: place.rsdt ?? 0), xsdt: place.xsdt)
  }

  /// The fields as they lie in memory.
  struct Fields: ByteRecord {
    var signature = RSDP.signature ?? FixedText("", width: 8)
    var checksum: UInt8 = 0
    var oemID = FixedText("", width: 6)
    var revision: UInt8 = 2
    var rsdt: UInt32 = 0
    var length: UInt32 = 36
    var xsdt: UInt64 = 0
    var extendedChecksum: UInt8 = 0
    var isExtended = true

    mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
      coder.text("signature", &signature)
      coder.field("checksum", &checksum, as: .hexadecimal)
      coder.text("OEM ID", &oemID)
      coder.field("revision", &revision)
      coder.field("RSDT", &rsdt, as: .address)
      guard isExtended else { return }
      coder.field("length", &length)
      coder.field("XSDT", &xsdt, as: .address)
      coder.field("extended checksum", &extendedChecksum, as: .hexadecimal)
      coder.reserved(3)
    }
  }
}

extension RSDP: TableFormat {
  package static let name = "acpi-rsdp"
  package static let title = "RSDP"
  package static let specification = "ACPI 6.5, section 5.2.5.3"
  package static let signature: FixedText? = FixedText("RSD PTR ", width: 8)
  package static let imageRole = ImageRole.derived

  private static let kind = RecordKind.head(
    "RSDP", Fields.self, derivedFields: ["checksum", "extended checksum", "length"])
  private static let slackKind = RecordKind.slack(of: title)

  package static func absence(in layout: Layout) -> String? { ACPIImage.absence(in: layout) }

  package func encode(to encoder: inout RecordEncoder) {
    var fields = Fields()
    (fields.oemID, fields.revision, fields.rsdt, fields.xsdt) = (oemID, revision, rsdt, xsdt)
    fields.isExtended = revision >= 2
    let start = encoder.bytes.count
    encoder.append(fields)
    encoder.overwriteByte(
      at: start + 8, with: 0 &- ACPIEnvelope.sum(encoder.bytes[start..<start + Self.firstSize]))
    if fields.isExtended {
      encoder.overwriteByte(at: start + 32, with: 0 &- ACPIEnvelope.sum(encoder.bytes[start...]))
    }
    encoder.append(contentsOf: slack)
  }

  /// Reads a pointer.
  package static func decode(_ bytes: [UInt8]) -> Decoded<RSDP> {
    var issues = IssueList()
    let (fields, size) = open(bytes, &issues)
    var pointer = RSDP(rsdt: fields.rsdt, xsdt: fields.xsdt)
    (pointer.oemID, pointer.revision) = (fields.oemID, fields.revision)
    pointer.slack = Array(bytes[size...])
    return Decoded(pointer, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, size) = open(bytes, &issues)
    try body(TableRecord(kind: kind, index: 0, offset: 0, length: size))
    guard bytes.count > size else { return }
    try body(TableRecord(kind: slackKind, index: 0, offset: size, length: bytes.count - size))
  }

  /// Reads the fields, and checks signature, length and both checksums.
  ///
  /// - Returns: The fields, and how many of the bytes they are.
  private static func open(_ bytes: [UInt8], _ issues: inout IssueList) -> (fields: Fields, size: Int) {
    var fields = Fields()
    fields.isExtended = bytes.count > 15 && bytes[15] >= 2
    let size = min(fields.isExtended ? 36 : firstSize, bytes.count)
    var decoder = ByteDecoder(bytes, from: 0, to: size)
    fields.describe(&decoder)
    issues.append(decoder.issues)
    guard bytes.count >= firstSize else { return (fields, size) }
    if let signature, fields.signature != signature {
      issues.append("signature is \"\(fields.signature)\", should be \"\(signature)\"", at: 0)
    }
    check(bytes[..<firstSize], fields.checksum, "checksum", at: 8, &issues)
    guard fields.isExtended, bytes.count >= 36 else { return (fields, size) }
    if fields.length != 36 { issues.append("length is \(fields.length), should be 36", at: 20) }
    check(bytes[..<36], fields.extendedChecksum, "extended checksum", at: 32, &issues)
    return (fields, size)
  }

  private static func check(
    _ bytes: ArraySlice<UInt8>, _ checksum: UInt8, _ name: String, at offset: Int, _ issues: inout IssueList
  ) {
    let sum = ACPIEnvelope.sum(bytes)
    guard sum != 0 else { return }
    issues.append(
      "\(name) is \(Hexadecimal.padded(UInt64(checksum), digits: 2)), "
        + "\(bytes.count) bytes sum to \(Hexadecimal.padded(UInt64(sum), digits: 2)), should be 0", at: offset)
  }
}
