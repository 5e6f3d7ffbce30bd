import TestSupport
import Testing

@testable import Exchange

@Suite("Units dealt out by what each can hold") struct ApportionmentTests {
  @Test(
    "go by largest remainders",
    arguments: [
      (10, [1, 1, 1].map { $0 * 10 }, [4, 3, 3]), (10, [20, 10], [7, 3]), (3, [1, 1, 1], [1, 1, 1]),
      (0, [5, 5], [0, 0]), (1, [0, 7, 0], [0, 1, 0]), (5, [0, 0], [0, 0]),
      (.max - 1, [.max, .max], [.max / 2, .max / 2]),
    ] as [(UInt64, [UInt64], [UInt64])])
  func shares(_ units: UInt64, _ capacities: [UInt64], _ expected: [UInt64]) {
    #expect(Apportionment.shares(of: units, capacities) == expected)
  }

  @Test("add up, and nobody is given more than it can hold")
  func property() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<2000 {
      let capacities = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        UInt64.random(in: 0...(Bool.random(using: &generator) ? 5 : 1 << 40), using: &generator)
      }
      let total = capacities.reduce(0, +)
      let units = UInt64.random(in: 0...total, using: &generator)
      let shares = Apportionment.shares(of: units, capacities)
      #expect(shares.reduce(0, +) == units)
      #expect(zip(shares, capacities).allSatisfy { $0 <= $1 })
    }
  }
}
