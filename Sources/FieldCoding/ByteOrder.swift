extension [UInt8] {
  /// The number that bytes have, the lowest first.
  ///
  /// - Parameters:
  ///   - offset: Where the number begins.
  ///   - width: How many bytes it has, all of which are there: at most seven.
  @inlinable package func littleEndian(at offset: Int, width: Int) -> Int {
    var number = 0
    for index in 0..<width { number |= Int(self[offset + index]) << (8 * index) }
    return number
  }
}

extension UInt64 {
  /// The eight bytes, lowest first.
  package var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) } }

  /// The number of up to eight bytes, lowest first.
  @inlinable package init(littleEndianBytes bytes: some Sequence<UInt8>) {
    self = 0
    var shift: UInt64 = 0
    for byte in bytes {
      self |= UInt64(byte) << shift
      shift += 8
    }
  }
}

extension Sequence<UInt8> {
  /// The number of up to eight bytes, highest first.
  package var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
