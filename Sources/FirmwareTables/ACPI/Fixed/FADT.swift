import Addresses
package import FieldCoding
package import Lowering
import MachineModel

/// The Fixed ACPI Description Table: the registers of ACPI hardware and where the DSDT is (ACPI 6.5, section 5.2.9).
///
/// What memc makes is for hardware-reduced machines, which have none of those registers. Tables of others are of any
/// revision: each has the fields of those before it, and more.
package struct FADT: Hashable, Sendable {
  /// The major revision of the format: 6.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The fields, as many of them as the revision has.
  package var fields: FADTFields
  /// Bytes behind the last field that is there as a whole.
  var slack: [UInt8] = []

  /// Creates a table.
  package init(revision: UInt8 = 6, identity: ACPIIdentity = ACPIIdentity(), fields: FADTFields) {
    self.revision = revision
    self.identity = identity.named(for: Self.signatureText)
    self.fields = fields
  }

  /// The table of a layout.
  package init(_ layout: Layout) {
    var fields = FADTFields()
    fields.minorRevision = 3
    fields.extendedDSDT = layout.acpi?.tables.start ?? 0
    switch layout.topology.architecture {
    case .x8664: fields.flags = [.wbinvd, .hardwareReduced]
    case .aarch64:
      fields.flags = .hardwareReduced
      fields.armBootFlags = [.psci, .psciByHVC]
    }
    self.init(identity: ACPIIdentity(layout), fields: fields)
  }

  private static let signatureText = "FACP"
}

extension FADT: TableFormat {
  package static let name = "fadt"
  package static let title = "FADT"
  package static let specification = "ACPI 6.5, section 5.2.9"
  package static let signature: FixedText? = FixedText(signatureText, width: 4)
  package static let imageRole = ImageRole.linking

  private static let kind = RecordKind.head("FADT", FADTRecord.self)
  private static let slackKind = RecordKind.slack(of: title)

  package func encode(to encoder: inout RecordEncoder) {
    let header = ACPIHeader(Self.signatureText, revision: revision, identity: identity)
    let bodyCount = fields.byteCount + slack.count
    ACPIEnvelope.seal(header, bodyCount: bodyCount, to: &encoder) {
      $0.append(fields)
      $0.append(contentsOf: slack)
    }
  }

  /// Reads a table of any revision.
  package static func decode(_ bytes: [UInt8]) -> Decoded<FADT> {
    var issues = IssueList()
    let (header, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    let fields = fields(in: bytes, to: end, &issues)
    var table = FADT(revision: header.revision, identity: ACPIIdentity(header), fields: fields)
    table.slack = Array(bytes[min(ACPIHeader.byteCount + fields.byteCount, end)..<end])
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    let size = min(ACPIHeader.byteCount + fields(in: bytes, to: end, &issues).byteCount, end)
    try body(TableRecord(kind: kind, index: 0, offset: 0, length: size))
    guard end > size else { return }
    try body(TableRecord(kind: slackKind, index: 0, offset: size, length: end - size))
  }

  /// Reads the fields that a table of that length has.
  private static func fields(in bytes: [UInt8], to end: Int, _ issues: inout IssueList) -> FADTFields {
    let start = min(ACPIHeader.byteCount, end)
    var fields = FADTFields(fittingInto: end - start)
    var decoder = ByteDecoder(bytes, from: start, to: end)
    fields.describe(&decoder)
    // Of a table without a whole header, that was told.
    if bytes.count >= ACPIHeader.byteCount { issues.append(decoder.issues) }
    return fields
  }
}

/// All that stands in FADT, for listing it.
private struct FADTRecord: ByteRecord {
  var header = ACPIHeader()
  var fields = FADTFields()

  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    header.describe(&coder)
    fields.describe(&coder)
  }
}
