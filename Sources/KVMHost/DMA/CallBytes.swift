import FieldCoding

/// A structure that an ioctl reads and writes, as its bytes in little endian: of a PC, and of an Arm machine as Linux runs it.
struct CallBytes: Equatable, Sendable {
  /// The bytes.
  var bytes: [UInt8]

  /// So many zeros.
  init(size: Int) { bytes = [UInt8](repeating: 0, count: size) }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Words of four bytes, one behind the other; those of eight bytes are two each.
  init(_ words: UInt32...) { bytes = words.flatMap { Array(UInt64($0).littleEndianBytes.prefix(4)) } }

  /// The same with numbers of eight bytes behind it.
  func with(_ longs: UInt64...) -> CallBytes { CallBytes(bytes + longs.flatMap(\.littleEndianBytes)) }

  /// The number of four bytes at an offset; 0 behind the end.
  func word(at offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(at: offset, 4)) }

  /// The number of eight bytes at an offset; 0 behind the end.
  func long(at offset: Int) -> UInt64 { number(at: offset, 8) }

  private func number(at offset: Int, _ count: Int) -> UInt64 {
    guard offset >= 0, offset + count <= bytes.count else { return 0 }
    return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
