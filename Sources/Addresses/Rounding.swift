extension UInt64 {
  /// The next multiple of a power of two, the number itself included.
  package func roundedUp(to alignment: UInt64) -> UInt64 { (self + alignment - 1) & ~(alignment - 1) }

  /// The last multiple of a power of two, the number itself included.
  package func roundedDown(to alignment: UInt64) -> UInt64 { self & ~(alignment - 1) }
}
