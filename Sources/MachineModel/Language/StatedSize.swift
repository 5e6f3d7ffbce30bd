/// A size that a command line states as topologies do: `16GiB`, `512 MiB`, `4096`.
package struct StatedSize: Sendable {
  /// Bytes.
  package let bytes: UInt64

  /// Why a text is no size, and what to write instead.
  package struct Problem: Error {
    /// A sentence without a full stop.
    package let message: String
  }

  /// Reads a size.
  package init(_ text: String) throws(Problem) {
    do throws(ScalarProblem) {
      bytes = try ScalarParser.size(Array(text.utf8)[...])
    } catch {
      throw Problem(message: error.message + (error.suggestion.map { "; \($0)" } ?? ""))
    }
  }

  /// Reads the size of a hugepage, a power of two above 4 KiB.
  package init(ofHugepage text: String) throws(Problem) {
    try self.init(text)
    if let breach = ValueRules.hugepageSize(bytes) { throw Problem(message: breach.message) }
  }
}
