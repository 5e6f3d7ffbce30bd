import FieldCoding

/// How the structures behind the head of a table begin: with their type and their length, which differ in width from
/// table to table.
struct StructureFamily: Sendable {
  /// A byte each: SRAT, MADT, PPTT.
  static let bytes = StructureFamily(typeWidth: 1, lengthOffset: 1, lengthWidth: 1)
  /// A byte, a reserved one, and a length of two: CEDT.
  static let byteAndWord = StructureFamily(typeWidth: 1, lengthOffset: 2, lengthWidth: 2)
  /// Two bytes, two reserved ones, and a length of four: HMAT.
  static let words = StructureFamily(typeWidth: 2, lengthOffset: 4, lengthWidth: 4)

  /// Bytes of the type.
  let typeWidth: Int
  /// Where the length stands; what lies between it and the type is reserved.
  let lengthOffset: Int
  /// Bytes of the length.
  let lengthWidth: Int

  /// Bytes that every structure has.
  var byteCount: Int { lengthOffset + lengthWidth }

  /// The type of a structure whose beginning is there.
  func type(_ bytes: [UInt8], at offset: Int) -> UInt16 {
    typeWidth == 1 ? UInt16(bytes[offset]) : UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  /// The length of a structure whose beginning is there.
  func length(_ bytes: [UInt8], at offset: Int) -> Int {
    var length = 0
    for index in 0..<lengthWidth { length |= Int(bytes[offset + lengthOffset + index]) << (8 * index) }
    return length
  }

  /// Names the fields that a structure begins with.
  func describe<Coder: FieldCoder>(
    _ coder: inout Coder, type: UInt16, length: @autoclosure () -> Int
  ) {
    if typeWidth == 1 {
      coder.fixed("type", UInt8(truncatingIfNeeded: type))
    } else {
      coder.fixed("type", type)
    }
    if lengthOffset > typeWidth { coder.reserved(lengthOffset - typeWidth) }
    switch lengthWidth {
    case 1: coder.length("length", length(), as: UInt8.self)
    case 2: coder.length("length", length(), as: UInt16.self)
    default: coder.length("length", length(), as: UInt32.self)
    }
  }
}

/// A structure of a table that begins as its ``StructureFamily`` says.
protocol TableStructure: ByteRecord {
  /// How it begins.
  static var family: StructureFamily { get }
  /// The number of its type.
  static var type: UInt16 { get }
}

extension TableStructure {
  /// Names type and length.
  func describeStart<Coder: FieldCoder>(_ coder: inout Coder) {
    Self.family.describe(&coder, type: Self.type, length: byteCount)
  }
}

/// A type of structure whose contents are decoded.
struct StructureType: Sendable {
  /// Its number.
  let type: UInt16
  /// Bytes of every structure of the type.
  let length: Int
  /// What its records are.
  let kind: TableRecord.Kind

  init<Structure: TableStructure>(_: Structure.Type, _ kind: TableRecord.Kind) {
    type = Structure.type
    length = Structure.byteCount
    self.kind = kind
  }
}

/// Walks the structures behind the head of a table.
struct StructureWalker: Sendable {
  /// What people call the table.
  let table: String
  /// How its structures begin.
  let family: StructureFamily
  /// The types whose contents are decoded.
  let types: [StructureType]
  /// What structures of other types, or of a length that their type does not have, are.
  let other: @Sendable (UInt16) -> TableRecord.Kind

  /// Gives the structures one after the other, and ends where a length makes no sense.
  func forEachStructure<Failure: Error>(
    in bytes: [UInt8], from start: Int, to end: Int, _ issues: inout IssueList,
    _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    var counts = [Int](repeating: 0, count: types.count)
    var others: [UInt16: Int] = [:]
    var offset = start
    var position = 0
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
      let kind: TableRecord.Kind
      let index: Int
      let known = types.firstIndex { $0.type == type }
      if let known, types[known].length == length {
        kind = types[known].kind
        index = counts[known]
        counts[known] += 1
      } else {
        kind = other(type)
        index = others[type, default: 0]
        others[type, default: 0] += 1
        if let known {
          issues.append(
            "length of the \(table) structure of type \(type) is \(length), should be \(types[known].length)",
            at: lengthOffset)
        }
      }
      try body(TableRecord(kind: kind, index: index, position: position, offset: offset, length: length))
      offset += length
      position += 1
    }
  }
}
