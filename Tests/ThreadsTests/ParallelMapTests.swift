import Synchronization
import Testing

@testable import Threads

@Suite("Values made on several threads")
struct ParallelMapTests {
  @Test("stand in the order of their numbers", arguments: [1, 2, 3, 64], [0, 1, 2, 7, 1000])
  func order(_ threads: Int, _ count: Int) {
    #expect(ParallelMap(threads: threads).run(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test("each is made once", arguments: [1, 2, 16])
  func once(_ threads: Int) {
    let made = Mutex([Int](repeating: 0, count: 500))
    _ = ParallelMap(threads: threads).run(500) { number in made.withLock { $0[number] += 1 } }
    #expect(made.withLock { $0 } == [Int](repeating: 1, count: 500))
  }

  @Test("one that waits for another comes to its end: there are as many threads as were asked for")
  func together() {
    let arrived = Atomic(0)
    let counts = ParallelMap(threads: 4).run(4) { _ in
      arrived.add(1, ordering: .relaxed)
      while arrived.load(ordering: .relaxed) < 4 {}
      return arrived.load(ordering: .relaxed)
    }
    #expect(counts == [4, 4, 4, 4])
  }

  @Test("without a number there is a thread for each CPU")
  func processors() {
    #expect(ParallelMap().threads >= 1)
  }
}
