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
    kind.format.forEachRecord(in: bytes, &issues) { records.append($0) }
    self.records = records
  }

  /// What is wrong with a table, without a list of its records, of which there may be millions.
  static func issues(of bytes: [UInt8], as kind: TableKind) -> IssueList {
    var issues = IssueList()
    kind.format.forEachRecord(in: bytes, &issues) { _ in }
    return issues
  }
}
