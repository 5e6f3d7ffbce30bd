public import Diagnostics

/// A value with the stretch of source that states it.
public struct Located<Value: Sendable>: Sendable {
  /// The value.
  public var value: Value
  /// Where it is stated, or `nil` where no text states it.
  public var range: SourceRange?

  /// Creates a value with its place.
  public init(_ value: Value, at range: SourceRange? = nil) {
    self.value = value
    self.range = range
  }
}

extension Located: Equatable where Value: Equatable {}
