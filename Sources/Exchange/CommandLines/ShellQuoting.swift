/// Words as a shell reads them back (POSIX, Shell Command Language, section 2.2).
package enum ShellQuoting {
  /// A word as it is where a shell takes it for itself, else in single quotes.
  package static func quoted(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    // A quote ends them, stands behind a backslash, and they begin anew.
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// Words on one line.
  package static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  /// Letters, digits and what has no meaning of its own wherever it stands in a word. Brackets do: `[0-3]` is a pattern of
  /// file names.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_=,.:/@%+".utf8.contains(byte)
    }
  }
}
