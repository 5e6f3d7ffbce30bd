import Glibc

/// Waits until something is so.
///
/// - Parameter condition: Asked again and again.
/// - Returns: Whether it came to be so; `false` after a minute, which no test relies on: it makes a failure of what
///   would otherwise be a test that never ends.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while try !condition() {
    guard ContinuousClock.now < end else { return false }
    usleep(1000)
  }
  return true
}
