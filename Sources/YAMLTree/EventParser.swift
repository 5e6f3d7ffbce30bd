import CLibYAML
import Diagnostics

/// What libyaml found next in a document.
struct Event {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case scalar
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case alias
  }

  var kind: Kind
  var range: SourceRange
  /// Where the scalar's bytes were appended in the buffer given to ``EventParser/next(appendingTo:)``.
  var text: Range<Int> = 0..<0
  /// Whether a scalar is written without quotes.
  var isPlain = false
  /// Whether a collection is written in flow style, in brackets or braces.
  var isFlow = false
  /// The anchor a node defines, or the one an alias names.
  var anchor: String?
  /// Whether the node has an explicit tag.
  var hasTag = false
}

/// Why libyaml cannot go on.
struct SyntaxError: Error {
  enum Reason {
    /// The bytes are no text; the offset is that of the offending byte.
    case reader(byteOffset: Int)
    /// The text is no YAML.
    case grammar(at: SourcePosition)
    /// libyaml could not have the memory that it asked for.
    case outOfMemory
  }

  var reason: Reason
  var problem: String
  var context: (message: String, position: SourcePosition)?
}

/// libyaml's event parser over a buffer in memory.
///
/// libyaml stores the address of its parser, so the parser lives in memory of its own that is released with
/// this value; the input must outlive it, which ``withEvents(of:_:)`` sees to.
@safe struct EventParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Runs `body` with a parser of `bytes`, which stay in place meanwhile.
  static func withEvents<Result>(
    of bytes: [UInt8], _ body: (inout EventParser) -> Result
  ) -> Result {
    // The parser does not escape `body`, and the buffer outlives the closure: libyaml never reads freed input.
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var parser = unsafe EventParser(input: buffer)
      return body(&parser)
    }
  }

  @unsafe private init(input: UnsafeBufferPointer<UInt8>) {
    unsafe parser = .allocate(capacity: 1)
    // It fails only for lack of the few kilobytes of its first buffers, after which nothing would work.
    precondition(unsafe yaml_parser_initialize(parser) == 1, "libyaml cannot allocate its parser")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event; the bytes of a scalar are appended to `text`.
  mutating func next(appendingTo text: inout [UInt8]) throws(SyntaxError) -> Event {
    var raw = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&raw) }
    let range = unsafe SourceRange(start: Self.position(raw.start_mark), end: Self.position(raw.end_mark))
    // Each member of the union is read only for the type of event that libyaml fills it for.
    switch unsafe raw.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe raw.data.scalar
      let start = text.count
      unsafe text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      return unsafe Event(
        kind: .scalar, range: range, text: start..<text.count,
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: Self.string(scalar.anchor),
        hasTag: scalar.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      let sequence = unsafe raw.data.sequence_start
      return unsafe Event(
        kind: .sequenceStart, range: range, isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE,
        anchor: Self.string(sequence.anchor), hasTag: sequence.tag != nil)
    case YAML_MAPPING_START_EVENT:
      let mapping = unsafe raw.data.mapping_start
      return unsafe Event(
        kind: .mappingStart, range: range, isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE,
        anchor: Self.string(mapping.anchor), hasTag: mapping.tag != nil)
    case YAML_ALIAS_EVENT:
      return unsafe Event(kind: .alias, range: range, anchor: Self.string(raw.data.alias.anchor))
    case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, range: range)
    case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, range: range)
    case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, range: range)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, range: range)
    case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, range: range)
    default: return Event(kind: .streamEnd, range: range)
    }
  }

  private func failure() -> SyntaxError {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "malformed YAML"
    switch unsafe parser.pointee.error {
    case YAML_MEMORY_ERROR:
      return SyntaxError(reason: .outOfMemory, problem: "not enough memory to parse this file")
    case YAML_READER_ERROR:
      return unsafe SyntaxError(
        reason: .reader(byteOffset: parser.pointee.problem_offset), problem: problem)
    default:
      let position = unsafe Self.position(parser.pointee.problem_mark)
      let context = unsafe parser.pointee.context.map {
        unsafe (String(cString: $0), Self.position(parser.pointee.context_mark))
      }
      return SyntaxError(reason: .grammar(at: position), problem: problem, context: context)
    }
  }

  /// libyaml counts lines and columns from 0, in characters.
  private static func position(_ mark: yaml_mark_t) -> SourcePosition {
    SourcePosition(
      line: UInt32(clamping: mark.line) &+ 1, column: UInt32(clamping: mark.column) &+ 1)
  }

  @unsafe private static func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe bytes.map { unsafe String(cString: $0) }
  }
}
