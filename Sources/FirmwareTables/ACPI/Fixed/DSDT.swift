package import FieldCoding
package import Lowering
import MachineModel

/// The Differentiated System Description Table: a definition block, whose contents are AML (ACPI 6.5, section 5.2.11.1).
package struct DSDT: Equatable, Sendable {
  /// The revision of the format: 2, by which integers have 64 bits.
  package var revision: UInt8
  /// Who made the table.
  package var identity: ACPIIdentity
  /// The code that declares devices; empty where there is nothing to declare.
  package var code: [UInt8]
  /// Where the code comes from.
  private var origin = RecordOrigins()

  /// Creates a table.
  package init(revision: UInt8 = 2, identity: ACPIIdentity = ACPIIdentity(), code: [UInt8] = []) {
    self.revision = revision
    self.identity = identity.named(for: Self.title)
    self.code = code
  }

  /// The table of a layout, which declares the serial port that the topology asks for.
  package init(_ layout: Layout) {
    let serial = layout.topology.acpi?.serial
    self.init(identity: ACPIIdentity(layout), code: serial.map { AML.device(of: $0.value) } ?? [])
    origin = RecordOrigins([RecordOrigin(serial?.origin)])
  }
}

extension DSDT: TableFormat {
  package static let name = "dsdt"
  package static let title = "DSDT"
  package static let specification = "ACPI 6.5, section 5.2.11.1"
  package static let signature: FixedText? = FixedText(title, width: 4)
  package static let imageRole = ImageRole.linked

  private static let header = RecordKind.head("DSDT header", ACPIHeader.self)
  private static let codeKind = RecordKind("DSDT code", tail: .bytes(from: 0))

  package func encode(to encoder: inout RecordEncoder) {
    let header = ACPIHeader(Self.title, revision: revision, identity: identity)
    ACPIEnvelope.seal(header, bodyCount: code.count, to: &encoder) { $0.append(contentsOf: code, from: origin[0]) }
  }

  /// Reads a table; its code stays bytes.
  package static func decode(_ bytes: [UInt8]) -> Decoded<DSDT> {
    var issues = IssueList()
    let (header, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    let code = Array(bytes[min(ACPIHeader.byteCount, end)..<end])
    let table = DSDT(revision: header.revision, identity: ACPIIdentity(header), code: code)
    return Decoded(table, issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
    let start = min(ACPIHeader.byteCount, end)
    try body(TableRecord(kind: header, index: 0, offset: 0, length: start))
    guard end > start else { return }
    try body(TableRecord(kind: codeKind, index: 0, offset: start, length: end - start))
  }
}
