extension FixedWidthInteger {
  /// The quotient, rounded to the nearest number and up from a half on.
  @inlinable package func dividedRoundingHalfUp(by divisor: Self) -> Self {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return quotient + (rest >= divisor - rest ? 1 : 0)
  }
}

extension UInt64 {
  /// The next multiple of a power of two, the number itself included.
  package func roundedUp(to alignment: UInt64) -> UInt64 { (self + alignment - 1) & ~(alignment - 1) }

  /// The last multiple of a power of two, the number itself included.
  package func roundedDown(to alignment: UInt64) -> UInt64 { self & ~(alignment - 1) }

  /// The least power of two that is not less; the number is at most 2^63.
  package var roundedUpToPowerOfTwo: UInt64 { self <= 1 ? 1 : 1 << UInt64(64 - (self - 1).leadingZeroBitCount) }
}
