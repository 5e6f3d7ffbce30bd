import Diagnostics

extension OptionValue {
  /// Its parts between commas that stand in no brackets and no quotes.
  ///
  /// - Parameters:
  ///   - quotes: The characters that quotes begin and end with.
  ///   - sink: Told of brackets and quotes that do not end.
  /// - Returns: The parts, quotes and all; `nil` after such a bracket or quote.
  func parts(quotes: String, reportingTo sink: inout DiagnosticSink) -> [OptionValue]? {
    var parts: [OptionValue] = []
    var brackets: [Int] = []
    var quote: Int?
    var start = bytes.startIndex
    for (place, byte) in zip(bytes.indices, bytes) {
      if let open = quote {
        if byte == bytes[open] { quote = nil }
        continue
      }
      switch byte {
      case _ where quotes.utf8.contains(byte): quote = place
      case UInt8(ascii: "["): brackets.append(place)
      case UInt8(ascii: "]"):
        guard brackets.popLast() != nil else {
          sink.report(
            ExchangeRule.malformedInput, at: self[place..<place + 1].range, "the bracket ] closes none that is open"
          )
          return nil
        }
      case UInt8(ascii: ",") where brackets.isEmpty:
        parts.append(self[start..<place])
        start = place + 1
      default: break
      }
    }
    if let open = quote ?? brackets.last {
      let what = quote == nil ? "bracket" : "quote"
      sink.report(
        ExchangeRule.malformedInput, at: self[open..<open + 1].range,
        "the \(what) \(Character(Unicode.Scalar(bytes[open]))) does not end")
      return nil
    }
    return parts + [self[start..<bytes.endIndex]]
  }
}
