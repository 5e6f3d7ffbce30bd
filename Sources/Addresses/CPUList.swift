/// Numbers of CPUs in Linux's cpulist form: `0-3,8,10-11`.
package struct CPUList: Equatable, Sendable {
  @usableFromInline var runs: [Run] = []

  /// Numbers behind each other. `ClosedRange` would do, but at the first one the runtime looks up how its bounds compare:
  /// a twentieth of the instructions of a small compilation.
  @usableFromInline struct Run: Equatable, Sendable {
    @usableFromInline var first: UInt32
    @usableFromInline var last: UInt32

    @usableFromInline init(first: UInt32, last: UInt32) {
      self.first = first
      self.last = last
    }
  }

  /// Creates a list without numbers.
  @inlinable package init() {}

  /// Creates a list of numbers in ascending order.
  @inlinable package init(_ numbers: some Sequence<UInt32>) {
    for number in numbers { append(number) }
  }

  /// Whether no number is in the list.
  @inlinable package var isEmpty: Bool { runs.isEmpty }

  /// Adds a number, which is above all that are in the list.
  @inlinable package mutating func append(_ number: UInt32) {
    if let run = runs.last, run.last < number, run.last + 1 == number {
      runs[runs.count - 1].last = number
    } else {
      runs.append(Run(first: number, last: number))
    }
  }

  /// The list as Linux writes it; nothing for no numbers.
  package var text: String {
    var text = ""
    for run in runs {
      if !text.isEmpty { text += "," }
      text += run.first == run.last ? "\(run.first)" : "\(run.first)-\(run.last)"
    }
    return text
  }

  /// Numbers in ascending order in the form: `[0, 1, 2, 8]` is `0-2,8`.
  @inlinable package static func text(_ numbers: some Sequence<UInt32>) -> String { CPUList(numbers).text }
}
