public import Diagnostics

/// A value with the place that states it.
public struct Located<Value: Sendable>: Sendable {
  /// The value.
  public var value: Value
  /// Where it is stated, or `nil` where no text states it.
  public var origin: SourceRange?

  /// Creates a value with its place.
  public init(_ value: Value, at origin: SourceRange? = nil) {
    self.value = value
    self.origin = origin
  }
}

extension Located: Equatable where Value: Equatable {}
