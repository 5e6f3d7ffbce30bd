/// Something that is wrong with bytes or lines that were decoded.
public struct DecodingIssue: Hashable, Sendable {
  /// Where it was found.
  public enum Place: Hashable, Sendable {
    /// An offset into the bytes.
    case byte(Int)
    /// A line of text, counted from 1.
    case line(Int)
    /// Not one place of it, but all of it.
    case whole
  }

  /// Where it was found.
  public let place: Place
  /// What was found, and what should be.
  public let message: String
  /// Whether it is odd only: every reader reads the contents all the same, and alike.
  public let isWarning: Bool

  /// Creates an issue.
  package init(_ message: String, at place: Place, isWarning: Bool = false) {
    self.message = message
    self.place = place
    self.isWarning = isWarning
  }
}

extension DecodingIssue: CustomStringConvertible {
  /// The message behind its place: `byte 0x9: …`, `line 3: …`.
  public var description: String {
    switch place {
    case .byte(let offset): "byte 0x\(String(offset, radix: 16)): \(message)"
    case .line(let number): "line \(number): \(message)"
    case .whole: message
    }
  }
}

/// Collects issues, but no more than anybody reads: hostile bytes could hold one in every other byte.
@usableFromInline package struct IssueList: Sendable {
  /// How many issues are kept.
  package static let limit = 100

  /// The issues.
  package private(set) var issues: [DecodingIssue] = []

  /// Creates an empty list.
  @usableFromInline package init() {}

  /// Adds what was found at a byte.
  @usableFromInline package mutating func append(
    _ message: @autoclosure () -> String, at offset: Int, isWarning: Bool = false
  ) {
    append(message(), at: .byte(offset), isWarning: isWarning)
  }

  /// Adds what was found at a place.
  package mutating func append(
    _ message: @autoclosure () -> String, at place: DecodingIssue.Place, isWarning: Bool = false
  ) {
    guard issues.count <= Self.limit else { return }
    if issues.count == Self.limit {
      issues.append(DecodingIssue("there is more that is wrong from here on", at: place))
    } else {
      issues.append(DecodingIssue(message(), at: place, isWarning: isWarning))
    }
  }

  /// Adds what another list has.
  package mutating func append(_ other: IssueList) {
    for issue in other.issues { append(issue.message, at: issue.place, isWarning: issue.isWarning) }
  }
}

/// What bytes or lines say, and what is wrong with them.
@frozen public struct Decoded<Value: Sendable>: Sendable {
  /// What could be read; what could not is zero, empty or left out.
  public let value: Value
  /// What is wrong; none for a well-formed format. At most 101 issues are told.
  public var issues: [DecodingIssue] { list.issues }

  /// The list that ``issues`` are of.
  @usableFromInline package let list: IssueList

  /// What was read, with what is wrong.
  @inlinable package init(_ value: Value, _ issues: IssueList) {
    self.value = value
    list = issues
  }
}
