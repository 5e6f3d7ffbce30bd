/// Every rule that is explained.
package enum RuleExplanations {
  /// A list a subject.
  private static let lists: [[RuleExplanation]] = [
    RuleExplanation.ofHugepages
  ]

  /// The explanation of a rule; `nil` where there is none of that identifier.
  package static subscript(identifier: String) -> RuleExplanation? {
    for list in lists {
      if let found = list.first(where: { $0.identifier == identifier }) { return found }
    }
    return nil
  }
}
