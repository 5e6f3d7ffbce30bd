public import Addresses

/// What became of memory that was to be given back.
public struct DiscardedMemory: Hashable, Sendable {
  /// A part that was left as it is.
  public struct Kept: Hashable, Sendable {
    /// Guest physical addresses.
    public let range: AddressRange
    /// Why.
    public let reason: Reason
  }

  /// Why a part was left as it is.
  public enum Reason: Hashable, Sendable {
    /// No slot holds it.
    case hole
    /// It is less than a page of what backs the memory: of so many bytes.
    case partOfPage(UInt64)
  }

  /// Guest physical addresses that are zeros now, ascending; of what neighbours there is a range each.
  public internal(set) var ranges: [AddressRange] = []
  /// What of the range was left as it is, ascending.
  public internal(set) var kept: [Kept] = []

  /// Bytes that are zeros now. Fewer may have had pages before.
  public var bytes: UInt64 { ranges.reduce(0) { $0 + $1.size } }
}

extension DiscardedMemory.Reason: CustomStringConvertible {
  /// As the end of a sentence that begins with the addresses.
  public var description: String {
    switch self {
    case .hole: "no slot holds it"
    case .partOfPage(let size): "part of a page of \(Units.bytes(size))"
    }
  }

  /// The word of it in JSON.
  var word: String {
    switch self {
    case .hole: "hole"
    case .partOfPage: "part-of-page"
    }
  }
}
