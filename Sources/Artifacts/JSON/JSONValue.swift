import Diagnostics
import YAMLTree

/// A JSON text as a tree, for reading artifacts back.
indirect enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case integer(UInt64)
  /// A number that is no integer from 0 to 2^64 - 1, as it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// What is wrong with a text that is not JSON.
  struct NotJSON: Error {}

  /// Parses a text.
  ///
  /// JSON is YAML in flow style with quoted strings, so the tree that topologies are read into serves here too, with
  /// its limits: it takes a tenth of the time of decoding into a type that may be anything.
  ///
  /// - Throws: ``NotJSON``.
  init(parsing bytes: [UInt8]) throws(NotJSON) {
    let source = SourceFile(name: "JSON", bytes: bytes)
    var sink = DiagnosticSink(source: source)
    guard let tree = YAMLTree(parsing: source, reportingTo: &sink) else { throw NotJSON() }
    try self.init(tree.root, of: tree)
  }

  private init(_ id: YAMLTree.NodeID, of tree: YAMLTree) throws(NotJSON) {
    switch tree.kind(of: id) {
    case .scalar:
      let text = tree.string(of: id)
      self = tree.isPlain(id) ? try Self.word(text) : .string(text)
    case .sequence:
      var elements: [JSONValue] = []
      for element in tree.elements(of: id) { elements.append(try JSONValue(element, of: tree)) }
      self = .array(elements)
    case .mapping:
      guard tree.isFlowMapping(id) else { throw NotJSON() }
      var members: [String: JSONValue] = [:]
      for entry in tree.entries(of: id) {
        guard !tree.isPlain(entry.key) else { throw NotJSON() }
        members[tree.string(of: entry.key)] = try JSONValue(entry.value, of: tree)
      }
      self = .object(members)
    }
  }

  private static func word(_ text: String) throws(NotJSON) -> JSONValue {
    switch text {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      if let integer = UInt64(text), text.first != "+" { return .integer(integer) }
      guard text.first == "-" || text.first?.isNumber == true, Double(text) != nil else { throw NotJSON() }
      return .number(text)
    }
  }

  /// The value in a few words: what a message shows of it.
  var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let elements): "a list of \(elements.count)"
    case .object: "an object"
    }
  }
}
