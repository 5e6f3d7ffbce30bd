/// Numbers of CPUs in Linux's cpulist form: `0-3,8,10-11`.
package struct CPUList: Equatable, Sendable {
  @usableFromInline var runs: [Run] = []

  /// Numbers behind each other. `ClosedRange` would do, but at the first one the runtime looks up how its bounds compare:
  /// a twentieth of the instructions of a small compilation.
  package struct Run: Equatable, Sendable {
    /// The lowest one.
    package var first: UInt32
    /// The highest one.
    package var last: UInt32

    /// Creates a run.
    @inlinable package init(first: UInt32, last: UInt32) {
      self.first = first
      self.last = last
    }

    /// How many numbers it has.
    var count: UInt64 { UInt64(last - first) + 1 }
  }

  /// Creates a list without numbers.
  @inlinable package init() {}

  /// Creates a list of numbers in ascending order.
  @inlinable package init(_ numbers: some Sequence<UInt32>) {
    for number in numbers { append(number) }
  }

  /// Reads a list as Linux writes it: `0-3,8`. What cannot be read, as in a file of anybody's, is left out.
  package init(reading text: some StringProtocol) {
    runs = text.split(separator: ",").compactMap { part in
      let ends = part.split(separator: "-").compactMap { UInt32(String($0.filter(\.isNumber))) }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      return Run(first: first, last: last)
    }
  }

  /// Reads a list as Linux writes it, and nothing else; `nil` for what Linux does not write, and where a number is too high.
  ///
  /// - Parameters:
  ///   - text: ASCII without white space around it; nothing for no numbers.
  ///   - limit: What all numbers are below.
  package init?(exactly text: ArraySlice<UInt8>, below limit: UInt32) {
    guard !text.isEmpty else { return }
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let ends = part.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = Self.number(ends[0]), let last = ends.count > 1 ? Self.number(ends[1]) : first,
        first <= last, last < limit, runs.last.map({ $0.last < first }) ?? true
      else { return nil }
      if let run = runs.last, run.last + 1 == first {
        runs[runs.count - 1].last = last
      } else {
        runs.append(Run(first: first, last: last))
      }
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard (1...10).contains(digits.count) else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    return UInt32(exactly: value)
  }

  /// The numbers as runs, ascending.
  package var ranges: [Run] { runs }

  /// The lowest number; `nil` where there is none.
  package var first: UInt32? { runs.first?.first }

  /// Whether a number is in the list.
  package func contains(_ number: UInt32) -> Bool {
    let run = runs.firstIndexOfSorted { $0.last >= number }
    return run < runs.count && runs[run].first <= number
  }

  /// The numbers, one by one.
  package var numbers: [UInt32] { runs.flatMap { Array($0.first...$0.last) } }

  /// How many numbers stand before one; `nil` where it is none of them.
  package func place(of number: UInt32) -> UInt64? {
    var before: UInt64 = 0
    for run in runs {
      if run.first <= number, number <= run.last { return before + UInt64(number - run.first) }
      before += run.count
    }
    return nil
  }

  /// The number before which so many stand; `nil` where there are no more than those.
  package func number(at place: UInt64) -> UInt32? {
    var left = place
    for run in runs {
      if left < run.count { return run.first + UInt32(left) }
      left -= run.count
    }
    return nil
  }

  /// How many numbers there are.
  package var count: UInt64 { runs.reduce(0) { $0 + $1.count } }

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
