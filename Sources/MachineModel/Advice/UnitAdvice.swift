package import Diagnostics

/// What to say of a size that is a number without a unit, where as few bytes can hardly be meant: other tools count in
/// MiB.
package struct UnitAdvice {
  /// The advice, as the end of a sentence.
  package let suggestion: String
  /// The advice as a change of the source; `nil` where the number cannot be replaced as a whole.
  package let fix: Fix?

  /// Creates advice; `nil` for a text that is no plain decimal number, and for a number of 4 MiB and more, of which
  /// bytes may be meant.
  ///
  /// - Parameters:
  ///   - text: The size as written, without quotes.
  ///   - range: Where it is written.
  package init?(_ text: String, at range: SourceRange?) {
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let size = UInt64(text), size > 0, size < 4 << 20
    else { return nil }
    suggestion = "a number without a unit counts bytes; for MiB write '\(text)MiB'"
    fix = range.map { Fix(writing: "\(text)MiB", at: $0) }
  }
}
