package import Diagnostics

/// An option of a command line, with what may be its values: the words up to the next option.
package struct CommandOption: Sendable {
  /// What it is called, dashes and all: `--memory`.
  package let name: String
  /// Where its name is written.
  package let range: SourceRange
  /// What stands behind it: what is joined to it by an equals sign, or the words up to the next option.
  package let values: [OptionValue]

  /// The options among words, up to a word `--`, which ends them.
  ///
  /// - Parameter short: The names of one letter, with those that they stand for: of `-m 1G`, `-m1G` and `-m=1G`.
  package static func all(in words: [CommandWord], short: [String: String] = [:]) -> [CommandOption] {
    var options: [CommandOption] = []
    var index = 0
    let dash = UInt8(ascii: "-")
    while index < words.count {
      let word = OptionValue(words[index])
      index += 1
      guard word.bytes.count > 1, word.bytes.first == dash else { continue }
      if word.bytes.elementsEqual("--".utf8) { break }
      var (name, joined) = word.cut(at: "=")
      var text = name.text
      if !word.bytes.starts(with: "--".utf8), let long = short[String(text.prefix(2))] {
        text = long
        if name.bytes.count > 2 { joined = word.dropFirst(2) }
        name = name.dropLast(name.bytes.count - 2)
      }
      var values = joined.map { [$0] } ?? []
      while joined == nil, index < words.count, words[index].bytes.first != dash {
        values.append(OptionValue(words[index]))
        index += 1
      }
      options.append(CommandOption(name: text, range: name.range, values: values))
    }
    return options
  }
}
