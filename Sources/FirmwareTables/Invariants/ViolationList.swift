/// What was found not to hold, but no more than anybody reads.
package struct ViolationList: Sendable {
  private var violations: [String] = []
  private var omitted = 0

  /// The violations, with a last line for those that would not be read anyway.
  var told: [String] {
    omitted == 0 ? violations : violations + ["\(omitted) more of the tables' invariants do not hold"]
  }

  /// Adds a violation.
  package mutating func tell(_ violation: @autoclosure () -> String) {
    if violations.count < TableInvariants.limit { violations.append(violation()) } else { omitted += 1 }
  }

  /// Adds what another list has.
  mutating func append(_ other: ViolationList) {
    for violation in other.violations { tell(violation) }
    omitted += other.omitted
  }
}
