package import FieldCoding

/// A table of anybody, as far as it can be read.
package struct JudgedTable: Sendable {
  /// The number of the file that it is in.
  package let file: Int
  /// The line that names it in a text of several tables; `nil` elsewhere.
  package let line: Int?
  /// What it is.
  package let kind: TableKind
  /// All that is wrong with its form.
  package let issues: [DecodingIssue]
  let bytes: [UInt8]
  /// What it says; `nil` for a table that memc does not make.
  let value: (any TableFormat)?

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - bytes: The table.
  ///   - kind: What it is.
  ///   - file: The number of the file that it is in.
  ///   - line: The line that names it in a text of several tables.
  package init(_ bytes: [UInt8], as kind: TableKind, file: Int, line: Int? = nil) {
    self.file = file
    self.line = line
    self.kind = kind
    self.bytes = bytes
    if let format = kind.format as? any TableFormat.Type {
      (value, issues) = Self.read(bytes, as: format)
    } else {
      value = nil
      issues = TableOutline.issues(of: bytes, as: kind).issues
    }
  }

  private static func read<Table: TableFormat>(
    _ bytes: [UInt8], as _: Table.Type
  ) -> (any TableFormat, [DecodingIssue]) {
    let decoded = Table.decode(bytes)
    return (decoded.value, decoded.issues)
  }

  /// Whether nothing of it is missing: what is not in such a table is not in the machine.
  var isWhole: Bool { issues.allSatisfy { $0.isWarning || $0.place == .byte(ACPIHeader.checksumOffset) } }
}

/// The tables of one machine.
package struct JudgedTables: Sendable {
  /// The tables, in the order in which they were given.
  package let members: [JudgedTable]

  /// Puts tables together.
  package init(_ members: [JudgedTable]) {
    self.members = members
  }

  /// The tables of a format.
  func all<Table: TableFormat>(_: Table.Type) -> [(table: JudgedTable, value: Table)] {
    members.compactMap { member in (member.value as? Table).map { (member, $0) } }
  }

  /// The only table of a format; `nil` where there is none or are several, or a part of it is missing: then nothing can be
  /// held against it.
  func only<Table: TableFormat>(_ format: Table.Type) -> (table: JudgedTable, value: Table)? {
    let tables = all(format)
    return tables.count == 1 && tables[0].table.isWhole ? tables[0] : nil
  }
}
