import FieldCoding

/// Where a structure of a table lies, and what it is.
struct StructurePlace {
  /// The number of its type.
  let type: UInt16
  /// Which of the types whose contents are decoded it is of; `nil` for another one, or of a length that its type does not
  /// have.
  let known: Int?
  /// Where it begins, from the beginning of the table.
  let offset: Int
  /// Bytes.
  let length: Int

  /// Whether it is one of a type, which has the number alone.
  func holds<Structure: TableStructure>(_: Structure.Type) -> Bool { known != nil && type == Structure.type }

  /// Whether it is one of a type that shares its number with others, of other lengths.
  func holds<Structure: TableStructure>(_: Structure.Type, ofLength length: Int) -> Bool {
    holds(Structure.self) && self.length == length
  }
}

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
  private let listed: @Sendable () -> [StructureType]
  private let head: @Sendable () -> RecordKind
  private let headCount: Int
  private let readHeader: @Sendable (inout ByteDecoder) -> ACPIHeader

  init<Head: ACPIHead>(
    _ title: String, signature: String, family: StructureFamily,
    types: @escaping @Sendable () -> [StructureType], head: Head.Type
  ) {
    self.title = title
    self.signature = signature
    self.family = family
    listed = types
    self.head = { .head("\(title) header", head) }
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
    try body(TableRecord(kind: head(), index: 0, offset: 0, length: min(headCount, end)))
    try forEachStructure(in: bytes, from: headCount, to: end, &issues, body)
  }

  /// Gives the structures one after the other, and ends where a length makes no sense.
  func forEachStructure<Failure: Error>(
    in bytes: [UInt8], from start: Int, to end: Int, _ issues: inout IssueList,
    _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let types = listed()
    var counts = [Int](repeating: 0, count: types.count)
    var others: [UInt16: (kind: RecordKind, count: Int)] = [:]
    try forEachPlace(of: types, in: bytes, from: start, to: end, &issues) { (place) throws(Failure) in
      if let known = place.known {
        try body(
          TableRecord(kind: types[known].kind, index: counts[known], offset: place.offset, length: place.length))
        counts[known] += 1
      } else {
        let (kind, count) = others[place.type] ?? (otherKind(place.type), 0)
        others[place.type] = (kind, count + 1)
        try body(TableRecord(kind: kind, index: count, offset: place.offset, length: place.length))
      }
    }
  }

  /// Gives where the structures lie, one after the other, and ends where a length makes no sense.
  func forEachPlace(
    in bytes: [UInt8], from start: Int, to end: Int, _ issues: inout IssueList, _ body: (StructurePlace) -> Void
  ) {
    forEachPlace(of: listed(), in: bytes, from: start, to: end, &issues, body)
  }

  private func forEachPlace<Failure: Error>(
    of types: [StructureType], in bytes: [UInt8], from start: Int, to end: Int, _ issues: inout IssueList,
    _ body: (StructurePlace) throws(Failure) -> Void
  ) throws(Failure) {
    var offset = start
    var likely = 0
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
      // In a long table one structure is like the one before it.
      if likely < types.count, types[likely].type == type, types[likely].hasNoLists(ofLength: length) {
        try body(StructurePlace(type: type, known: likely, offset: offset, length: length))
        offset += length
        continue
      }
      var (known, expected) = Self.type(type, among: types, of: bytes, at: offset, length: length)
      likely = known ?? 0
      if known != nil, expected != length {
        issues.append(
          "length of the \(title) structure of type \(type) is \(length), "
            + "should be \(expected.map { "\($0)" } ?? "2^63 or more")", at: lengthOffset)
        known = nil
      }
      try body(StructurePlace(type: type, known: known, offset: offset, length: length))
      offset += length
    }
  }

  /// The type of a number that has structures of a length, or else the first of the number; and the length that a structure
  /// of it should have.
  private static func type(
    _ number: UInt16, among types: [StructureType], of bytes: [UInt8], at offset: Int, length: Int
  ) -> (index: Int?, length: Int?) {
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
