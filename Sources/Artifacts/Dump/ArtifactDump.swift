import Diagnostics
import FieldCoding
import FirmwareTables
import JSONCoding

/// Any artifact or table for people to read.
package struct ArtifactDump: Sendable {
  /// What is wrong; nothing for a file that is whole.
  package let issues: [String]
  /// What is odd, but does not keep anybody from reading the file.
  package let warnings: [String]

  private enum Contents {
    case table(TableDump)
    case lines([String])
  }

  private let contents: Contents

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
      self.init(TableDump(bytes, as: TableKind(table)), ifEmpty: bytes.isEmpty ? "the map has no entry" : nil)
    case .linux?:
      let map = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
      self.init(TableDump(map.value.encoded(), as: TableKind(E820Map.self)), issues: map.issues)
    case .json(let file)?: self.init(Self.read(file, bytes))
    case nil:
      let names = DumpFormat.all.dropFirst().map(\.name).joined(separator: ", ")
      self.init(([], ["neither signature nor name tells what this is; say --as \(names) or acpi"]))
    }
  }

  /// A table, with what is wrong with it and with the text that it was read from.
  private init(_ table: TableDump, issues: [DecodingIssue] = [], ifEmpty emptiness: String? = nil) {
    contents = .table(table)
    let all = issues + table.issues
    warnings = all.filter(\.isWarning).map(\.description)
    self.issues = all.filter { !$0.isWarning }.map(\.description) + (emptiness.map { [$0] } ?? [])
  }

  private init(_ read: (lines: [String], issues: [String])) {
    contents = .lines(read.lines)
    warnings = []
    // Silence would look like success.
    issues = read.lines.isEmpty && read.issues.isEmpty ? ["nothing is in it"] : read.issues
  }

  /// Writes what could be read, part by part: the listing of a large table is many times longer than the table.
  ///
  /// - Parameter sink: Takes a part of the text as UTF-8.
  package func write<Failure: Error>(_ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    switch contents {
    case .table(let table): try table.write(sink)
    case .lines(let lines):
      for line in lines { try sink(Array(line.terminalText.utf8) + [UInt8(ascii: "\n")]) }
    }
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
