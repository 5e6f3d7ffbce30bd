public import Addresses
public import Diagnostics
public import MachineModel

/// What a guest is told a range of its physical addresses is.
public struct MemoryMapEntry: AddressRanged, Hashable, Sendable {
  /// The kind of a range.
  public enum Kind: Hashable, Sendable {
    /// RAM for the guest to use: e820 type 1.
    case usable
    /// Spoken for: never a hole, which has no entry.
    case reserved(ReservedRange.Kind)

    /// The word under which reports speak of it.
    public var name: String {
      switch self {
      case .usable: "usable"
      case .reserved(let kind): kind.name
      }
    }
  }

  /// Guest physical addresses.
  public var range: AddressRange
  /// What it is.
  public var kind: Kind
  /// Where the node or the reserved range is written; `nil` for a preset's.
  public var origin: SourceRange?
}
