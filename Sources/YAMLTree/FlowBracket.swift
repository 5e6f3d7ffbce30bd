import Diagnostics

/// What becomes of a bracket or brace that opens a collection.
enum FlowBracket: Equatable {
  /// Its own closing one follows.
  case closed
  /// The text, or the part of it that was looked at, ends first.
  case open
  /// The closing one of another kind stands where its own should.
  case crossed(by: Unicode.Scalar, at: SourcePosition)

  /// Looks for what closes a bracket.
  ///
  /// - Parameters:
  ///   - lines: Lines of the source by their numbers, without gaps from that of the bracket on.
  ///   - start: The bracket.
  init(in lines: [UInt32: String], from start: SourcePosition) {
    var expected: [Unicode.Scalar] = []
    var scanner = QuoteScanner()
    var number = start.line
    while let line = lines[number] {
      scanner.beginLine()
      let first = number == start.line ? start.column : 1
      for (index, scalar) in line.unicodeScalars.enumerated().dropFirst(Int(first) - 1) {
        guard scanner.take(scalar) == .plain else { continue }
        switch scalar {
        case "[": expected.append("]")
        case "{": expected.append("}")
        case "]", "}":
          guard expected.popLast() == scalar else {
            self = .crossed(by: scalar, at: SourcePosition(line: number, column: UInt32(index) + 1))
            return
          }
          if expected.isEmpty {
            self = .closed
            return
          }
        default: break
        }
      }
      number += 1
    }
    self = .open
  }
}
