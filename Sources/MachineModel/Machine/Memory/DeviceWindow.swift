public import Addresses
public import Diagnostics

/// Memory of a device that a guest sees at an address, such as a BAR or a frame buffer.
public struct DeviceWindow: AddressRanged, Equatable, Sendable {
  /// A label for reports.
  public var name: String
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// 0 to 254: where windows overlap, the guest sees the one of higher priority. RAM has 255.
  public var priority: UInt8
  /// Where the window is stated.
  public var origin: SourceRange?

  /// The priority of RAM, which no window has.
  public static let ramPriority: UInt8 = 255

  /// Creates a window.
  public init(name: String, start: UInt64, size: UInt64, priority: UInt8 = 0, origin: SourceRange? = nil) {
    self.name = name
    range = AddressRange(start: start, size: size)
    self.priority = priority
    self.origin = origin
  }
}
