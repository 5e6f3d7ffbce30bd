/// A comparison for people to read.
package struct ComparisonText: CustomStringConvertible {
  /// As many consequences of one cause are shown, before they are only counted.
  private static let longestList = 16
  /// As many differences without a cause.
  private static let longestRest = 32

  private let comparison: MachineComparison
  private let old: MachineView
  private let new: MachineView

  /// Creates the text of a comparison of two inputs.
  package init(_ comparison: MachineComparison, _ old: MachineView, _ new: MachineView) {
    self.comparison = comparison
    self.old = old
    self.new = new
  }

  /// The text, several lines.
  package var description: String {
    let what = comparison.compared.reduce("") { $0.isEmpty ? $1 : "\($0), \($1)" }
    guard comparison.count > 0 else { return "\(old.name) and \(new.name) say the same: \(what)\n" + rest }
    var text = ""
    for group in comparison.groups.prefix(Self.longestRest) {
      if let cause = group.cause { text += line(cause) + "\n" }
      let indent = group.cause == nil ? "" : "  "
      let longest = group.cause == nil ? Self.longestRest : Self.longestList
      for difference in group.consequences.prefix(longest) { text += indent + line(difference) + "\n" }
      let more = group.consequences.count - longest
      if more > 0 { text += "\(indent)… and \(more) more\n" }
    }
    let more = comparison.groups.dropFirst(Self.longestRest).reduce(0) { $0 + $1.consequences.count + 1 }
    if more > 0 { text += "… and \(more) more\n" }
    return text + "compared: \(what)\n" + rest
  }

  /// What could not be compared: silence is no agreement.
  private var rest: String {
    [(old.name, comparison.uncompared.old), (new.name, comparison.uncompared.new)].reduce("") { text, only in
      only.1.isEmpty ? text : "\(text)only in \(only.0): \(only.1.joined(separator: ", "))\n"
    }
  }

  private func line(_ difference: Difference) -> String {
    let view = difference.isOld ? old : new
    let origin = difference.origin.map { " (\(view.sourceName):\($0.line))" } ?? ""
    return "\(difference.title): \(difference.change)\(origin)"
  }
}
