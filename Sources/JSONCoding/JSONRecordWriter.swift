/// Writes the members that a record describes.
struct JSONRecordWriter: JSONFieldCoder {
  private var json: JSONWriter

  /// The text of a record as a file has it.
  static func file(_ record: some JSONRecord) -> [UInt8] {
    var writer = JSONRecordWriter(json: JSONWriter(layout: .lines))
    writer.object(record)
    writer.json.endLine()
    return writer.json.bytes
  }

  private mutating func object<Record: JSONRecord>(_ record: Record, isInline: Bool = false) {
    json.beginObject(isInline: isInline)
    var record = record
    record.describe(&self)
    json.endObject()
  }

  mutating func field(_ name: String, _ value: inout UInt64) { json.member(name, value) }

  mutating func field(_ name: String, _ value: inout UInt64?) {
    if let value { json.member(name, value) }
  }

  mutating func field(_ name: String, _ value: inout [UInt64]) {
    json.name(name)
    json.beginArray()
    for element in value { json.value(element) }
    json.endArray()
  }

  mutating func field(_ name: String, _ value: inout Bool) { json.member(name, value) }

  mutating func field(_ name: String, _ value: inout String) { json.member(name, value) }

  mutating func field(_ name: String, _ value: inout String?) {
    if let value { json.member(name, value) }
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record) {
    json.name(name)
    object(value)
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]) {
    json.name(name)
    json.beginArray()
    for element in value { object(element, isInline: Record.isLine) }
    json.endArray()
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record?) {
    if var record = value { field(name, &record) }
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]?) {
    if var records = value { field(name, &records) }
  }
}
