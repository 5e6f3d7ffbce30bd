import Addresses
import Lowering

/// An answer for people to read.
package struct AnswerText: CustomStringConvertible {
  /// As many things are shown of one sort behind each other, before they are only counted.
  private static let longestRun = 24

  private let answer: Answer
  private let source: String

  /// - Parameters:
  ///   - answer: The answer.
  ///   - source: What lines of the topology are called: its name, or `the topology`.
  package init(_ answer: Answer, source: String) {
    self.answer = answer
    self.source = source
  }

  /// The text, several lines.
  package var description: String {
    var text = answer.title + "\n" + (answer.items.isEmpty ? "" : "\n")
    var run: (sort: String, count: Int) = ("", 0)
    var hidden = 0
    for item in answer.items {
      let sort = String(item.title.prefix { !$0.isNumber && $0 != "#" })
      run = sort == run.sort ? (sort, run.count + 1) : (sort, 1)
      if run.count > Self.longestRun {
        hidden += 1
        continue
      }
      text += rest(&hidden) + lines(of: item)
    }
    text += rest(&hidden)
    if !answer.remarks.isEmpty { text += "\n" + answer.remarks.map { "\($0)\n" }.joined() }
    return text
  }

  private func rest(_ hidden: inout Int) -> String {
    defer { hidden = 0 }
    return hidden == 0 ? "" : "… and \(hidden) more\n"
  }

  private func lines(of item: AnswerItem) -> String {
    var words = [item.range.map { "\($0)" }, item.meaning.isEmpty ? nil : item.meaning].compactMap { $0 }
    if let range = item.range, !item.meaning.contains(Units.bytes(range.size)) {
      words[0] += " (\(Units.bytes(range.size)))"
    }
    var text = item.title + (words.isEmpty ? "" : ": " + words.joined(separator: ", ")) + "\n"
    if !item.details.isEmpty {
      text += "  " + item.details.map { "\($0.name) \($0.text)" }.joined(separator: ", ") + "\n"
    }
    let places = [
      item.place.map { "\($0)" },
      item.origin.map { "\(source):\($0.line)" + ($0.column.map { ":\($0)" } ?? "") },
      item.pass.map { "by \($0.rawValue)" },
    ].compactMap { $0 }
    return places.isEmpty ? text : text + "  " + places.joined(separator: ", ") + "\n"
  }
}
