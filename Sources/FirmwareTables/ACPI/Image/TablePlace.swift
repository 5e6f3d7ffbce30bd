/// Where a table lies among bytes.
///
/// A list of ranges of numbers would do as well, but that the runtime looks through the whole program for how numbers are
/// compared before it makes the first one.
package struct TablePlace: Hashable, Sendable {
  /// The table's first byte.
  package let start: Int
  /// Bytes of the table.
  package let count: Int

  /// The table's bytes.
  package var range: Range<Int> { start..<start + count }
}
