import Diagnostics

/// What a person is told of a text that libyaml cannot read: at the place of the slip, which is often far from where
/// libyaml stopped, and with what to write.
struct SyntaxErrorReport {
  /// How many lines above an error the slip is looked for.
  private static let linesBefore: UInt32 = 50
  /// How many lines below an error a closing bracket is looked for.
  private static let linesBehind: UInt32 = 1000
  /// How many lines above an error a bracket is looked into that is open there: a file may have millions.
  private static let linesOfBracket: UInt32 = 10_000

  private let error: SyntaxError
  private let source: SourceFile

  init(_ error: SyntaxError, in source: SourceFile) {
    self.error = error
    self.source = source
  }

  /// Reports the error.
  func send(to sink: inout DiagnosticSink) {
    switch error.reason {
    case .outOfMemory: sink.report(SyntaxRule.yamlSyntax, at: .beginning, error.problem)
    case .reader(let offset): reportBytes(at: offset, to: &sink)
    case .grammar(let position): reportGrammar(at: position, to: &sink)
    }
  }

  // MARK: Bytes that are no text

  private func reportBytes(at offset: Int, to sink: inout DiagnosticSink) {
    if let encoding = source.bytes.wideEncoding {
      sink.report(
        SyntaxRule.notUTF8, at: .beginning, "the file is \(encoding), not UTF-8",
        suggestion: "save it as UTF-8, as 'iconv -f \(encoding) -t UTF-8' does")
      return
    }
    let position = source.position(ofByte: offset)
    let range = SourceRange(start: position, end: position)
    guard error.problem.hasPrefix("control characters") else {
      sink.report(
        SyntaxRule.notUTF8, at: range, "the file is not UTF-8: \(error.problem) at byte \(offset)",
        suggestion: "save it as UTF-8")
      return
    }
    let text = String(decoding: source.bytes[min(offset, source.bytes.count)...].prefix(4), as: UTF8.self)
    let code = String(text.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
    sink.report(
      SyntaxRule.controlCharacter, at: range,
      "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) at byte \(offset) "
        + "is not allowed in YAML")
  }

  // MARK: Text that is no YAML

  private func reportGrammar(at position: SourcePosition, to sink: inout DiagnosticSink) {
    var wanted = Set(searched(position)).union(position.line...position.line + Self.linesBehind)
    if let context = error.context?.position.line, context <= position.line {
      wanted.insert(context)
      if position.line - context <= Self.linesOfBracket { wanted.formUnion(context...position.line) }
    }
    // What follows a bracket is looked at up to its end.
    if error.context?.message == "while parsing a flow node" {
      wanted.formUnion(
        position.line > Self.linesOfBracket
          ? position.line - Self.linesOfBracket...position.line : 1...position.line)
    }
    let lines = source.lines(wanted)
    // The first that knows the slip tells of it.
    let advice =
      unclosedQuote(position) ?? unusualSpace(lines, position) ?? missingSpace(lines, position)
      ?? bracket(lines, position) ?? quoteOfSeveralLines(lines, position) ?? closingOfNothing(lines, position)
    if let advice {
      sink.report(
        SyntaxRule.yamlSyntax, at: advice.range, advice.message, suggestion: advice.suggestion,
        fix: advice.replacement.map { Fix(writing: $0, at: advice.range) }, notes: advice.notes)
      return
    }
    sink.report(
      SyntaxRule.yamlSyntax, at: SourceRange(start: position, end: position), error.problem,
      suggestion: suggestion(lines[position.line] ?? "", position.column),
      notes: error.context.map { context in
        [.init(context.message, at: SourceRange(start: context.position, end: context.position))]
      } ?? [])
  }

  /// What to write where the slip is at the place where libyaml stopped.
  private func suggestion(_ line: String, _ column: UInt32) -> String? {
    if scalar(in: line, column) == "\t" { return "indent with spaces: YAML does not allow tabs here" }
    let before = String(String.UnicodeScalarView(line.unicodeScalars.prefix(Int(column) - 1)))
    guard error.problem.hasPrefix("mapping values are not allowed") else { return nil }
    if before.hasColonAndSpace { return "put a text that has ': ' into quotes" }
    return before.hasPrefix(" ") ? "indent a key as far as those beside it" : nil
  }

  private struct Advice {
    var range: SourceRange
    var message: String
    var suggestion: String?
    /// What cures it in place of the range; `nil` where only a person knows.
    var replacement: String?
    var notes: [Diagnostic.Note] = []

    func noting(_ message: String, at position: SourcePosition) -> Advice {
      var advice = self
      advice.notes.append(.init(message, at: SourceRange(start: position, end: position)))
      return advice
    }
  }

  private func scalar(in line: String, _ column: UInt32) -> Unicode.Scalar? {
    line.unicodeScalars.dropFirst(Int(column) - 1).first
  }

  private func range(_ line: UInt32, _ column: UInt32, length: UInt32 = 1) -> SourceRange {
    SourceRange(
      start: SourcePosition(line: line, column: column), end: SourcePosition(line: line, column: column + length))
  }

  /// A quote that runs to the end of the text.
  private func unclosedQuote(_ position: SourcePosition) -> Advice? {
    guard let context = error.context, context.message == "while scanning a quoted scalar",
      error.problem.hasPrefix("found unexpected")
    else { return nil }
    return Advice(
      range: range(context.position.line, context.position.column), message: "this quote is not closed",
      suggestion: "close it where the text ends",
      notes: [
        .init(
          error.problem.hasSuffix("stream") ? "the file ends here" : "the document ends here",
          at: SourceRange(start: position, end: position))
      ])
  }

  /// A character that looks like a space where YAML needs one: at the beginning of a line, or behind `:` or `-`.
  private func unusualSpace(_ lines: [UInt32: String], _ position: SourcePosition) -> Advice? {
    for number in searched(position) {
      var before: Unicode.Scalar = " "
      var isIndentation = true
      for (index, scalar) in (lines[number] ?? "").unicodeScalars.enumerated() {
        if let name = UnusualSpace.name(of: scalar), isIndentation || before == ":" || before == "-" {
          return Advice(
            range: range(number, UInt32(index) + 1), message: "\(name) is no space to YAML",
            suggestion: "write a plain space", replacement: " ")
        }
        if scalar != " " { isIndentation = false }
        before = scalar
      }
    }
    return nil
  }

  /// A key without a space behind its colon, as in `memc:1`, which YAML takes for a part of a word.
  private func missingSpace(_ lines: [UInt32: String], _ position: SourcePosition) -> Advice? {
    for number in searched(position) {
      guard let line = lines[number] else { continue }
      if let colon = line.colonWithoutSpace {
        return Advice(
          range: range(number, UInt32(line.unicodeScalars.distance(from: line.startIndex, to: colon)) + 1),
          message: "a space must follow ':'",
          suggestion: "write '\(line[..<colon].trimmed): \(line[line.index(after: colon)...].trimmed.excerpt)'",
          replacement: ": ")
      }
      // A line of a mapping as it should be: what stands above it was read.
      if number < position.line, line.hasColonAndSpace || line.hasSuffix(":") { break }
    }
    return nil
  }

  /// The lines in which a slip can be, from where libyaml stopped upwards.
  private func searched(_ position: SourcePosition) -> ReversedCollection<ClosedRange<UInt32>> {
    let above = position.line > Self.linesBefore ? position.line - Self.linesBefore : 1
    return (min(max(error.context?.position.line ?? above, above), position.line)...position.line).reversed()
  }

  /// A bracket or brace that is not closed, or closed by the other one, or items without a comma.
  private func bracket(_ lines: [UInt32: String], _ position: SourcePosition) -> Advice? {
    guard let context = error.context, context.message.hasPrefix("while parsing a flow") else { return nil }
    // Behind a comma, libyaml speaks of the item that it misses and not of the bracket around it.
    let isItem = context.message == "while parsing a flow node"
    guard let start = isItem ? innermostBracket(lines, position) : context.position,
      let opening = lines[start.line].flatMap({ scalar(in: $0, start.column) }), opening == "[" || opening == "{"
    else { return nil }
    let place = range(start.line, start.column)
    let closing = opening == "[" ? "]" : "}"
    let advice = Advice(
      range: place, message: "this '\(opening)' is not closed",
      suggestion: "close it with '\(closing)' where it ends")
    switch fate(of: start, lines, position) {
    case .open:
      return advice.noting("\(isItem ? "an item" : "','") or '\(closing)' is needed here", at: position)
    case .crossed(let other, let position): return advice.noting("'\(other)' stands here first", at: position)
    case .closed where isItem:
      return Advice(
        range: SourceRange(start: position, end: position), message: "an item is needed before this",
        suggestion: "remove the ',' too many", notes: [.init("the '\(opening)' is here", at: place)])
    case .closed:
      return Advice(
        range: SourceRange(start: position, end: position), message: "',' or '\(closing)' is needed here",
        notes: [.init("the '\(opening)' is here", at: place)])
    case nil: return nil
    }
  }

  /// What becomes of a bracket; `nil` where that is too far to see.
  private func fate(
    of start: SourcePosition, _ lines: [UInt32: String], _ position: SourcePosition
  ) -> FlowBracket? {
    if position.line - start.line <= Self.linesOfBracket { return FlowBracket(in: lines, from: start) }
    // Far away, only a bracket that runs to the end of the file is certain to be open.
    return lines[position.line]?.isEmpty == true && lines[position.line + 1] == nil ? .open : nil
  }

  /// The last bracket that is open at a place.
  private func innermostBracket(_ lines: [UInt32: String], _ position: SourcePosition) -> SourcePosition? {
    let first = position.line > Self.linesOfBracket ? position.line - Self.linesOfBracket : 1
    var scanner = QuoteScanner()
    var open: [SourcePosition] = []
    for number in first...position.line {
      scanner.beginLine()
      for (index, scalar) in (lines[number] ?? "").unicodeScalars.enumerated() {
        let place = SourcePosition(line: number, column: UInt32(index) + 1)
        guard place < position else { break }
        guard scanner.take(scalar) == .plain else { continue }
        if scalar == "[" || scalar == "{" { open.append(place) }
        if scalar == "]" || scalar == "}" { _ = open.popLast() }
      }
    }
    return open.last
  }

  /// A quote that was closed by the next one, lines below, behind which nothing makes sense any more.
  private func quoteOfSeveralLines(_ lines: [UInt32: String], _ position: SourcePosition) -> Advice? {
    var scanner = QuoteScanner()
    var opening: SourcePosition?
    var closing: SourcePosition?
    for number in searched(position).reversed() {
      scanner.beginLine()
      for (index, scalar) in (lines[number] ?? "").unicodeScalars.enumerated() {
        let place = SourcePosition(line: number, column: UInt32(index) + 1)
        guard place < position else { break }
        switch scanner.take(scalar) {
        case .opensQuote: opening = place
        case .closesQuote: closing = place
        case .quoted, .comment: break
        case .plain: if scalar != " " { closing = nil }
        }
      }
    }
    guard let opening, let closing, opening.line < closing.line, closing.line == position.line else { return nil }
    return Advice(
      range: range(opening.line, opening.column), message: "this quote is not closed in its line",
      suggestion: "close it where the text ends",
      notes: [.init("this one closes it", at: range(closing.line, closing.column))])
  }

  private func closingOfNothing(_ lines: [UInt32: String], _ position: SourcePosition) -> Advice? {
    guard let found = lines[position.line].flatMap({ scalar(in: $0, position.column) }),
      found == "]" || found == "}"
    else { return nil }
    return Advice(
      range: range(position.line, position.column), message: "this '\(found)' closes nothing",
      suggestion: "remove it, or open it before")
  }
}

extension [UInt8] {
  /// The encoding of two or four bytes a character that a text is in, by its byte order mark or by the zeros of
  /// characters that are ASCII; `nil` where there is no sign of one.
  fileprivate var wideEncoding: String? {
    if starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32LE" }
    if starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32BE" }
    if starts(with: [0xFF, 0xFE]) || starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    guard count >= 4 else { return nil }
    switch (self[0] == 0, self[1] == 0, self[2] == 0, self[3] == 0) {
    case (false, true, false, true): return "UTF-16LE"
    case (true, false, true, false): return "UTF-16BE"
    default: return nil
    }
  }
}

extension String {
  /// Whether a colon stands in it that a space follows.
  fileprivate var hasColonAndSpace: Bool {
    zip(utf8, utf8.dropFirst()).contains { $0 == UInt8(ascii: ":") && $1 == UInt8(ascii: " ") }
  }

  /// The colon of a line that begins with a key and has no space behind it.
  fileprivate var colonWithoutSpace: Index? {
    var rest = self[...].drop { $0 == " " }
    while rest.hasPrefix("- ") { rest = rest.dropFirst(2).drop { $0 == " " } }
    guard let first = rest.first, first.isASCII, first.isLetter || first == "_" else { return nil }
    guard
      let colon = rest.firstIndex(where: { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")) }
      ),
      rest[colon] == ":"
    else { return nil }
    let next = rest.index(after: colon)
    guard next < rest.endIndex, rest[next] != " ", rest[next] != "\t", rest[next] != ":", rest[next] != "/" else {
      return nil
    }
    return colon
  }
}

extension Substring {
  /// Without the spaces around it and the `- ` of a list before it.
  fileprivate var trimmed: Substring {
    var text = self
    while let first = text.first, first == " " || first == "-" { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
