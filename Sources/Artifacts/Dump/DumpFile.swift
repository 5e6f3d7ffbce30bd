import Diagnostics
import FieldCoding
import FirmwareTables
package import JSONCoding

/// What `memc dump --format json` prints: the files that were given, each with its tables, their records and fields.
///
/// ``DumpWriter`` writes it part by part; this describes it.
package struct DumpFile: JSONFile, Equatable {
  package static let currentVersion: UInt64 = 1
  package static var isLine: Bool { false }

  /// The files in their order, without those that cannot be read.
  package private(set) var files: [DumpedFile] = []
  package private(set) var version = currentVersion

  package init() {}

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("files", &files)
    coder.member("version", &version, values: .number(Self.currentVersion))
  }
}

/// A file that is dumped.
package struct DumpedFile: JSONRecord, Equatable {
  package static var isLine: Bool { false }

  /// What is wrong with it.
  package private(set) var issues: [DumpedIssue] = []
  /// What it says where it is JSON, as lines for people.
  package private(set) var lines: [String]?
  /// Its name, as it was given.
  package private(set) var name = ""
  /// Its tables.
  package private(set) var tables: [DumpedTable] = []

  package init() {}

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("issues", &issues, "What is wrong with the file, or odd about it.")
    coder.member("lines", &lines, "What an artifact that is JSON itself says, as lines for people.")
    coder.member("name", &name, "The file as it was given; '<stdin>' for standard input.")
    coder.member(
      "tables", &tables, "The tables of the file: several only in a text of acpidump. A map is one as well.")
  }
}

/// Something that is wrong with a file, or odd about it.
package struct DumpedIssue: JSONRecord, Equatable {
  private var byte: UInt64?
  private var line: UInt64?
  private var message = ""
  private var severity = Severity.error.rawValue
  private var table: UInt64?

  package init() {}

  init(_ issue: ArtifactDump.Issue) {
    switch issue.found.place {
    case .byte(let offset): byte = UInt64(clamping: offset)
    case .line(let number): line = UInt64(clamping: number)
    case .whole: break
    }
    if let heading = issue.heading { line = UInt64(clamping: heading.line) }
    message = issue.found.message
    severity = (issue.found.isWarning ? Severity.warning : .error).rawValue
    table = issue.table.map { UInt64(clamping: $0) }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("byte", &byte, "Where in the table; absent where it is of no one byte.")
    coder.member("line", &line, "Where in a text, from 1.")
    coder.member("message", &message)
    coder.member("severity", &severity, values: .words([Severity.error, .warning].map(\.rawValue)))
    coder.member("table", &table, "The number of the table among those of the file, from 0.")
  }
}

/// A table of a file.
package struct DumpedTable: JSONRecord, Equatable {
  package static var isLine: Bool { false }

  private var address: UInt64?
  private var line: UInt64?
  private var name = ""
  private var records: [DumpedRecord] = []

  package init() {}

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("address", &address, "Where it lay in memory, if a text of acpidump tells.")
    coder.member("line", &line, "The line that names it in a text of acpidump, from 1.")
    coder.member("name", &name, "The signature, or 'e820', or what else the format is called.")
    coder.member("records", &records, "The header and the structures, in the order of their bytes.")
  }
}

/// A record of a table.
package struct DumpedRecord: JSONRecord, Equatable {
  package static var isLine: Bool { false }

  private var fields: [DumpedField] = []
  private var length: UInt64 = 0
  private var offset: UInt64 = 0
  private var summary: String?
  private var title = ""

  package init() {}

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("fields", &fields, "In the order of their bytes; fewer where the table is cut off.")
    coder.member("length", &length, "In bytes.")
    coder.member("offset", &offset, "From the beginning of the table.")
    coder.member("summary", &summary, "The record in a few words.")
    coder.member("title", &title, "What people call the record: 'SRAT memory affinity #2'.")
  }
}

/// A field of a record.
package struct DumpedField: JSONRecord, Equatable {
  private var detail: String?
  private var length: UInt64 = 0
  private var name = ""
  private var number: UInt64?
  private var numbers: [UInt64]?
  private var offset: UInt64 = 0
  private var text = ""

  package init() {}

  init(_ field: TableField) {
    detail = field.detail
    length = UInt64(clamping: field.length)
    name = field.name
    number = field.number
    numbers = field.numbers
    offset = UInt64(clamping: field.offset)
    text = field.text
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("detail", &detail, "The same said exactly, where the text is an abbreviation.")
    coder.member("length", &length, "In bytes.")
    coder.member("name", &name)
    coder.member("number", &number, "The number that it is, up to 2^64 - 1; absent for text.")
    coder.member(
      "numbers", &numbers,
      "The numbers that it is where it is several: a list, a row of a matrix, bytes of no known meaning.")
    coder.member("offset", &offset, "From the beginning of the table.")
    coder.member("text", &text, "What it says, for people.")
  }
}
