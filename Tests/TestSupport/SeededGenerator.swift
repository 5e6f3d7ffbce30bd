/// SplitMix64: the same seed gives the same numbers everywhere, so that a failure can be repeated by its seed.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a generator.
  package init(seed: UInt64) { state = seed }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in a range.
  package mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Whether something is so, once in so many cases.
  package mutating func once(in cases: Int) -> Bool { number(1...cases) == 1 }

  /// One of several values.
  package mutating func one<Value>(of values: [Value]) -> Value { values[number(0...(values.count - 1))] }
}
