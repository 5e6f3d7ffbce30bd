/// There are no cases to test.
package struct NoCases: Error, CustomStringConvertible {
  /// What there should be.
  package let what: String

  /// What is wrong.
  package var description: String { "there are no \(what): the test would pass without having tested anything" }
}

/// The cases of a test that are found rather than written down; a test that finds none fails.
///
/// - Parameters:
///   - cases: What was found.
///   - what: What it is, for the message.
package func found<Cases: Collection>(_ cases: Cases, _ what: String) throws -> Cases {
  guard !cases.isEmpty else { throw NoCases(what: what) }
  return cases
}
