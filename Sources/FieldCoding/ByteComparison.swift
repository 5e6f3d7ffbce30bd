/// Compares bytes, which come part by part, with those that they should be.
@usableFromInline package struct ByteComparison {
  /// How two texts of bytes differ.
  package struct Difference: Equatable, Sendable {
    /// The first byte that differs; `nil` where only the number of bytes does.
    package let offset: Int?
  }

  /// How many bytes are worth being compared at once.
  @usableFromInline static let part = 1 << 14

  private let expected: [UInt8]
  private var exception: Int?
  private var taken = 0
  private var isSame = true
  private var isLonger = false
  private var first: Int?

  /// - Parameter expected: The bytes that should come.
  init(with expected: [UInt8]) {
    self.expected = expected
  }

  /// Leaves a byte out that has not come yet: it may be anything.
  mutating func leaveOut(at offset: Int) { exception = offset }

  /// How what came differs; `nil` where it does not.
  package var difference: Difference? {
    isSame && taken == expected.count && !isLonger ? nil : Difference(offset: first)
  }

  /// Takes the next bytes.
  @usableFromInline mutating func take(_ bytes: [UInt8]) {
    let end = min(taken + bytes.count, expected.count)
    let count = max(0, end - taken)
    if isSame, !expected.span.extracting(taken..<taken + count).isAlike(bytes.span.extracting(0..<count)) {
      first = (0..<count).first { bytes[$0] != expected[taken + $0] && taken + $0 != exception }.map { taken + $0 }
      isSame = first == nil
    }
    if count < bytes.count { isLonger = true }
    taken += count
  }
}

extension Span<UInt8> {
  /// Whether the same bytes are in both: all of them are looked at, so that several are at a time.
  package func isAlike(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in indices { difference |= self[index] ^ other[index] }
    return difference == 0
  }
}
