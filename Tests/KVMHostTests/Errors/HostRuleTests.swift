import Lowering
import MachineModel
import TestSupport
import Testing

@testable import KVMHost

/// The table of refusals in docs/memory-manager.md is that of the code.
@Suite("Refusals") struct HostRuleTests {
  /// The identifiers in the table.
  private let listed: [String]

  /// Those of layouts, whoever compiles or realizes them.
  private static let layoutRules = (LayoutRule.allCases + RealizationPlan.rules).map(\.identifier)

  init() throws {
    listed = try Page.table("| combination | identifier |").flatMap { row in
      (row.last ?? "").matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
    }
  }

  @Test func everyOneThatOnlyARealizationSeesIsListed() {
    for refusal in HostRule.allCases { #expect(listed.contains(refusal.rawValue), "\(refusal)") }
  }

  @Test func everyOneThatIsListedExists() {
    let known =
      HostRule.allCases.map(\.rawValue) + Self.layoutRules
      + LanguageRule.allCases.map(\.rawValue)
    #expect(listed.count > 20)
    #expect(Set(listed).count == listed.count)
    for identifier in listed { #expect(known.contains(identifier), "\(identifier)") }
  }

  @Test func everyRuleOfAHandOverIsListed() {
    for rule in RealizationPlan().checks.flatMap(\.rules) {
      #expect(listed.contains(rule.identifier), "\(rule)")
    }
  }

  @Test func identifiersTellOneThing() {
    let rules = Set(Self.layoutRules + LanguageRule.allCases.map(\.rawValue))
    #expect(rules.isDisjoint(with: HostRule.allCases.map(\.rawValue)))
  }
}
