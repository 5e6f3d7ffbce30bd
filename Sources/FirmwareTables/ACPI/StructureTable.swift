import FieldCoding

/// A table that is a head and structures behind it: written, read, and its records found.
struct StructureTable<Head: ACPIHead, Structure: AnyStructure>: Sendable {
  /// What people call the table.
  private let title: String
  private let signature: String
  private let family: StructureFamily
  private let types: [StructureType]
  private let head: RecordKind

  /// - Parameters:
  ///   - title: What people call the table.
  ///   - signature: What the table begins with; `nil` where people call it by that.
  ///   - family: How its structures begin.
  ///   - types: The types whose contents are decoded, of several of one number the one first that others are taken for.
  init(_ title: String, signature: String? = nil, family: StructureFamily, types: [StructureType]) {
    self.title = title
    self.signature = signature ?? title
    self.family = family
    self.types = types
    head = .head("\(title) header", Head.self)
  }

  /// Writes a table.
  func encode(
    _ structures: [Structure], from origins: RecordOrigins, revision: UInt8, identity: ACPIIdentity,
    to encoder: inout RecordEncoder
  ) {
    let head = Head(header: header(revision: revision, identity: identity))
    encode(structures, behind: head, from: origins, to: &encoder)
  }

  /// The header of a table that has no length and no checksum yet.
  func header(revision: UInt8, identity: ACPIIdentity) -> ACPIHeader {
    ACPIHeader(signature, revision: revision, identity: identity)
  }

  /// Writes a table whose head says more than its header does.
  func encode(
    _ structures: [Structure], behind head: Head, from origins: RecordOrigins, to encoder: inout RecordEncoder
  ) {
    let bodyCount = structures.reduce(0) { $0 + $1.byteCount }
    ACPIEnvelope.seal(head, bodyCount: bodyCount, to: &encoder) { encoder in
      for (index, structure) in structures.enumerated() { structure.encode(to: &encoder, from: origins[index]) }
    }
  }

  /// Reads a table as far as it goes.
  func decode(_ bytes: [UInt8]) -> (header: ACPIHeader, structures: [Structure], issues: IssueList) {
    let (head, structures, issues) = decodeWithHead(bytes)
    return (head.header, structures, issues)
  }

  /// Reads a table whose head says more than its header does.
  func decodeWithHead(_ bytes: [UInt8]) -> (head: Head, structures: [Structure], issues: IssueList) {
    var issues = IssueList()
    let (head, end) = open(bytes, &issues)
    var structures: [Structure] = []
    var decoder = ByteDecoder(bytes)
    forEachStructure(in: bytes, from: Head.byteCount, to: end, &issues) { record in
      decoder.move(to: record.offset, length: record.length)
      structures.append(Structure(record, from: &decoder))
    }
    return (head, structures, issues)
  }

  private func open(_ bytes: [UInt8], _ issues: inout IssueList) -> (head: Head, end: Int) {
    ACPIEnvelope.open(Head.self, signature: FixedText(signature, width: 4), in: bytes, &issues)
  }

  /// Gives the head and the structures one after the other.
  func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (_, end) = open(bytes, &issues)
    try body(TableRecord(kind: head, index: 0, offset: 0, length: min(Head.byteCount, end)))
    try forEachStructure(in: bytes, from: Head.byteCount, to: end, &issues, body)
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
