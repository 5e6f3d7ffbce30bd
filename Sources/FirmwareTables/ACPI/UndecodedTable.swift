public import FieldCoding

/// An ACPI table of which only the header is decoded.
public struct UndecodedTable: Equatable, Sendable {
  /// The header.
  public let header: ACPIHeader
  /// What stands behind the header.
  public let body: [UInt8]

  /// Reads a table.
  public static func decode(_ bytes: [UInt8]) -> Decoded<UndecodedTable> {
    var issues = IssueList()
    let (header, end) = ACPIEnvelope.open(ACPIHeader.self, signature: nil, in: bytes, &issues)
    let body = Array(bytes[min(ACPIHeader.byteCount, end)..<end])
    return Decoded(UndecodedTable(header: header, body: body), issues)
  }
}
