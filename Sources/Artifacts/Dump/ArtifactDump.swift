import Diagnostics
import FieldCoding
import FirmwareTables
import JSONCoding

/// Any artifact, or the tables of anybody, for people to read.
package struct ArtifactDump: Sendable {
  /// A table of the file.
  struct Table: Sendable {
    /// The line that names it in a text of several tables; `nil` where the file is the table.
    var heading: AcpidumpText.Table?
    /// What it says.
    let dump: TableDump
  }

  /// What is wrong with the file, or with one of its tables.
  struct Issue: Sendable {
    /// What was found.
    let found: DecodingIssue
    /// The number of the table; `nil` where it is not about one.
    var table: Int?
    /// The line that names the table in a text of several, and its name.
    var heading: AcpidumpText.Table?

    /// The message behind its places: `line 12: SRAT: byte 0x9: …`.
    var description: String {
      heading.map { "line \($0.line): \($0.name): \(found)" } ?? found.description
    }
  }

  /// The tables; none where the file is JSON, or nothing tells what it is.
  let tables: [Table]
  /// What the file says where it is JSON.
  let lines: [String]
  /// What is wrong, and what is odd only.
  let allIssues: [Issue]

  /// What is wrong; nothing for a file that is whole.
  package var issues: [String] { allIssues.filter { !$0.found.isWarning }.map(\.description) }
  /// What is odd, but does not keep anybody from reading the file.
  package var warnings: [String] { allIssues.filter(\.found.isWarning).map(\.description) }

  /// Reads bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: Its name, which tells an e820 map.
  ///   - format: What it is; `nil` to find out.
  package init(_ bytes: [UInt8], name: String, format: DumpFormat? = nil) {
    switch (format ?? DumpFormat(of: bytes, name: name))?.reading {
    case .acpi?:
      self.init(
        TableDump(bytes) ?? TableDump(bytes, as: TableKind(undecoded: FixedText(bytes: Array(bytes.prefix(4))))))
    case .table(let table)?:
      self.init(
        TableDump(bytes, as: TableKind(table)), issues: bytes.isEmpty ? [.whole("the map has no entry")] : [])
    case .linux?:
      let map = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
      self.init(TableDump(map.value.encoded(), as: TableKind(E820Map.self)), issues: map.issues)
    case .acpidump?: self.init(AcpidumpText.decode(bytes))
    case .json(let kind)?: self.init(kind.json.map { Self.read($0, bytes) } ?? ([], []))
    case nil:
      let names = DumpFormat.all.dropFirst().map(\.name).joined(separator: ", ")
      self.init(([], ["neither signature nor name tells what this is; say --as \(names) or acpi"]))
    }
  }

  /// A table, with what is wrong with it and with the text that it was read from.
  private init(_ table: TableDump, issues: [DecodingIssue] = []) {
    tables = [Table(dump: table)]
    lines = []
    allIssues = issues.map { Issue(found: $0) } + table.issues.map { Issue(found: $0, table: 0) }
  }

  private init(_ text: Decoded<AcpidumpText>) {
    tables = text.value.tables.map { table in
      let bytes = text.value.bytes(of: table)
      return Table(heading: table, dump: TableDump(bytes, as: TableKind(ofTable: bytes)))
    }
    lines = []
    var all = text.issues.map { Issue(found: $0) }
    // Of hostile tables there may be any number.
    for (index, table) in tables.enumerated() where all.count < IssueList.limit {
      all += table.dump.issues.map { Issue(found: $0, table: index, heading: table.heading) }
    }
    allIssues = all
  }

  private init(_ read: (lines: [String], issues: [String])) {
    tables = []
    lines = read.lines
    // Silence would look like success.
    let issues = read.lines.isEmpty && read.issues.isEmpty ? ["nothing is in it"] : read.issues
    allIssues = issues.map { Issue(found: .whole($0)) }
  }

  /// Writes what could be read, part by part: the listing of a large table is many times longer than the table.
  ///
  /// - Parameter sink: Takes a part of the text as UTF-8.
  package func write<Failure: Error>(_ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    for table in tables {
      if let heading = table.heading {
        let address = heading.address.map { Hexadecimal.padded($0, digits: 16) } ?? "(nil)"
        try sink(Array("\(heading.name) @ \(address)\n".utf8))
      }
      try table.dump.write(sink)
    }
    for line in lines { try sink(Array(line.terminalText.utf8) + [UInt8(ascii: "\n")]) }
  }

  /// What could be read, as one text.
  package var text: String {
    var text: [UInt8] = []
    write { text += $0 }
    return String(decoding: text, as: UTF8.self)
  }

  private static func read<File: JSONArtifact>(
    _: File.Type, _ bytes: [UInt8]
  ) -> (lines: [String], issues: [String]) {
    let (file, issues) = File.read(file: bytes)
    return (file.lines, issues)
  }
}

extension DecodingIssue {
  fileprivate static func whole(_ message: String) -> DecodingIssue { DecodingIssue(message, at: .whole) }
}
