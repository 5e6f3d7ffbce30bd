import Artifacts
import Diagnostics

/// Every check that `-W` and `-E` know, a line each.
struct CheckList: CustomStringConvertible {
  var description: String {
    let rules = Rules.all.sorted { $0.identifier < $1.identifier }
    let width = rules.map(\.identifier.count).max() ?? 0
    return rules.map { rule in
      let name = rule.identifier + String(repeating: " ", count: width - rule.identifier.count)
      let severity = rule.severity.rawValue + (rule.severity == .error && rule.mayBeLowered ? "*" : "")
      return "\(name)  \(severity)\(String(repeating: " ", count: 8 - severity.count)) \(rule.summary)\n"
    }.joined()
      + """

      Errors keep the tables true and stay errors, but those with a star may be made warnings or silenced, as warnings may.
      Any check may be made an error.

      """
  }
}
