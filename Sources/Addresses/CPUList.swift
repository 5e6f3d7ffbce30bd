/// Linux's cpulist form: `0-3,8,10-11`.
package enum CPUList {
  /// The form of a set of numbers, ascending runs joined: `[0, 1, 2, 8]` is `0-2,8`.
  ///
  /// - Parameter numbers: Numbers in ascending order.
  package static func text(_ numbers: some Sequence<UInt32>) -> String {
    var text = ""
    var run: (first: UInt32, last: UInt32)?
    func append(_ run: (first: UInt32, last: UInt32)) {
      if !text.isEmpty { text += "," }
      text += run.first == run.last ? "\(run.first)" : "\(run.first)-\(run.last)"
    }
    for number in numbers {
      if let current = run, number == current.last + 1 {
        run = (current.first, number)
      } else {
        if let run { append(run) }
        run = (number, number)
      }
    }
    if let run { append(run) }
    return text
  }
}
