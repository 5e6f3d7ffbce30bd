import Foundation
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import KVMHost

/// The table of refusals in README.md is that of the code.
@Suite("Refusals") struct RefusalTests {
  /// The identifiers in the table.
  private static let listed: [String] = {
    let text = (try? String(contentsOfFile: packageRoot + "/README.md", encoding: .utf8)) ?? ""
    let section = text.components(separatedBy: "\n### What is refused\n").last?.components(separatedBy: "\n#").first
    return (section ?? "").split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().flatMap { row in
      (row.split(separator: "|").last ?? "").matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
    }
  }()

  @Test func everyOneThatOnlyARealizationSeesIsListed() {
    for refusal in Refusal.allCases { #expect(Self.listed.contains(refusal.rawValue), "\(refusal)") }
  }

  @Test func everyOneThatIsListedExists() {
    let known =
      Refusal.allCases.map(\.rawValue) + LayoutRule.allCases.map(\.rawValue) + LanguageRule.allCases.map(\.rawValue)
    #expect(Self.listed.count > 20)
    #expect(Set(Self.listed).count == Self.listed.count)
    for identifier in Self.listed { #expect(known.contains(identifier), "\(identifier)") }
  }

  @Test func everyRuleOfAHandOverIsListed() {
    for rule in RealizationPlan().checks.flatMap(\.rules) {
      #expect(Self.listed.contains(rule.rawValue), "\(rule)")
    }
  }

  @Test func identifiersTellOneThing() {
    let rules = Set(LayoutRule.allCases.map(\.rawValue) + LanguageRule.allCases.map(\.rawValue))
    #expect(rules.isDisjoint(with: Refusal.allCases.map(\.rawValue)))
  }
}
