/// Reads the members that a record describes, and goes on behind what does not fit.
struct JSONReader: JSONCoder {
  private let members: [String: JSONValue]
  private let issues: JSONIssues
  private var known: [String] = []

  init(_ members: [String: JSONValue], _ issues: JSONIssues) {
    self.members = members
    self.issues = issues
  }

  mutating func member<Value: JSONMember>(
    _ name: String, _ value: inout Value, _ meaning: String?, values: @autoclosure () -> JSONMemberValues?
  ) {
    let found = members[name]
    if found != nil { known.append(name) }
    issues.within(.member(name)) {
      if let found {
        if let read = Value.read(found, issues) { value = read }
      } else if let absent = Value.absent {
        value = absent
      } else {
        issues.add("is missing")
      }
    }
  }

  /// Tells of the members that were not described.
  func tellUnknown() {
    guard known.count < members.count else { return }
    for name in Set(members.keys).subtracting(known).sorted() {
      issues.within(.member(name)) { issues.add("is not a member that this memc knows") }
    }
  }
}
