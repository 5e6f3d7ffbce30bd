/// A range of addresses, guest physical or of a host: from `start` up to, but not including, `end`.
///
/// No initializer traps, whatever the numbers are: they may come from a file that somebody made to do harm. The highest
/// address, 2^64 − 1, lies in no range.
public struct AddressRange: Hashable, Sendable {
  /// The first address.
  public let start: UInt64
  /// The end as it was given: below the start where somebody confused the two, which rules on ranges tell of.
  public let statedEnd: UInt64
  /// The address just behind the range, never below ``start``.
  @inlinable public var end: UInt64 { max(start, statedEnd) }

  /// Creates a range of what lies between two addresses; empty where the end is not above the start.
  @inlinable public init(_ start: UInt64, _ end: UInt64) {
    self.start = start
    statedEnd = end
  }

  /// Creates a range of so many bytes; it ends at 2^64 − 1 at the latest.
  @inlinable public init(start: UInt64, size: UInt64) {
    self.start = start
    let (end, isTooHigh) = start.addingReportingOverflow(size)
    statedEnd = isTooHigh ? .max : end
  }

  /// Creates a range of so many bytes; `nil` where its end has more than 64 bits.
  @inlinable public init?(exactlyFrom start: UInt64, size: UInt64) {
    let (end, isTooHigh) = start.addingReportingOverflow(size)
    if isTooHigh { return nil }
    self.start = start
    statedEnd = end
  }

  /// Bytes.
  @inlinable public var size: UInt64 { end - start }

  /// Whether no address is in the range.
  @inlinable public var isEmpty: Bool { start == end }

  /// Whether an address is in the range.
  @inlinable public func contains(_ address: UInt64) -> Bool { start <= address && address < end }

  /// Whether all of another range is in this one; an empty one is where its start is, or where it touches the end.
  @inlinable public func contains(_ other: AddressRange) -> Bool { start <= other.start && other.end <= end }

  /// Whether an address is in both ranges.
  @inlinable public func overlaps(_ other: AddressRange) -> Bool {
    max(start, other.start) < min(end, other.end)
  }

  /// The addresses in both ranges; `nil` where there are none.
  @inlinable public func intersection(_ other: AddressRange) -> AddressRange? {
    let (start, end) = (max(start, other.start), min(end, other.end))
    return start < end ? AddressRange(start, end) : nil
  }

  /// Whether the range begins and ends at multiples of a page size, which is no 0.
  @inlinable public func isAligned(to pageSize: UInt64) -> Bool { start % pageSize == 0 && end % pageSize == 0 }
}

extension AddressRange {
  /// Whether two ranges have the same addresses, whatever was stated.
  @inlinable public static func == (left: AddressRange, right: AddressRange) -> Bool {
    left.start == right.start && left.end == right.end
  }

  /// Feeds the addresses to a hasher.
  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(start)
    hasher.combine(end)
  }
}

extension AddressRange: CustomStringConvertible {
  /// The range in hexadecimal with its exclusive end: `0x0-0x100000`.
  public var description: String { Units.range(start, end) }
}

/// What takes a range of addresses, and is asked for its ends by name.
public protocol AddressRanged {
  /// The addresses.
  var range: AddressRange { get }
}

extension AddressRanged {
  /// The first address.
  @inlinable public var start: UInt64 { range.start }
  /// The address just behind.
  @inlinable public var end: UInt64 { range.end }
  /// Bytes.
  @inlinable public var size: UInt64 { range.size }
}

extension AddressRange: AddressRanged {
  /// Itself.
  @inlinable public var range: AddressRange { self }
}
