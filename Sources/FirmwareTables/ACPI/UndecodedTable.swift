package import FieldCoding

/// An ACPI table of which only the header is decoded.
package struct UndecodedTable: Equatable, Sendable {
  /// The header.
  package let header: ACPIHeader
  /// What stands behind the header.
  package let body: [UInt8]

  /// Reads a table.
  package static func decode(_ bytes: [UInt8]) -> Decoded<UndecodedTable> {
    var issues = IssueList()
    let (header, end) = ACPIEnvelope.open(ACPIHeader.self, signature: nil, in: bytes, &issues)
    let body = Array(bytes[min(ACPIHeader.byteCount, end)..<end])
    return Decoded(UndecodedTable(header: header, body: body), issues)
  }
}

extension UndecodedTable: RecordFormat {
  package static let title = "ACPI table"
  package static let signature: FixedText? = nil

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (head, end) = ACPIEnvelope.open(ACPIHeader.self, signature: nil, in: bytes, &issues)
    let name = "\(head.signature)"
    let header = RecordKind.head("\(name) header", ACPIHeader.self, derivedFields: ["checksum"])
    try body(TableRecord(kind: header, index: 0, offset: 0, length: min(ACPIHeader.byteCount, end)))
    guard end > ACPIHeader.byteCount else { return }
    let contents = RecordKind("\(name) contents", tail: .bytes(from: 0), isDecoded: false)
    try body(
      TableRecord(
        kind: contents, index: 0, offset: ACPIHeader.byteCount, length: end - ACPIHeader.byteCount))
  }
}
