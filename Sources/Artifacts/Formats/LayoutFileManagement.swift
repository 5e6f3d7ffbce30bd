public import JSONCoding

// What a memory manager adds to a layout.

extension LayoutFile {
  /// A device window.
  public struct DeviceEntry: JSONRecord, Equatable {
    /// The line.
    public var line: UInt64?
    /// Its name.
    public var name = ""
    /// 0 to 254; where windows overlap, the guest sees the highest.
    public var priority: UInt64 = 0
    /// Bytes.
    public var size: UInt64 = 0
    /// The numbers of the slots through which the guest sees it; empty where all of it is hidden.
    public var slots: [UInt64] = []
    /// The first address.
    public var start: UInt64 = 0

    /// A window of nothing.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("line", &line)
      coder.field("name", &name)
      coder.field("priority", &priority)
      coder.field("size", &size)
      coder.field("slots", &slots)
      coder.field("start", &start)
    }

    /// What is not plain from the name.
    public static func meaning(of member: String) -> String? {
      switch member {
      case "priority": "0 to 254: where windows overlap, the guest sees the one of the highest, and RAM before all."
      case "slots": "The slots of vtl0 through which the guest sees the window; empty where all of it is hidden."
      default: nil
      }
    }
  }

  /// A slot of RAM that does not begin as read-write.
  public struct VisibilityEntry: JSONRecord, Equatable {
    /// The line.
    public var line: UInt64?
    /// `read-only` or `unmapped`.
    public var mode = ""
    /// The slot's number.
    public var slot: UInt64 = 0

    /// The visibility of nothing.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("line", &line)
      coder.field("mode", &mode)
      coder.field("slot", &slot)
    }
  }

  /// The RAM of the more privileged level.
  public struct PrivilegedEntry: JSONRecord, Equatable {
    /// The line.
    public var line: UInt64?
    /// Bytes.
    public var size: UInt64 = 0
    /// The first address.
    public var start: UInt64 = 0

    /// RAM of nothing.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("line", &line)
      coder.field("size", &size)
      coder.field("start", &start)
    }
  }

  /// A mirror of RAM.
  public struct AliasEntry: JSONRecord, Equatable {
    /// The line.
    public var line: UInt64?
    /// Its name, if it has one.
    public var name: String?
    /// What is added to addresses.
    public var offset: UInt64 = 0

    /// A mirror of nothing.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("line", &line)
      coder.field("name", &name)
      coder.field("offset", &offset)
    }
  }
}
