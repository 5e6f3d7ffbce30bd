/// The members of a record, each written for itself: what differs between two records is found without the rest of them being
/// read again.
@usableFromInline package struct JSONMembers: JSONCoder {
  /// The names of those members that are there, with their texts.
  @usableFromInline package var texts: [(name: String, bytes: [UInt8])] = []

  /// Writes the members of a record.
  @inlinable package init<Record: JSONRecord>(_ record: Record) {
    var record = record
    record.describe(&self)
  }

  @inlinable package mutating func member<Value: JSONMember>(
    _ name: String, _ value: inout Value, _: String?, values _: @autoclosure () -> JSONMemberValues?
  ) {
    guard !value.isAbsent else { return }
    var json = JSONWriter(layout: .compact)
    value.write(to: &json)
    texts.append((name, json.bytes))
  }
}
