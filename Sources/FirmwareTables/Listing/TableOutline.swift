import FieldCoding

/// Where the records of a table lie: what decoding, listing and comparing have in common.
struct TableOutline {
  /// What the table is.
  let kind: TableKind
  /// The records in the order of their bytes.
  private(set) var records: [TableRecord] = []
  /// What is wrong with the table.
  private(set) var issues = IssueList()

  /// Finds the records of a table.
  init(_ bytes: [UInt8], as kind: TableKind) {
    self.kind = kind
    switch kind {
    case .e820:
      issues = E820Map.decode(bytes).list
      records = Self.e820(bytes)
    case .srat:
      let (_, end) = ACPIEnvelope.open(SRATHead.self, signature: SRAT.signature, in: bytes, &issues)
      addHead(SRATHead.byteCount, end)
      var affinities: [TableRecord] = []
      Self.forEachAffinity(in: bytes, to: end, &issues) { affinities.append($0) }
      records += affinities
    case .slit:
      let (head, end) = ACPIEnvelope.open(SLITHead.self, signature: SLIT.signature, in: bytes, &issues)
      addHead(SLITHead.byteCount, end)
      records += Self.rows(head, Self.distances(head, in: bytes, to: end, &issues))
    case .other(let signature):
      let (_, end) = ACPIEnvelope.open(ACPIHeader.self, signature: signature, in: bytes, &issues)
      addHead(ACPIHeader.byteCount, end)
      if end > ACPIHeader.byteCount {
        records.append(
          TableRecord(
            kind: .raw, index: 0, position: 0, offset: ACPIHeader.byteCount,
            length: end - ACPIHeader.byteCount))
      }
    }
  }

  private mutating func addHead(_ length: Int, _ end: Int) {
    records.append(TableRecord(kind: .header, index: 0, position: 0, offset: 0, length: min(length, end)))
  }
}
