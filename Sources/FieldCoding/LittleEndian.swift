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
