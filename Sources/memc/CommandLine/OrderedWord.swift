import ArgumentParser
import Synchronization

/// The argument of an option whose place among those of other options matters.
///
/// The argument parser sorts arguments by option, but reads them one after the other as they were given.
struct OrderedWord: ExpressibleByArgument {
  private static let count = Mutex(0)

  /// What was given.
  let text: String
  /// Larger than that of every word before.
  let place: Int

  init(argument: String) {
    text = argument
    place = Self.count.withLock { count in
      count += 1
      return count
    }
  }
}
