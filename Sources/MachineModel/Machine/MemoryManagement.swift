public import Diagnostics

/// What a guest may do with a memory slot.
public enum Visibility: String, CaseIterable, Hashable, Sendable {
  /// Read and write.
  case readWrite = "read-write"
  /// Read; writes leave the guest and change nothing (KVM_MEM_READONLY).
  case readOnly = "read-only"
  /// Nothing: the slot is not registered, but keeps its number, and every access leaves the guest.
  case unmapped
}

/// The state in which a slot begins.
public struct VisibilityRange: Equatable, Sendable {
  /// The first address, on a 4 KiB page.
  public var start: UInt64
  /// The address just behind the range, on a 4 KiB page.
  public var end: UInt64
  /// What the guest may do there.
  public var mode: Visibility
  /// Where the range is stated.
  public var range: SourceRange?

  /// Creates a range.
  public init(start: UInt64, end: UInt64, mode: Visibility, range: SourceRange? = nil) {
    self.start = start
    self.end = end
    self.mode = mode
    self.range = range
  }
}

/// Memory of a device that a guest sees at an address, such as a BAR or a frame buffer.
public struct DeviceWindow: Equatable, Sendable {
  /// A label for reports.
  public var name: String
  /// The first guest physical address, on a 4 KiB page.
  public var start: UInt64
  /// Bytes, a multiple of 4 KiB, never 0.
  public var size: UInt64
  /// 0 to 254: where windows overlap, the guest sees the one of higher priority. RAM has 255.
  public var priority: UInt8
  /// Where the window is stated.
  public var range: SourceRange?

  /// The priority of RAM, which no window has.
  public static let ramPriority: UInt8 = 255

  /// Creates a window.
  public init(name: String, start: UInt64, size: UInt64, priority: UInt8 = 0, range: SourceRange? = nil) {
    self.name = name
    self.start = start
    self.size = size
    self.priority = priority
    self.range = range
  }

  /// The address just behind the window.
  public var end: UInt64 { start + size }
}

/// RAM for a more privileged level, which the guest below it does not see: Virtual Trust Level 2.
public struct PrivilegedMemory: Equatable, Sendable {
  /// The first guest physical address, on a 4 KiB page.
  public var start: UInt64
  /// Bytes, a multiple of 4 KiB, never 0.
  public var size: UInt64
  /// Where it is stated.
  public var range: SourceRange?
  /// Where the start is stated.
  public var startRange: SourceRange?

  /// Creates memory of a privileged level.
  public init(start: UInt64, size: UInt64, range: SourceRange? = nil) {
    self.start = start
    self.size = size
    self.range = range
  }

  /// The address just behind the memory.
  public var end: UInt64 { start + size }
}

/// A mirror of the guest's RAM in the address space of the more privileged level, at `offset` + address.
public struct MemoryAlias: Equatable, Sendable {
  /// A label for reports.
  public var name: String?
  /// What is added to an address, a multiple of 4 KiB, never 0.
  public var offset: UInt64
  /// Where it is stated.
  public var range: SourceRange?
  /// Where the offset is stated.
  public var offsetRange: SourceRange?

  /// Creates an alias.
  public init(name: String? = nil, offset: UInt64, range: SourceRange? = nil) {
    self.name = name
    self.offset = offset
    self.range = range
  }
}
