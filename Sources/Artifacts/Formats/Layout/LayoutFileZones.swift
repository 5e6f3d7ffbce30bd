package import JSONCoding

extension LayoutFile {
  /// A zone of a node.
  package struct ZoneEntry: JSONRecord, Equatable {
    /// What its extents begin at multiples of, in bytes; absent where the node states nothing of its own.
    package var align: UInt64?
    /// The line.
    package var line: UInt64?
    /// Bytes.
    package var memory: UInt64 = 0
    /// Its name, if it has one.
    package var name: String?

    /// A zone of nothing.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "align", &align,
        "What the zone's extents begin at multiples of, in bytes, where the node states that itself.")
      coder.member("line", &line)
      coder.member("memory", &memory)
      coder.member("name", &name)
    }
  }
}
