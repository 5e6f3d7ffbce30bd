extension UInt64 {
  /// The eight bytes, lowest first.
  var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) } }

  /// The number of up to eight bytes, lowest first.
  init(littleEndianBytes bytes: some Sequence<UInt8>) {
    self = 0
    for (index, byte) in bytes.enumerated() { self |= UInt64(byte) << (8 * UInt64(index)) }
  }
}
