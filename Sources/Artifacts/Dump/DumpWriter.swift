import FieldCoding
import FirmwareTables
import JSONCoding

/// Writes dumps as the JSON that ``DumpFile`` describes, part by part: it is many times longer than the tables, and is
/// never there as a whole.
package struct DumpWriter: Sendable {
  private static let longestPart = 1 << 16

  private var json = JSONWriter(layout: .records)

  /// Begins the text.
  package init() {
    json.beginObject()
    json.name("files")
    json.beginArray()
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - dump: What it says.
  ///   - name: The file as it was given.
  ///   - sink: Takes a part of the text as UTF-8.
  package mutating func write<Failure: Error>(
    _ dump: ArtifactDump, name: String, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    json.beginObject()
    json.name("issues")
    dump.allIssues.map { DumpedIssue($0) }.write(to: &json)
    if !dump.lines.isEmpty {
      json.name("lines")
      dump.lines.write(to: &json)
    }
    json.member("name", name)
    json.name("tables")
    json.beginArray()
    for table in dump.tables { try write(table, to: sink) }
    json.endArray()
    json.endObject()
    try flush(to: sink)
  }

  /// Ends the text.
  package mutating func end<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    json.endArray()
    json.member("version", DumpFile.currentVersion)
    json.endObject()
    json.endLine()
    try flush(to: sink)
  }

  private mutating func write<Failure: Error>(
    _ table: ArtifactDump.Table, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    json.beginObject()
    if let address = table.heading?.address { json.member("address", address) }
    if let line = table.heading?.line { json.member("line", line) }
    json.member("name", table.dump.kind.name)
    json.name("records")
    json.beginArray()
    try table.dump.forEachRecord { (record) throws(Failure) in try write(record, of: table.dump, to: sink) }
    json.endArray()
    json.endObject()
  }

  private mutating func write<Failure: Error>(
    _ record: TableRecord, of dump: TableDump, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    json.beginObject()
    json.name("fields")
    json.beginArray()
    try dump.forEachField(of: record) { (field) throws(Failure) in
      DumpedField(field).writeElement(to: &json)
      if json.bytes.count >= Self.longestPart { try flush(to: sink) }
    }
    json.endArray()
    json.member("length", record.length)
    json.member("offset", record.offset)
    if let summary = dump.summary(of: record) { json.member("summary", summary) }
    json.member("title", dump.title(of: record))
    json.endObject()
  }

  private mutating func flush<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    let part = json.takeBytes()
    if !part.isEmpty { try sink(part) }
  }
}
