public import Addresses
public import Diagnostics

/// Memory of a device that a guest sees at an address, such as a BAR or a frame buffer.
public struct DeviceWindow: AddressRanged, Equatable, Sendable {
  /// A label for reports.
  public var name: String
  /// Guest physical addresses, on 4 KiB pages; never empty. Where a window has a ``place``, only its size is known until it is
  /// lowered.
  public var range: AddressRange
  /// 0 to 254: where windows overlap, the guest sees the one of higher priority. RAM has 255.
  public var priority: UInt8
  /// Where the window lies if its address is left to memc; `nil` where it is stated.
  public var place: Located<WindowPlace>?
  /// What the guest may do with the window.
  public var visibility = Visibility.readWrite
  /// The path of the file whose bytes the window's memory begins with; `nil` for zeros. What is written there stays in the
  /// machine, and does not reach the file.
  public var file: Located<String>?
  /// Where in the ``file`` the window begins, in bytes: a multiple of 4 KiB; `nil` for its beginning.
  public var fileOffset: Located<UInt64>?
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

  /// Creates a window whose address is left to memc.
  public init(name: String, place: WindowPlace, size: UInt64, priority: UInt8 = 0, origin: SourceRange? = nil) {
    self.init(name: name, start: 0, size: size, priority: priority, origin: origin)
    self.place = Located(place)
  }
}
