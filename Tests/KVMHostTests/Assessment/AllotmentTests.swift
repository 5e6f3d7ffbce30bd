import TestSupport
import Testing

@testable import KVMHost

@Suite("Amounts that come from some host nodes only") struct AllotmentTests {
  @Test func whoCanGoElsewhereMakesRoom() {
    var allotment = Allotment([0: 4, 1: 4, 2: 4])
    #expect(allotment.give(4, from: [0, 1]) == nil)
    #expect(allotment.give(4, from: [1, 2]) == nil)
    #expect(allotment.room(on: [0]) == 4)
    #expect(allotment.give(4, from: [0]) == nil)
    #expect(allotment.give(1, from: [2]) == [0, 1, 2])
    #expect(allotment.room(on: [0, 1, 2]) == 0)
  }

  @Test func onlyTheNodesThatAreTooFewAreNamed() {
    var allotment = Allotment([0: 100, 1: 4, 2: 4])
    #expect(allotment.give(6, from: [1, 2]) == nil)
    #expect(allotment.give(50, from: [0]) == nil)
    #expect(allotment.give(5, from: [1]) == [1])
    #expect(allotment.give(3, from: [1]) == [1, 2])
    // What was refused has taken nothing.
    #expect(allotment.give(2, from: [1]) == nil)
    #expect(allotment.give(1, from: [7]) == [7])
    #expect(allotment.give(0, from: [7]) == nil)
  }

  /// Hall's theorem: all can be served where no set of nodes is too few for those who need it and no other.
  @Test("Amounts are refused where they cannot be had, and nowhere else", arguments: 1...40 as ClosedRange<UInt64>)
  func hall(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let count = generator.number(1...4)
      let capacity = (0..<count).map { _ in generator.number(0...6) }
      var allotment = Allotment(
        Dictionary(uniqueKeysWithValues: capacity.enumerated().map { (UInt32($0), UInt64($1)) }))
      var given: [(amount: Int, nodes: Int)] = []
      for _ in 0..<6 {
        let amount = generator.number(0...5)
        let nodes = generator.number(1...(1 << count) - 1)
        let excess = (1..<1 << count).filter { set in
          let needed = (given + [(amount, nodes)]).reduce(0) { $1.nodes & ~set == 0 ? $0 + $1.amount : $0 }
          return needed > capacity.indices.reduce(0) { set >> $1 & 1 == 1 ? $0 + capacity[$1] : $0 }
        }
        let list = (0..<count).filter { nodes >> $0 & 1 == 1 }.map { UInt32($0) }
        let refusal = allotment.give(UInt64(amount), from: list)
        #expect((refusal == nil) == excess.isEmpty)
        if let refusal {
          #expect(excess.contains(refusal.reduce(0) { $0 | 1 << Int($1) }))
        } else {
          given.append((amount, nodes))
        }
      }
    }
  }
}
