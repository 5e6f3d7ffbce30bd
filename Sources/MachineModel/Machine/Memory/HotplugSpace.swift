import Addresses
package import Diagnostics

/// Guest physical addresses at which memory of a node may be plugged in while the machine runs.
package struct HotplugSpace: Sendable {
  /// Bytes, a multiple of 4 KiB; never 0.
  package var size: UInt64
  /// The first address, on a 4 KiB page; `nil` for the first one that is free.
  package var start: Located<UInt64>?
  /// How many slots memory may be plugged in by, 1 to 256; `nil` for one, whose number nobody keeps free.
  package var slots: Located<UInt32>?
  /// Where the space is stated.
  package var origin: SourceRange?
  /// Where its size is stated, if a tool can change it.
  package var sizeOrigin: SourceRange?
  /// Where the space takes another key; `nil` where it is written as a size.
  package var insertion: KeyInsertion?

  /// Creates a space.
  package init(size: UInt64, start: Located<UInt64>? = nil, origin: SourceRange? = nil) {
    self.size = size
    self.start = start
    self.origin = origin
  }

  /// The fix that says where the space begins; `nil` where no text can be changed.
  package func fix(startingAt start: UInt64) -> Fix? {
    if let origin = self.start?.origin { return Fix(writing: Units.address(start), at: origin) }
    if let insertion { return insertion.fix("start: \(Units.address(start))") }
    return sizeOrigin.map { Fix(writing: "{size: \(Units.literal(size)), start: \(Units.address(start))}", at: $0) }
  }
}
