import Glibc

/// Waits until something is so.
///
/// - Parameters:
///   - limit: How long to wait at the most.
///   - condition: Asked again and again.
/// - Returns: Whether it came to be so; `false` after the limit, which no test relies on: it makes a failure of what
///   would otherwise be a test that never ends.
package func eventually(within limit: Duration = .seconds(60), _ condition: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + limit
  while try !condition() {
    guard ContinuousClock.now < end else { return false }
    usleep(1000)
  }
  return true
}
