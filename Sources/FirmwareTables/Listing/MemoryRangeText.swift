import FieldCoding

/// A range of memory for people: as Linux prints it, its end inclusive. A range of nothing has no last address, so
/// that it is said to be empty; as Linux would print it, an empty one at 0 looks like the whole address space.
struct MemoryRangeText: CustomStringConvertible {
  private let base: UInt64
  private let length: UInt64

  init(_ base: UInt64, _ length: UInt64) {
    self.base = base
    self.length = length
  }

  /// `[mem 0x0000000000000000-0x000000000009fbff]`, or `[empty at 0x0000000000100000]`.
  var description: String {
    length == 0 ? "[empty at \(Hexadecimal.padded(base, digits: 16))]" : linuxForm
  }

  /// The range as Linux prints it, whatever its length.
  var linuxForm: String {
    "[mem \(Hexadecimal.padded(base, digits: 16))-\(Hexadecimal.padded(base &+ length &- 1, digits: 16))]"
  }
}
