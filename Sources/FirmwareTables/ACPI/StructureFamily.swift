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
    UInt16(truncatingIfNeeded: bytes.littleEndian(at: offset, width: typeWidth))
  }

  /// The length of a structure whose beginning is there.
  func length(_ bytes: [UInt8], at offset: Int) -> Int {
    bytes.littleEndian(at: offset + lengthOffset, width: lengthWidth)
  }

  /// Names the fields that a structure begins with, of one of which no more is known.
  func describeStart<Coder: FieldCoder>(_ coder: inout Coder) {
    describe(&coder, type: 0, length: 0)
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
