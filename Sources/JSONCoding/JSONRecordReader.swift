/// Reads the members that a record describes, collecting what does not fit instead of stopping at it.
struct JSONRecordReader: JSONFieldCoder {
  private let members: [String: JSONValue]
  private let path: String
  private var known: Set<String> = []
  private(set) var issues: [String] = []

  /// The record that a file holds, with what is wrong with it.
  static func file<Record: JSONRecord>(_ type: Record.Type, _ bytes: [UInt8]) -> (record: Record, issues: [String])
  {
    guard let value = try? JSONValue(parsing: bytes) else { return (Record(), ["the file is not JSON"]) }
    return record(type, value, path: "")
  }

  private static func record<Record: JSONRecord>(
    _ type: Record.Type, _ value: JSONValue, path: String
  ) -> (record: Record, issues: [String]) {
    var record = Record()
    guard case .object(let members) = value else {
      return (record, ["\(path.isEmpty ? "the file" : path) is \(value.summary), not an object"])
    }
    var reader = JSONRecordReader(members: members, path: path)
    record.describe(&reader)
    for name in members.keys.sorted() where !reader.known.contains(name) {
      reader.issues.append("\(reader.path(name)) is not a member that this memc knows")
    }
    return (record, reader.issues)
  }

  private init(members: [String: JSONValue], path: String) {
    self.members = members
    self.path = path
  }

  private func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  private mutating func member(_ name: String, isOptional: Bool = false) -> JSONValue? {
    known.insert(name)
    if members[name] == nil, !isOptional { issues.append("\(path(name)) is missing") }
    return members[name]
  }

  private mutating func refuse(_ name: String, _ value: JSONValue, wanted: String) {
    issues.append("\(path(name)) is \(value.summary), not \(wanted)")
  }

  mutating func field(_ name: String, _ value: inout UInt64) {
    switch member(name) {
    case .integer(let integer)?: value = integer
    case let other?: refuse(name, other, wanted: "an integer")
    case nil: break
    }
  }

  mutating func field(_ name: String, _ value: inout UInt64?) {
    switch member(name, isOptional: true) {
    case .integer(let integer)?: value = integer
    case let other?: refuse(name, other, wanted: "an integer")
    case nil: value = nil
    }
  }

  mutating func field(_ name: String, _ value: inout [UInt64]) {
    guard case .array(let elements)? = member(name) else {
      if let other = members[name] { refuse(name, other, wanted: "a list") }
      return
    }
    value = elements.compactMap { if case .integer(let integer) = $0 { integer } else { nil } }
    if value.count != elements.count { issues.append("\(path(name)) holds something other than integers") }
  }

  mutating func field(_ name: String, _ value: inout Bool) {
    switch member(name) {
    case .bool(let bool)?: value = bool
    case let other?: refuse(name, other, wanted: "true or false")
    case nil: break
    }
  }

  mutating func field(_ name: String, _ value: inout String) {
    switch member(name) {
    case .string(let string)?: value = string
    case let other?: refuse(name, other, wanted: "a string")
    case nil: break
    }
  }

  mutating func field(_ name: String, _ value: inout String?) {
    switch member(name, isOptional: true) {
    case .string(let string)?: value = string
    case let other?: refuse(name, other, wanted: "a string")
    case nil: value = nil
    }
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record) {
    guard let member = member(name) else { return }
    let read = Self.record(Record.self, member, path: path(name))
    value = read.record
    issues += read.issues
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]) {
    guard case .array(let elements)? = member(name) else {
      if let other = members[name] { refuse(name, other, wanted: "a list") }
      return
    }
    value = elements.enumerated().map { index, element in
      let read = Self.record(Record.self, element, path: "\(path(name))[\(index)]")
      issues += read.issues
      return read.record
    }
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record?) {
    guard member(name, isOptional: true) != nil else { return }
    var record = Record()
    field(name, &record)
    value = record
  }

  mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]?) {
    guard member(name, isOptional: true) != nil else { return }
    var records: [Record] = []
    field(name, &records)
    value = records
  }
}
