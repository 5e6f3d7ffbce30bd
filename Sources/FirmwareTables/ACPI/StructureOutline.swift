import FieldCoding

/// Where the records of a table lie that is a head and structures behind it.
///
/// It has no type parameters: what finds the records of any table would have to look up at run time how those keep what is
/// asked of them, which takes longer than the search.
struct StructureOutline: Sendable {
  /// What people call the table.
  private let title: String
  /// What the table begins with.
  let signature: String
  private let family: StructureFamily
  private let types: [StructureType]
  private let head: RecordKind
  private let headCount: Int
  private let readHeader: @Sendable (inout ByteDecoder) -> ACPIHeader

  init<Head: ACPIHead>(
    _ title: String, signature: String, family: StructureFamily, types: [StructureType], head: Head.Type
  ) {
    self.title = title
    self.signature = signature
    self.family = family
    self.types = types
    self.head = .head("\(title) header", head)
    headCount = head.byteCount
    readHeader = { $0.read(head).header }
  }

  /// Gives the head and the structures one after the other.
  func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var decoder = ByteDecoder(bytes)
    let header = readHeader(&decoder)
    issues.append(decoder.issues)
    let end = ACPIEnvelope.end(
      of: bytes, by: header, behind: headCount, signature: FixedText(signature, width: 4), &issues)
    try body(TableRecord(kind: head, index: 0, offset: 0, length: min(headCount, end)))
    try forEachStructure(in: bytes, from: headCount, to: end, &issues, body)
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
          "\(left) \(left == 1 ? "byte is" : "bytes are") left behind the last \(title) structure", at: offset)
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
          "length of the \(title) structure of type \(type) is \(length), \(problem)", at: lengthOffset)
        return
      }
      let (known, expected) = self.type(type, of: bytes, at: offset, length: length)
      if let known, expected == length {
        try body(TableRecord(kind: types[known].kind, index: counts[known], offset: offset, length: length))
        counts[known] += 1
      } else {
        if known != nil {
          issues.append(
            "length of the \(title) structure of type \(type) is \(length), "
              + "should be \(expected.map { "\($0)" } ?? "2^63 or more")", at: lengthOffset)
        }
        let (kind, count) = others[type] ?? (otherKind(type), 0)
        others[type] = (kind, count + 1)
        try body(TableRecord(kind: kind, index: count, offset: offset, length: length))
      }
      offset += length
    }
  }

  /// The type of a number that has structures of a length, or else the first of the number; and the length that a structure
  /// of it should have.
  private func type(_ number: UInt16, of bytes: [UInt8], at offset: Int, length: Int) -> (index: Int?, length: Int?)
  {
    var first: (index: Int?, length: Int?) = (nil, nil)
    for index in types.indices where types[index].type == number {
      let expected = types[index].length(bytes, at: offset, length: length)
      if expected == length { return (index, length) }
      if first.index == nil { first = (index, expected) }
    }
    return first
  }

  private func otherKind(_ type: UInt16) -> RecordKind {
    let family = family
    return RecordKind(
      "\(title) structure of type \(type)", numbering: .ordinal, tail: .bytes(from: family.byteCount),
      describe: { family.describeStart(&$0) })
  }
}
