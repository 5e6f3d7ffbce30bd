import Foundation
import JSONCoding
import TestSupport
import Testing

/// Texts as RFC 8259 has them, and the nearest to them that it refuses.
@Suite("JSON parser") struct JSONParserTests {
  static let accepted: [(String, JSONValue)] = [
    ("null", .null), (" \t\r\ntrue\n", .bool(true)), ("false", .bool(false)),
    ("0", .integer(0)), ("18446744073709551615", .integer(.max)),
    ("18446744073709551616", .number("18446744073709551616")), ("-0", .number("-0")), ("-1", .number("-1")),
    ("1.50", .number("1.50")), ("1e2", .number("1e2")), ("0E-07", .number("0E-07")), ("1.0e+2", .number("1.0e+2")),
    (#""""#, .string("")), (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{c}\n\r\t")),
    (#""\u0041\u00e9\u2028\uFFFF\u0000""#, .string("A\u{e9}\u{2028}\u{ffff}\u{0}")),
    (#""\ud83d\ude00 \uDBFF\uDFFF""#, .string("😀 \u{10ffff}")), ("\"\u{7f}ü漢😀\"", .string("\u{7f}ü漢😀")),
    ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([:])), ("{ }", .object([:])),
    (#"[1,[2, "x"],{}]"#, .array([.integer(1), .array([.integer(2), .string("x")]), .object([:])])),
    (#"{"a":{"b" : [ ]} , "":null}"#, .object(["a": .object(["b": .array([])]), "": .null])),
  ]

  @Test("What is JSON is read", arguments: accepted)
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  static let refused = [
    "", " ", "nul", "nulll", "True", "'a'", "a", "1 2", "[1] []", "# x\n1", "/* x */ 1", "1 // x", "\u{feff}1",
    "00", "01", "-", "-01", "+1", ".5", "1.", "1.e2", "1e", "1e+", "0x10", "1_000", "NaN", "Infinity", "- 1",
    "[", "]", "[1", "[1,]", "[,1]", "[1 2]", "[1}", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}",
    "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
    "\"", "\"a", "\"\\\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\n\"", "\"\t\"",
    "\"\u{0}\"",
    "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\ud83dx\"", "\u{0}", "1\u{0}", "1\u{a0}", "1\u{c}",
  ]

  @Test("What is not JSON is refused", arguments: refused)
  func refuses(text: String) {
    #expect(throws: JSONValue.NotJSON.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test("Bytes that are not UTF-8 are refused, wherever they stand")
  func encoding() {
    for bytes: [UInt8] in [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]] {
      #expect(throws: JSONValue.NotJSON.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
      #expect(throws: JSONValue.NotJSON.self) { try JSONValue(parsing: bytes) }
    }
  }

  @Test("Containers are read 128 deep, siblings of any number, and nothing deeper")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        (String(repeating: "[{\"a\":", count: depth / 2) + "1" + String(repeating: "}]", count: depth / 2)).utf8)
    }
    _ = try JSONValue(parsing: nested(128))
    _ = try JSONValue(parsing: Array(("[" + String(repeating: "[],{},", count: 1000) + "[]]").utf8))
    for depth in [130, 1_000_000] {
      #expect(throws: JSONValue.NotJSON.self) { try JSONValue(parsing: nested(depth)) }
    }
    #expect(throws: JSONValue.NotJSON.self) {
      try JSONValue(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
  }

  // MARK: Against another implementation

  @Test(
    "Foundation reads the same of texts made by chance, and refuses the same", arguments: 0..<16 as Range<UInt64>)
  func foundation(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var (acceptedCount, refusedCount) = (0, 0)
    for _ in 0..<500 {
      var text = ""
      appendValue(to: &text, depth: 0, &random)
      // Half of them are broken at one place.
      if random.once(in: 2) { breakOnce(&text, &random) }
      let ours = try? JSONValue(parsing: Array(text.utf8))
      let theirs = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      if let ours, let theirs {
        acceptedCount += 1
        #expect(isEqual(ours, theirs), "\(text)")
      } else {
        refusedCount += 1
        // Foundation takes commas before the end of a container, and no numbers that a Double does not hold.
        let isExcepted = ours == nil ? text.contains(#/,\s*[\]}]/#) : text.contains(#/[eE][-+]?[0-9]{3}/#)
        #expect((ours == nil) == (theirs == nil) || isExcepted, "\(text) is \(ours == nil ? "refused" : "read")")
      }
    }
    #expect(acceptedCount > 200 && refusedCount > 50)
  }

  /// Names are not given twice: which of two values counts is left open by the standard, and we refuse both.
  private func appendValue(to text: inout String, depth: Int, _ random: inout SeededGenerator) {
    let space = [" ", "", "", "\n", "\t", "\r\n"]
    text += random.one(of: space)
    switch random.number(0...(depth < 5 ? 7 : 5)) {
    case 0: text += random.one(of: ["null", "true", "false"])
    case 1: text += "\(random.next() >> UInt64(random.number(0...63)))"
    case 2: text += random.one(of: ["-1", "0.5", "-12.25", "1e3", "2E-2", "1.5e+3", "0", "-7"])
    case 3...5: appendString(to: &text, &random)
    case 6:
      text += "["
      for index in 0..<random.number(0...4) {
        if index > 0 { text += "," }
        appendValue(to: &text, depth: depth + 1, &random)
      }
      text += "]"
    default:
      text += "{"
      for index in 0..<random.number(0...4) {
        if index > 0 { text += random.one(of: space) + "," + random.one(of: space) }
        text += "\"\(index)"
        // Behind the number, so that no two names are the same.
        appendString(to: &text, &random, isOpen: true)
        text += ":"
        appendValue(to: &text, depth: depth + 1, &random)
      }
      text += "}"
    }
    text += random.one(of: space)
  }

  private func appendString(to text: inout String, _ random: inout SeededGenerator, isOpen: Bool = false) {
    let pieces = [
      "a", "Z", "0", "/", "'", "#", " ", "\u{7f}", "ü", "漢", "😀", "\u{2028}", "{", "]", ":", ",", "\\\"", "\\\\",
      "\\/",
      "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00E9", "\\ud83d\\ude00", "\\u2029", "\\u001f",
    ]
    if !isOpen { text += "\"" }
    for _ in 0..<random.number(0...6) { text += random.one(of: pieces) }
    text += "\""
  }

  private func breakOnce(_ text: inout String, _ random: inout SeededGenerator) {
    var scalars = Array(text.unicodeScalars)
    let place = random.number(0...(scalars.count - 1))
    let signs: [Unicode.Scalar] = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "1", "e", "-", "x", "\u{1}", "\n", "'",
    ]
    switch random.number(0...2) {
    case 0: scalars.remove(at: place)
    case 1: scalars.insert(random.one(of: signs), at: place)
    default: scalars[place] = random.one(of: signs)
    }
    text = String(String.UnicodeScalarView(scalars))
  }

  private func isEqual(_ ours: JSONValue, _ theirs: Any) -> Bool {
    switch ours {
    case .null: theirs is NSNull
    case .bool(let value): (theirs as? NSNumber).map { $0 == NSNumber(value: value) } ?? false
    case .integer(let value): (theirs as? NSNumber)?.uint64Value == value
    case .number(let text): (theirs as? NSNumber)?.doubleValue == Double(text)
    case .string(let value): (theirs as? String)?.unicodeScalars.elementsEqual(value.unicodeScalars) ?? false
    case .array(let elements):
      (theirs as? [Any]).map { $0.count == elements.count && zip(elements, $0).allSatisfy(isEqual) } ?? false
    case .object(let members):
      (theirs as? [String: Any]).map { others in
        others.count == members.count
          && members.allSatisfy { name, value in others[name].map { isEqual(value, $0) } ?? false }
      } ?? false
    }
  }

  @Test(
    "What is wrong is told at its byte",
    arguments: [
      ("", 0, "a value is expected"), ("[1,]", 3, "a value is expected"), ("-", 1, "a digit is expected"),
      ("1.", 2, "a digit is expected"), ("[1 2]", 3, "',' or ']' is expected"),
      ("{\"a\" 1}", 5, "':' is expected"), ("{a:1}", 1, "a string is expected"),
      ("{\"a\":1 \"b\":2}", 7, "',' or '}' is expected"), (" nul", 1, "'null' is expected"),
      ("1 2", 2, "the end of the text is expected"), ("[\"ab", 1, "the string does not end"),
      ("\"a\n\"", 2, "a string has no control characters"), ("\"a\\x\"", 2, "there is no such escape"),
      ("\"\\u12g4\"", 5, "a hexadecimal digit is expected"),
      ("\"\\ude00\"", 3, "a surrogate stands for half a character"),
      ("{\"a\":1,\"\\u0061\":2}", 7, "another member of the object has this name already"),
      (String(repeating: "[", count: 200), 128, "there are more than 128 containers within each other"),
    ])
  func places(text: String, offset: Int, problem: String) throws {
    let error = #expect(throws: NotJSON.self) { try JSONNode(parsing: Array(text.utf8)) }
    #expect(error?.offset == offset && error?.problem == problem, "\(String(describing: error))")
  }

  @Test("Each value knows its bytes, and members keep their order")
  func nodes() throws {
    let text = #" {"b": [1, "x"], "a":{}} "#
    let root = try JSONNode(parsing: Array(text.utf8))
    guard case .object(let members) = root.content, case .array(let elements) = members[0].value.content else {
      Issue.record("\(root.summary)")
      return
    }
    #expect(root.range == 1..<24)
    #expect(members.map(\.name) == ["b", "a"] && members.map(\.nameRange) == [2..<5, 17..<20])
    #expect(members.map(\.value.range) == [7..<15, 21..<23])
    #expect(elements.map(\.range) == [8..<9, 11..<14])
    #expect(elements.map(\.summary) == ["1", "\"x\""])
  }
}
