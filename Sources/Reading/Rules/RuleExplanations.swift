/// Every rule that is explained.
package enum RuleExplanations {
  /// A list a subject.
  private static let lists: [[RuleExplanation]] = [
    RuleExplanation.ofSyntax, RuleExplanation.ofText, RuleExplanation.ofValues, RuleExplanation.ofMemory,
    RuleExplanation.ofPlaces, RuleExplanation.ofPlatforms, RuleExplanation.ofShapes, RuleExplanation.ofCPUs,
    RuleExplanation.ofCPUsOfPrograms, RuleExplanation.ofDistances, RuleExplanation.ofDomains,
    RuleExplanation.ofHMAT,
    RuleExplanation.ofHugepages, RuleExplanation.ofSlots, RuleExplanation.ofBackings, RuleExplanation.ofHandOver,
    RuleExplanation.ofDevices, RuleExplanation.ofCXL, RuleExplanation.ofHotplug, RuleExplanation.ofAliases,
    RuleExplanation.ofACPIImage, RuleExplanation.ofTables, RuleExplanation.ofHMATTables, RuleExplanation.ofExchange,
    RuleExplanation.ofCapture,
  ]

  /// Every explanation.
  package static var all: [RuleExplanation] { lists.flatMap { $0 } }

  /// The explanation of a rule; `nil` where there is none of that identifier.
  package static subscript(identifier: String) -> RuleExplanation? {
    for list in lists {
      if let found = list.first(where: { $0.identifier == identifier }) { return found }
    }
    return nil
  }
}
