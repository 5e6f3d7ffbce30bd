package import Addresses
package import JSONCoding

extension LayoutFile {
  /// Where memory of a node may be plugged in.
  package struct HotplugEntry: JSONRecord, Equatable {
    /// The line.
    package var line: UInt64?
    /// Bytes.
    package var size: UInt64 = 0
    /// The first address.
    package var start: UInt64 = 0

    /// Space of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("line", &line)
      coder.member("size", &size)
      coder.member("start", &start)
    }
  }
}

extension LayoutFile.HotplugEntry: AddressRanged {
  /// Where the space lies; nothing where that is beyond 64 bits.
  package var range: AddressRange { AddressRange(start, start &+ size) }
}
