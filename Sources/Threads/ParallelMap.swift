import Glibc
import Synchronization

/// Makes many values on several threads.
package struct ParallelMap: Sendable {
  private let limit: Int?

  /// - Parameter threads: How many threads there are at the most, the caller's among them; `nil` for as many as this process
  ///   may use CPUs.
  package init(threads: Int? = nil) { limit = threads }

  /// As many threads as are worth it.
  ///
  /// - Parameter size: How many bytes are to be read.
  package init(reading size: Int) {
    // A thread takes as long to begin as this many bytes to be read.
    limit = size < 1 << 20 ? 1 : nil
  }

  /// How many threads there are at the most, the caller's among them.
  package var threads: Int { limit ?? max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

  /// The values of the numbers below a count, in their order.
  ///
  /// Each thread takes the next number that none has taken. Where no more threads can be had, those that there are do
  /// all of it.
  package func run<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) -> [Value] {
    // Of one value nobody needs to know how many CPUs there are.
    let threads = count > 1 ? min(self.threads, count) : 1
    guard threads > 1 else {
      var values: [Value] = []
      for number in 0..<count { values.append(body(number)) }
      return values
    }
    let work = Work(count: count, body)
    var others: [JoinableThread] = []
    while others.count < threads - 1, let thread = try? WorkerThread({ work.run() }) {
      others.append(JoinableThread(thread))
    }
    work.run()
    for thread in others { thread.join() }
    return work.values
  }

  private final class Work<Value: Sendable>: Sendable {
    private let count: Int
    private let body: @Sendable (Int) -> Value
    private let next = Atomic(0)
    private let made: Mutex<[Value?]>

    init(count: Int, _ body: @escaping @Sendable (Int) -> Value) {
      self.count = count
      self.body = body
      made = Mutex([Value?](repeating: nil, count: count))
    }

    func run() {
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        let value = body(number)
        made.withLock { $0[number] = value }
      }
    }

    /// All of them, once every thread is done.
    var values: [Value] { made.withLock { $0.compactMap(\.self) } }
  }
}
