import Diagnostics
import JSONCoding

/// A property of an option's value.
struct QEMUProperty {
  /// Its name.
  let key: String
  /// Its value; `on` where only its name is stated.
  let value: String
  /// Where the value is written, or else the name.
  let range: SourceRange
}

/// The value of an option as properties: `key=value,key=value`, or a JSON object.
///
/// A comma within a value is written twice, and the first property may leave its name out (QEMU's util/qemu-option.c,
/// `get_opt_name_value`, and util/keyval.c). In JSON, elements of a list are as properties of one name, and members of an object
/// within the object have the names of both (`qdict_flatten`).
struct QEMUProperties {
  /// Where the option's value is written.
  let range: SourceRange
  /// The properties in their order.
  private(set) var list: [QEMUProperty] = []

  /// Properties that are none yet.
  init(at range: SourceRange) { self.range = range }

  /// Reads a value; `nil` where it is no JSON but should be, after saying so.
  ///
  /// - Parameter implied: The name of a first property without one.
  init?(_ word: CommandWord, implied: String?, reportingTo sink: inout DiagnosticSink) {
    range = word.range
    guard word.bytes.first == UInt8(ascii: "{") else {
      readPairs(word, implied)
      return
    }
    // Logs and process lists show JSON without the quotes that a shell needs around it.
    guard let value = Self.json(word.bytes) ?? Self.json(word.writtenBytes) else {
      sink.report(ExchangeRule.malformedInput, at: range, "what begins with '{' is JSON, and this is none")
      return nil
    }
    flatten(value, "")
  }

  /// Adds those of another value behind these.
  mutating func append(_ other: [QEMUProperty]) { list += other }

  /// The property of a name that holds, which is the last one.
  subscript(key: String) -> QEMUProperty? { list.last { $0.key == key } }

  /// All properties of a name.
  func all(_ key: String) -> [QEMUProperty] { list.filter { $0.key == key } }

  // MARK: Pairs

  private mutating func readPairs(_ word: CommandWord, _ implied: String?) {
    let (bytes, comma, equals) = (word.bytes, UInt8(ascii: ","), UInt8(ascii: "="))
    var position = 0
    while position < bytes.count {
      let start = position
      while position < bytes.count, bytes[position] != comma, bytes[position] != equals { position += 1 }
      let hasName = position < bytes.count && bytes[position] == equals
      let name = String(decoding: bytes[start..<position], as: UTF8.self)
      if hasName || start == 0 && implied != nil {
        position = hasName ? position + 1 : start
        let first = position
        let value = Self.value(bytes, &position)
        let part = first == position ? start..<position : first..<position
        list.append(
          QEMUProperty(key: hasName ? name : implied ?? "", value: value, range: word.range(part)))
      } else if !name.isEmpty {
        // A name alone is a switch.
        list.append(QEMUProperty(key: name, value: "on", range: word.range(start..<position)))
      }
      position += 1
    }
  }

  /// A value up to the comma behind it.
  private static func value(_ bytes: [UInt8], _ position: inout Int) -> String {
    let comma = UInt8(ascii: ",")
    var value: [UInt8] = []
    while position < bytes.count {
      if bytes[position] == comma {
        guard position + 1 < bytes.count, bytes[position + 1] == comma else { break }
        position += 1
      }
      value.append(bytes[position])
      position += 1
    }
    return String(decoding: value, as: UTF8.self)
  }

  // MARK: JSON

  private mutating func flatten(_ value: JSONValue, _ key: String) {
    // No property that is read has so long a name, and putting names together takes time.
    guard key.utf8.count <= 64 else { return }
    switch value {
    case .object(let members):
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        flatten(member, key.isEmpty ? name : "\(key).\(name)")
      }
    case .array(let elements): for element in elements { flatten(element, key) }
    case .string(let text): add(text, key)
    case .integer(let number): add("\(number)", key)
    case .number(let text): add(text, key)
    case .bool(let isOn): add(isOn ? "on" : "off", key)
    case .null: break
    }
  }

  private mutating func add(_ value: String, _ key: String) {
    list.append(QEMUProperty(key: key, value: value, range: range))
  }

  /// The object that bytes are.
  private static func json(_ bytes: [UInt8]) -> JSONValue? {
    guard let value = try? JSONValue(parsing: withDoubleQuotes(bytes)), case .object = value else { return nil }
    return value
  }

  /// QEMU's JSON has strings in single quotes, too (its qobject/json-lexer.c).
  private static func withDoubleQuotes(_ bytes: [UInt8]) -> [UInt8] {
    let (single, double, escape) = (UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "\\"))
    guard bytes.contains(single) else { return bytes }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var quote: UInt8?
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == escape, position < bytes.count, quote != nil {
        // What is no escape in double quotes is the character itself.
        if bytes[position] != single { text.append(byte) }
        text.append(bytes[position])
        position += 1
      } else if byte == quote || quote == nil && (byte == single || byte == double) {
        quote = quote == nil ? byte : nil
        text.append(double)
      } else {
        if byte == double { text.append(escape) }
        text.append(byte)
      }
    }
    return text
  }
}
