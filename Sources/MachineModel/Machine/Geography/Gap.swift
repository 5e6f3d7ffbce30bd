public import Addresses
public import Diagnostics

/// A range of guest physical addresses without RAM: a place for devices.
public struct Gap: AddressRanged, Equatable, Sendable {
  /// What a memory map says of a gap.
  package enum Report: String, CaseIterable, Sendable {
    /// Nothing, so that a guest may put its devices there.
    case none
    /// That it is reserved, so that a guest puts nothing there.
    case reserved

    /// Stated, so that other modules need not ask the runtime how reports are compared.
    package static func == (left: Self, right: Self) -> Bool {
      switch (left, right) {
      case (.none, .none), (.reserved, .reserved): true
      default: false
      }
    }
  }

  /// A label for reports.
  public var name: String?
  /// Guest physical addresses, on 4 KiB pages.
  public var range: AddressRange
  /// What e820 says of the gap.
  package var report = Report.none
  /// Where the gap is stated; `nil` for a preset's.
  public var origin: SourceRange?
  /// Where its start is stated.
  public var startOrigin: SourceRange?

  /// Creates a gap.
  public init(name: String? = nil, start: UInt64, end: UInt64, origin: SourceRange? = nil) {
    self.name = name
    range = AddressRange(start, end)
    self.origin = origin
  }
}
