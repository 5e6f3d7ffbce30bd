import Addresses
import FieldCoding
import FirmwareTables

/// Says what a byte of a table is.
struct ByteAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  func answer(_ offset: UInt64, in name: String) throws -> Answer {
    let table = try table(named: name)
    let bytes = try table.bytes()
    guard let offset = Int(exactly: offset), offset < bytes.count else {
      throw Unanswerable("\(table.name) has \(bytes.count) bytes, so there is none at \(Units.address(offset))")
    }
    let dump = TableDump(unjudged: bytes, as: table.kind)
    guard let record = dump.records.last(where: { $0.offset <= offset && offset < $0.offset + $0.length }) else {
      return Answer("\(place(table, offset, 1)) is of no record: byte 0x\(String(bytes[offset], radix: 16))")
    }
    let field = dump.fields(of: record).last { $0.offset <= offset && offset < $0.offset + $0.length }
    let title = dump.title(of: record)
    let origin = TableFacts(explainer.view).encoder(of: table).map { $0.origin(at: record.offset) }
    var item = AnswerItem(
      title, meaning: dump.summary(of: record) ?? "", origin: origin.flatMap { FactOrigin($0) },
      place: .bytes(table: table.name, offset: record.offset, length: record.length))
    if let specification = table.format?.specification { item.add("specification", specification) }
    guard let field else { return Answer("\(place(table, offset, 1)) is in \(title)", [item]) }
    let raw = bytes[field.offset..<min(field.offset + field.length, bytes.count)]
    var of = AnswerItem(
      field.name, meaning: field.text + (field.detail.map { " (\($0))" } ?? ""),
      place: .bytes(table: table.name, offset: field.offset, length: field.length))
    of.add(
      "bytes", raw.prefix(16).map { Hexadecimal.padded(UInt64($0), digits: 2).dropFirst(2) }.joined(separator: " "))
    return Answer("\(place(table, offset, 1)) is '\(field.name)' of \(title): \(field.text)", [of, item])
  }

  private func place(_ table: ViewedTable, _ offset: Int, _ length: Int) -> FactPlace {
    .bytes(table: table.name, offset: offset, length: length)
  }

  /// The table that a word names: by its file, the file's stem, its signature, or what memc calls it.
  private func table(named name: String) throws(Unanswerable) -> ViewedTable {
    let tables = explainer.view.tables
    let wanted = name.split(separator: "/").last.map { $0.lowercased() } ?? name.lowercased()
    func names(_ table: ViewedTable) -> [String] {
      let file = table.name.lowercased()
      return [file, file.split(separator: ".").first.map { String($0) } ?? file, table.kind.name.lowercased()]
        + (table.format.map { [$0.name, $0.fileName] } ?? [])
    }
    if let table = tables.first(where: { $0.name == name }) ?? tables.first(where: { names($0).contains(wanted) }) {
      return table
    }
    // A file that was named itself is the only table that it has.
    if tables.count == 1 { return tables[0] }
    let known = tables.map(\.name)
    throw Unanswerable(
      "\(explainer.view.name) has no table '\(name)'"
        + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))"))
  }
}
