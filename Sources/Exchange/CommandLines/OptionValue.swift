package import Diagnostics

/// A part of a word of a command line, such as the value of an option or an element of a list in it.
package struct OptionValue: Sendable {
  /// The word.
  private let word: CommandWord
  /// The bytes of the word that it is.
  private let part: Range<Int>

  private init(_ word: CommandWord, _ part: Range<Int>) {
    self.word = word
    self.part = part
  }

  /// All of a word, or what is behind its first bytes.
  package init(_ word: CommandWord, from first: Int = 0) { self.init(word, first..<word.bytes.count) }

  /// The bytes.
  package var bytes: ArraySlice<UInt8> { word.bytes[part] }
  /// The bytes as text; what is not UTF-8 is U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
  /// Where it is written.
  package var range: SourceRange { word.range(part) }
  /// Whether it has no bytes.
  package var isEmpty: Bool { part.isEmpty }

  /// Whether it is UTF-8.
  package var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// Some of its bytes.
  ///
  /// - Parameter bytes: Places as ``bytes`` has them.
  package subscript(bytes: Range<Int>) -> OptionValue { OptionValue(word, bytes) }

  /// What is behind its first bytes.
  package func dropFirst(_ count: Int = 1) -> OptionValue {
    self[min(part.lowerBound + count, part.upperBound)..<part.upperBound]
  }

  /// What is before its last bytes.
  package func dropLast(_ count: Int = 1) -> OptionValue {
    self[part.lowerBound..<max(part.upperBound - count, part.lowerBound)]
  }

  /// It without white space around it.
  package var trimmed: OptionValue { trimming { [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains($0) } }

  /// It without some bytes at its ends.
  package func trimming(_ isTrimmed: (UInt8) -> Bool) -> OptionValue {
    guard let first = bytes.firstIndex(where: { !isTrimmed($0) }),
      let last = bytes.lastIndex(where: { !isTrimmed($0) })
    else { return self[part.lowerBound..<part.lowerBound] }
    return self[first..<last + 1]
  }

  /// Its parts between separators; one where there is none.
  package func split(_ separator: Unicode.Scalar) -> [OptionValue] {
    bytes.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map { self[$0.indices] }
  }

  /// What is before the first separator and what is behind it; `nil` for the latter where there is none.
  package func cut(at separator: Unicode.Scalar) -> (before: OptionValue, behind: OptionValue?) {
    guard let place = bytes.firstIndex(of: UInt8(ascii: separator)) else { return (self, nil) }
    return (self[part.lowerBound..<place], self[place + 1..<part.upperBound])
  }

  /// The decimal number that it is; `nil` where it has another character than digits, behind a plus sign, or is more than
  /// 64 bits hold.
  package var number: UInt64? {
    let digits = bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes
    guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    return digits.reduce(0 as UInt64?) { value, digit in
      guard let value else { return nil }
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isSumTooLarge) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      return isTooLarge || isSumTooLarge ? nil : sum
    }
  }
}
