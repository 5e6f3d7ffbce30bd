package import Diagnostics

/// The words of a command line: of one that is written down for a shell, or of one that Linux shows.
///
/// A shell's words are those of POSIX (Shell Command Language, section 2.2, "Quoting", and 2.3, "Token Recognition"): divided
/// by white space, with `'…'`, `"…"` and `\`, and comments from `#` on. A line break divides words as a space does, behind `\`
/// or not, so that options may stand one a line. Nothing is expanded: `$` and `*` stand for themselves.
///
/// A text that has NUL bytes is `/proc/PID/cmdline` (proc_pid_cmdline(5)): a NUL byte ends each word, and nothing is quoted.
package enum CommandWords {
  /// Divides a text into its words.
  ///
  /// - Parameter sink: Told of a quote that does not end.
  /// - Returns: The words; `nil` after such a quote.
  package static func split(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> [CommandWord]? {
    var splitter = WordSplitter(source)
    if source.bytes.contains(0) { return splitter.terminatedWords() }
    let words = splitter.words()
    guard let quote = splitter.openQuote else { return words }
    let character = Character(Unicode.Scalar(source.bytes[quote]))
    sink.report(
      ExchangeRule.malformedInput, at: splitter.places.range(quote..<quote + 1),
      "the quote \(character) does not end",
      suggestion: "end it with another \(character), or write \\\(character) for the character itself")
    return nil
  }
}

private struct WordSplitter {
  let places: SourcePlaces
  /// Where the quote stands that does not end.
  private(set) var openQuote: Int?

  private let bytes: [UInt8]
  private var position = 0

  private var word: [UInt8] = []
  private var runs: [(byte: Int, offset: Int)] = []

  init(_ source: SourceFile) {
    bytes = source.bytes
    places = SourcePlaces(source)
  }

  // MARK: What Linux shows

  mutating func terminatedWords() -> [CommandWord] {
    bytes.split(separator: 0, omittingEmptySubsequences: false).compactMap { part in
      // What follows the last NUL byte is no word.
      guard !(part.isEmpty && part.startIndex == bytes.count) else { return nil }
      return CommandWord(Array(part), runs: [(0, part.startIndex)], written: part.indices, places)
    }
  }

  // MARK: What shells read

  mutating func words() -> [CommandWord] {
    var words: [CommandWord] = []
    while openQuote == nil {
      skipSpace()
      guard position < bytes.count else { break }
      let start = position
      (word, runs) = ([], [(0, start)])
      takeWord()
      words.append(CommandWord(word, runs: runs, written: start..<position, places))
    }
    return words
  }

  /// The byte at a distance from the next one; at the end `nil`.
  private func byte(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// How many bytes a backslash and the line break behind it are, which join two lines; 0 where they are not next.
  private var continuationLength: Int {
    guard byte() == UInt8(ascii: "\\") else { return 0 }
    if byte(1) == UInt8(ascii: "\n") { return 2 }
    return byte(1) == UInt8(ascii: "\r") && byte(2) == UInt8(ascii: "\n") ? 3 : 0
  }

  private mutating func skipSpace() {
    while let next = byte() {
      if Self.isSpace(next) {
        position += 1
      } else if continuationLength > 0 {
        position += continuationLength
      } else if next == UInt8(ascii: "#") {
        while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func takeWord() {
    while let next = byte(), !Self.isSpace(next) {
      switch next {
      case UInt8(ascii: "\\"): takeEscape { _ in true }
      case UInt8(ascii: "'"): takeQuoted(next, escapes: false)
      case UInt8(ascii: "\""): takeQuoted(next, escapes: true)
      default: take()
      }
      if openQuote != nil { return }
    }
  }

  /// Takes what stands in quotes.
  private mutating func takeQuoted(_ quote: UInt8, escapes: Bool) {
    let start = position
    position += 1
    while let next = byte(), next != quote {
      if escapes, next == UInt8(ascii: "\\") {
        takeEscape { "$`\"\\".utf8.contains($0) }
      } else {
        take()
      }
    }
    if position < bytes.count { position += 1 } else { openQuote = start }
  }

  /// Takes what a backslash makes of the byte behind it: that byte, or of a line break nothing; and itself too where there is
  /// none, or one that it has no meaning before.
  private mutating func takeEscape(before hasMeaning: (UInt8) -> Bool) {
    guard continuationLength == 0 else {
      position += continuationLength
      return
    }
    if let next = byte(1), hasMeaning(next) { position += 1 }
    take()
  }

  /// Takes a byte as it is.
  private mutating func take() {
    if let last = runs.last, last.offset + word.count - last.byte != position {
      // Of a run of nothing nobody asks.
      if last.byte == word.count { runs.removeLast() }
      runs.append((word.count, position))
    }
    word.append(bytes[position])
    position += 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    default: false
    }
  }
}
