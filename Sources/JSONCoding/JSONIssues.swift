/// What is wrong with a text that is read, each thing with its place.
@usableFromInline package final class JSONIssues {
  enum Step {
    case member(String)
    case element(Int)
  }

  /// What was told so far: `slots[2].node is "0", not an integer`.
  private(set) var lines: [String] = []
  private var path: [Step] = []

  /// Reads something at a step further in.
  func within<Result>(_ step: Step, _ body: () -> Result) -> Result {
    path.append(step)
    defer { path.removeLast() }
    return body()
  }

  /// Tells what is wrong at this place.
  func add(_ problem: String) {
    var place = ""
    for step in path {
      switch step {
      case .member(let name): place += place.isEmpty ? name : ".\(name)"
      case .element(let index): place += "[\(index)]"
      }
    }
    lines.append("\(place.isEmpty ? "the file" : place) \(problem)")
  }

  /// Tells of a value that is of another kind.
  func refuse<Value>(_ value: JSONValue, _ wanted: String) -> Value? {
    add("is \(value.summary), not \(wanted)")
    return nil
  }
}
