import FieldCoding

/// Walks a table that is a head and structures behind it.
struct StructureWalker<Head: ACPIHead>: Sendable {
  /// What people call the table.
  private let table: String
  private let signature: FixedText?
  private let family: StructureFamily
  private let types: [StructureType]
  private let head: RecordKind

  /// - Parameters:
  ///   - table: What people call the table: its signature, but for none where that is not looked at.
  ///   - family: How its structures begin.
  ///   - types: The types whose contents are decoded.
  init(_ table: String, signature: FixedText?, family: StructureFamily, types: [StructureType]) {
    self.table = table
    self.signature = signature
    self.family = family
    self.types = types
    head = .head("\(table) header", Head.self)
  }

  /// Reads the head, and gives the structures one after the other.
  func decode(_ bytes: [UInt8], _ issues: inout IssueList, _ structure: (TableRecord) -> Void) -> Head {
    let (head, end) = ACPIEnvelope.open(Head.self, signature: signature, in: bytes, &issues)
    forEachStructure(in: bytes, from: Head.byteCount, to: end, &issues, structure)
    return head
  }

  /// Gives the head and the structures one after the other.
  func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = ACPIEnvelope.open(Head.self, signature: signature, in: bytes, &issues)
    try body(TableRecord(kind: head, index: 0, offset: 0, length: min(Head.byteCount, end)))
    try forEachStructure(in: bytes, from: Head.byteCount, to: end, &issues, body)
  }

  /// A structure as it is.
  func other(_ bytes: [UInt8], _ record: TableRecord) -> OtherStructure {
    OtherStructure(
      type: family.type(bytes, at: record.offset),
      bytes: Array(bytes[record.offset..<record.offset + record.length]))
  }

  /// Gives the structures one after the other, and ends where a length makes no sense.
  func forEachStructure<Failure: Error>(
    in bytes: [UInt8], from start: Int, to end: Int, _ issues: inout IssueList,
    _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var counts = [Int](repeating: 0, count: types.count)
    var others: [UInt16: (kind: RecordKind, count: Int)] = [:]
    var offset = start
    while offset < end {
      let left = end - offset
      guard left >= family.byteCount else {
        issues.append(
          "\(left) \(left == 1 ? "byte is" : "bytes are") left behind the last \(table) structure", at: offset)
        return
      }
      let type = family.type(bytes, at: offset)
      let length = family.length(bytes, at: offset)
      let lengthOffset = offset + family.lengthOffset
      guard length >= family.byteCount, length <= left else {
        let problem =
          length < family.byteCount
          ? "less than the \(family.byteCount) it begins with" : "but \(left) bytes are left"
        issues.append(
          "length of the \(table) structure of type \(type) is \(length), \(problem)", at: lengthOffset)
        return
      }
      let known = types.firstIndex { $0.type == type }
      let expected = known.map { types[$0].length(bytes, offset, offset + length) }
      if let known, expected == length {
        try body(TableRecord(kind: types[known].kind, index: counts[known], offset: offset, length: length))
        counts[known] += 1
      } else {
        if let expected {
          issues.append(
            "length of the \(table) structure of type \(type) is \(length), should be \(expected)", at: lengthOffset
          )
        }
        let (kind, count) = others[type] ?? (otherKind(type), 0)
        others[type] = (kind, count + 1)
        try body(TableRecord(kind: kind, index: count, offset: offset, length: length))
      }
      offset += length
    }
  }

  private func otherKind(_ type: UInt16) -> RecordKind {
    let family = family
    return RecordKind(
      "\(table) structure of type \(type)", numbering: .ordinal, tail: .bytes(from: family.byteCount),
      describe: { family.describeStart(&$0) })
  }
}
