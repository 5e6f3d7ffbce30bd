import FieldCoding

/// Where the records of a table lie: what decoding, listing and comparing have in common.
struct TableOutline {
  /// The records in the order of their bytes.
  private(set) var records: [TableRecord] = []
  /// What is wrong with the table.
  private(set) var issues = IssueList()

  /// Finds the records of a table.
  init(_ bytes: [UInt8], as kind: TableKind) {
    var records: [TableRecord] = []
    Self.forEachRecord(in: bytes, as: kind, &issues) { records.append($0) }
    self.records = records
  }

  /// What is wrong with a table, without a list of its records, of which there may be millions.
  static func issues(of bytes: [UInt8], as kind: TableKind) -> IssueList {
    var issues = IssueList()
    forEachRecord(in: bytes, as: kind, &issues) { _ in }
    return issues
  }

  /// Gives the records of a table one after the other, in the order of their bytes.
  static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], as kind: TableKind, _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    switch kind {
    case .e820:
      try forEachEntry(in: bytes, &issues) { (record, _) throws(Failure) in try body(record) }
    case .srat:
      let (_, end) = ACPIEnvelope.open(SRATHead.self, signature: SRAT.signature, in: bytes, &issues)
      try body(head(SRATHead.byteCount, end))
      try SRAT.walker.forEachStructure(in: bytes, from: SRATHead.byteCount, to: end, &issues, body)
    case .slit:
      let (slit, end) = ACPIEnvelope.open(SLITHead.self, signature: SLIT.signature, in: bytes, &issues)
      try body(head(SLITHead.byteCount, end))
      try forEachRow(slit, distances(slit, in: bytes, to: end, &issues), to: end, body)
    case .facs:
      let (_, end) = FACS.open(bytes, &issues)
      try body(head(FACS.byteCount, end))
      if end > FACS.byteCount { try body(rest(.slack, from: FACS.byteCount, to: end)) }
    case .other(let signature):
      let (_, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
      try body(head(ACPIHeader.byteCount, end))
      if end > ACPIHeader.byteCount { try body(rest(.raw, from: ACPIHeader.byteCount, to: end)) }
    }
  }

  private static func head(_ length: Int, _ end: Int) -> TableRecord {
    TableRecord(kind: .header, index: 0, position: 0, offset: 0, length: min(length, end))
  }

  private static func rest(_ kind: TableRecord.Kind, from start: Int, to end: Int) -> TableRecord {
    TableRecord(kind: kind, index: 0, position: 0, offset: start, length: end - start)
  }
}
