package import Diagnostics

/// A word of a command line as the command gets it, and where each of its bytes is written.
package struct CommandWord: Sendable {
  /// The word, without the quotes that it is written in.
  package let bytes: [UInt8]

  private let places: SourcePlaces
  /// The bytes of the text that it is written with, quotes and all.
  private let written: Range<Int>
  /// Runs of bytes that are written side by side: from which byte of the word on, and from which of the text.
  private let runs: [(byte: Int, offset: Int)]

  init(_ bytes: [UInt8], runs: [(byte: Int, offset: Int)], written: Range<Int>, _ places: SourcePlaces) {
    self.bytes = bytes
    self.runs = runs
    self.written = written
    self.places = places
  }

  /// Where it is written, quotes and all.
  package var range: SourceRange { places.range(written) }

  /// The bytes that it is written with, quotes and all.
  package var writtenBytes: [UInt8] { Array(places.source.bytes[written]) }

  /// The word as text; what is not UTF-8 is U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Where a part of the word is written.
  ///
  /// - Parameter part: Some of ``bytes``; of none, the place between two.
  package func range(_ part: Range<Int>) -> SourceRange {
    let start = offset(ofByte: part.lowerBound)
    return places.range(start..<(part.isEmpty ? start : offset(ofByte: part.upperBound - 1) + 1))
  }

  /// Where a byte is written; that behind the last one, behind it.
  private func offset(ofByte byte: Int) -> Int {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].byte <= byte { low = middle } else { high = middle }
    }
    return runs[low].offset + byte - runs[low].byte
  }
}
