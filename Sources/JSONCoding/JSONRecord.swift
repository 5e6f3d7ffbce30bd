/// A JSON object of known members, which are described once: for writing, for reading and for the schema.
@usableFromInline package protocol JSONRecord: JSONMember {
  /// Whether each record of a list stands on a line of its own where text is laid out in records: right for records
  /// without lists of others.
  static var isLine: Bool { get }

  /// A record with the values that absent members have.
  init()

  /// Names every member to a coder, in ascending order of the names, as files have them.
  mutating func describe(_ coder: inout some JSONCoder)
}

extension JSONRecord {
  /// Most records are small.
  @inlinable package static var isLine: Bool { true }

  /// The record as a text of its own, which ends with a line feed.
  @inlinable package func encoded(_ layout: JSONWriter.TextLayout) -> [UInt8] {
    var json = JSONWriter(layout: layout)
    write(to: &json)
    json.endLine()
    return json.bytes
  }

  @inlinable package func write(to json: inout JSONWriter) { write(to: &json, isInline: false) }

  @inlinable package func writeElement(to json: inout JSONWriter) { write(to: &json, isInline: Self.isLine) }

  @inlinable func write(to json: inout JSONWriter, isInline: Bool) {
    json.beginObject(isInline: isInline)
    var record = self
    record.describe(&json)
    json.endObject()
  }

  /// Reads an object; what is none is a record with the values that absent members have.
  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> Self? {
    var record = Self()
    guard case .object(let members) = value else {
      issues.add("is \(value.summary), not an object")
      return record
    }
    var reader = JSONReader(members, issues)
    record.describe(&reader)
    reader.tellUnknown()
    return record
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) {
    JSONSchemaCoder(Self.self).write(to: &json)
    json.member("type", "object")
  }
}

/// What a ``JSONRecord`` describes its members to.
@usableFromInline package protocol JSONCoder {
  /// A member.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - value: Its value, which a reader sets.
  ///   - meaning: What is not plain from the name, for the schema.
  ///   - values: What it may be where that can be listed, for the schema.
  mutating func member<Value: JSONMember>(
    _ name: String, _ value: inout Value, _ meaning: String?, values: @autoclosure () -> JSONMemberValues?)
}

extension JSONCoder {
  /// A member that may be anything of its type.
  @inlinable package mutating func member(_ name: String, _ value: inout some JSONMember, _ meaning: String? = nil)
  {
    member(name, &value, meaning, values: nil)
  }

  /// A member whose values can be listed.
  @inlinable package mutating func member(
    _ name: String, _ value: inout some JSONMember, values: @autoclosure () -> JSONMemberValues
  ) {
    member(name, &value, nil, values: values())
  }
}

/// The values that a member of a JSON object may have.
@usableFromInline package enum JSONMemberValues: Equatable, Sendable {
  /// One of several words.
  case words([String])
  /// This number.
  case number(UInt64)
}
