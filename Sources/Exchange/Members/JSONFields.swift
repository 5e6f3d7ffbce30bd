import Diagnostics
import JSONCoding
import MachineModel

/// The members of a JSON object of others, read by what they should be: what is wrong is told at its value.
struct JSONFields {
  /// The object as it stands in a sentence: "'machine-config'".
  let title: String
  /// Where the object is written.
  let range: SourceRange

  /// In the order of the text.
  private let ordered: [JSONNode.Member]
  private let members: [String: JSONNode.Member]
  private let places: SourcePlaces

  /// The members of a value; `nil` where it is no object, after saying so.
  init?(_ node: JSONNode, _ title: String, _ places: SourcePlaces, reportingTo sink: inout DiagnosticSink) {
    self.title = title
    self.places = places
    range = places.range(node.range)
    guard case .object(let members) = node.content else {
      Self.refuse(node, title, "an object", places, &sink)
      return nil
    }
    ordered = members
    self.members = Dictionary(members.lazy.map { ($0.name, $0) }) { first, _ in first }
  }

  /// The object that a text is; `nil` where it is none, after saying why.
  init?(_ source: SourceFile, _ title: String, reportingTo sink: inout DiagnosticSink) {
    let places = SourcePlaces(source)
    do throws(NotJSON) {
      self.init(try JSONNode(parsing: source.bytes), title, places, reportingTo: &sink)
    } catch {
      let place = places.range(error.offset..<min(error.offset + 1, source.bytes.count))
      sink.report(ExchangeRule.malformedInput, at: place, "the text is not JSON: \(error.problem)")
      return nil
    }
  }

  /// Whether a text is to be read as JSON: whether an object begins it.
  static func areIn(_ source: SourceFile) -> Bool {
    source.bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// The value of a member; `nil` where there is none, or `null`.
  private func node(_ name: String) -> JSONNode? {
    guard let node = members[name]?.value else { return nil }
    if case .null = node.content { return nil }
    return node
  }

  /// Where a member's value is written; `nil` where there is none, or `null`.
  func place(of name: String) -> SourceRange? { node(name).map { places.range($0.range) } }

  // MARK: Values

  /// A member that is a number.
  func number(
    _ name: String, in allowed: ClosedRange<UInt64> = 0...UInt64.max, _ sink: inout DiagnosticSink
  ) -> Located<UInt64>? {
    node(name).flatMap { number($0, "'\(name)'", in: allowed, &sink) }
  }

  private func number(
    _ node: JSONNode, _ name: String, in allowed: ClosedRange<UInt64>, _ sink: inout DiagnosticSink
  ) -> Located<UInt64>? {
    let wanted =
      allowed == 0...UInt64.max
      ? "an integer" : "an integer from \(allowed.lowerBound) to \(allowed.upperBound)"
    guard case .integer(let value) = node.content, allowed.contains(value) else {
      return refuse(node, name, wanted, &sink)
    }
    return Located(value, at: places.range(node.range))
  }

  /// A member that is true or false.
  func toggle(_ name: String, _ sink: inout DiagnosticSink) -> Located<Bool>? {
    guard let node = node(name) else { return nil }
    guard case .bool(let value) = node.content else { return refuse(node, "'\(name)'", "true or false", &sink) }
    return Located(value, at: places.range(node.range))
  }

  /// A member that is a text.
  func text(_ name: String, _ sink: inout DiagnosticSink) -> Located<String>? {
    node(name).flatMap { text($0, "'\(name)'", &sink) }
  }

  private func text(_ node: JSONNode, _ name: String, _ sink: inout DiagnosticSink) -> Located<String>? {
    guard case .string(let value) = node.content else { return refuse(node, name, "a string", &sink) }
    return Located(value, at: places.range(node.range))
  }

  /// A member that is one of several words.
  func choice<Value>(
    _ name: String, _ words: KeyValuePairs<String, Value>, _ sink: inout DiagnosticSink
  ) -> Located<Value>? {
    guard let node = node(name) else { return nil }
    let wanted = words.map { "\"\($0.key)\"" }.joined(separator: ", ")
    guard case .string(let word) = node.content, let value = words.first(where: { $0.key == word })?.value else {
      return refuse(node, "'\(name)'", "one of \(wanted)", &sink)
    }
    return Located(value, at: places.range(node.range))
  }

  // MARK: Containers

  /// The members of a member that is an object.
  func fields(_ name: String, _ sink: inout DiagnosticSink) -> JSONFields? {
    node(name).flatMap { JSONFields($0, "'\(name)'", places, reportingTo: &sink) }
  }

  /// The members of each object of a member that is a list of them; those that are none are left out.
  func list(_ name: String, _ sink: inout DiagnosticSink) -> [JSONFields]? {
    elements(name, &sink).map { nodes in
      nodes.enumerated().compactMap { JSONFields($1, "'\(name)[\($0)]'", places, reportingTo: &sink) }
    }
  }

  /// The numbers of a member that is a list of them; what is none is left out.
  func numbers(
    _ name: String, in allowed: ClosedRange<UInt64>, _ sink: inout DiagnosticSink
  ) -> [Located<UInt64>]? {
    elements(name, &sink).map { nodes in
      nodes.enumerated().compactMap { number($1, "'\(name)[\($0)]'", in: allowed, &sink) }
    }
  }

  /// The texts of a member that is a list of them; what is none is left out.
  func texts(_ name: String, _ sink: inout DiagnosticSink) -> [Located<String>]? {
    elements(name, &sink).map { nodes in
      nodes.enumerated().compactMap { text($1, "'\(name)[\($0)]'", &sink) }
    }
  }

  private func elements(_ name: String, _ sink: inout DiagnosticSink) -> [JSONNode]? {
    guard let node = node(name) else { return nil }
    guard case .array(let elements) = node.content else { return refuse(node, "'\(name)'", "a list", &sink) }
    return elements
  }

  // MARK: Mistakes

  /// Tells of members that a format does not have.
  func reportUnknown(besides known: [String], _ sink: inout DiagnosticSink) {
    for member in ordered where !known.contains(member.name) {
      sink.report(
        ExchangeRule.malformedInput, at: places.range(member.nameRange),
        "\(title) has no member '\(member.name.excerpt)'",
        suggestion: SpellingSuggestion.nearest(to: member.name, among: known).map { "did you mean '\($0)'?" }
          ?? "it has \(known.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// Tells of a member that is not there.
  func reportMissing(_ name: String, _ sink: inout DiagnosticSink) {
    sink.report(ExchangeRule.malformedInput, at: range, "\(title) has no '\(name)'")
  }

  private func refuse<Value>(
    _ node: JSONNode, _ name: String, _ wanted: String, _ sink: inout DiagnosticSink
  ) -> Value? {
    Self.refuse(node, name, wanted, places, &sink)
    return nil
  }

  private static func refuse(
    _ node: JSONNode, _ name: String, _ wanted: String, _ places: SourcePlaces, _ sink: inout DiagnosticSink
  ) {
    sink.report(
      ExchangeRule.malformedInput, at: places.range(node.range), "\(name) is \(node.summary.excerpt), not \(wanted)"
    )
  }
}
