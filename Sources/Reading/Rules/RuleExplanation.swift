/// What `memc explain RULE` says of a rule beyond its summary: what it means, why it is so, and an example of it.
package struct RuleExplanation: Sendable {
  /// The rule.
  package let identifier: String
  /// What the rule means and why it is so: which kernel, firmware, hypervisor or specification does what. Paragraphs with an
  /// empty line between them, each on a line of its own.
  package let text: String
  /// What breaks the rule.
  package let breaks: RuleExample
  /// The same without the breach.
  package let cure: RuleExample

  /// Explains a rule.
  package init(_ identifier: String, _ text: String, breaks: RuleExample, cure: RuleExample) {
    self.identifier = identifier
    self.text = text
    self.breaks = breaks
    self.cure = cure
  }
}
