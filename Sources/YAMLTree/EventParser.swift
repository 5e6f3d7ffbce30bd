import CLibYAML
import Diagnostics

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

/// libyaml's event parser over a buffer in memory: a cursor on one event, of which only what is asked for is read.
///
/// libyaml stores the address of its parser, so parser and event live in memory of their own that is released with
/// this value; the input must outlive it, which ``withEvents(of:_:)`` sees to.
@safe struct EventParser: ~Copyable {
  /// What an event is.
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

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>

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
    unsafe event = .allocate(capacity: 1)
    // An event of zeros holds nothing, so that it can be deleted like any other.
    unsafe event.initialize(to: yaml_event_t())
    // It fails only for lack of the few kilobytes of its first buffers, after which nothing would work.
    precondition(unsafe yaml_parser_initialize(parser) == 1, "libyaml cannot allocate its parser")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_event_delete(event)
    unsafe event.deallocate()
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// Goes to the next event.
  mutating func advance() throws(SyntaxError) {
    unsafe yaml_event_delete(event)
    guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure() }
  }

  // MARK: The event

  // Each member of libyaml's union is read only for the type of event that libyaml fills it for: what is asked of
  // an event of another kind is a mistake of the caller, told by a precondition.

  /// What the event is.
  var kind: Kind {
    switch unsafe event.pointee.type {
    case YAML_SCALAR_EVENT: .scalar
    case YAML_SEQUENCE_START_EVENT: .sequenceStart
    case YAML_SEQUENCE_END_EVENT: .sequenceEnd
    case YAML_MAPPING_START_EVENT: .mappingStart
    case YAML_MAPPING_END_EVENT: .mappingEnd
    case YAML_ALIAS_EVENT: .alias
    case YAML_STREAM_START_EVENT: .streamStart
    case YAML_DOCUMENT_START_EVENT: .documentStart
    case YAML_DOCUMENT_END_EVENT: .documentEnd
    default: .streamEnd
    }
  }

  /// Where the event begins.
  var start: Mark { unsafe Mark(event.pointee.start_mark) }

  /// The character behind the event.
  var end: Mark { unsafe Mark(event.pointee.end_mark) }

  /// The range of source that the event is.
  var range: SourceRange { SourceRange(start: start.position, end: end.position) }

  /// A scalar without quotes, anchor and tag, all of it on one line, as nearly all are.
  struct BareScalar {
    var start: Mark
    /// The number of its bytes, each of them a character.
    var length: UInt32
  }

  /// The scalar where it is bare; `nil` for every other event. No more is read of libyaml's event than that takes.
  var bareScalar: BareScalar? {
    guard kind == .scalar, isPlain,
      unsafe event.pointee.data.scalar.anchor == nil, unsafe event.pointee.data.scalar.tag == nil,
      unsafe event.pointee.start_mark.line == event.pointee.end_mark.line,
      unsafe event.pointee.end_mark.index &- event.pointee.start_mark.index == event.pointee.data.scalar.length
    else { return nil }
    return BareScalar(start: start, length: scalarLength)
  }

  /// The number of bytes of a scalar.
  var scalarLength: UInt32 {
    precondition(kind == .scalar)
    return unsafe UInt32(truncatingIfNeeded: event.pointee.data.scalar.length)
  }

  /// Appends the bytes of a scalar to a buffer.
  func appendScalar(to text: inout [UInt8]) {
    precondition(kind == .scalar)
    let scalar = unsafe UnsafeBufferPointer(
      start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
    unsafe text.append(contentsOf: scalar)
  }

  /// Whether a scalar is written without quotes.
  var isPlain: Bool {
    precondition(kind == .scalar)
    return unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
  }

  /// Whether a mapping is written in braces.
  var isFlowMapping: Bool {
    precondition(kind == .mappingStart)
    return unsafe event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
  }

  /// The anchor that a node defines, or that an alias names; `nil` where there is none.
  var anchor: String? {
    switch kind {
    case .scalar: unsafe Self.string(event.pointee.data.scalar.anchor)
    case .sequenceStart: unsafe Self.string(event.pointee.data.sequence_start.anchor)
    case .mappingStart: unsafe Self.string(event.pointee.data.mapping_start.anchor)
    case .alias: unsafe Self.string(event.pointee.data.alias.anchor)
    default: nil
    }
  }

  /// Whether a node has an explicit tag.
  var hasTag: Bool {
    switch kind {
    case .scalar: unsafe event.pointee.data.scalar.tag != nil
    case .sequenceStart: unsafe event.pointee.data.sequence_start.tag != nil
    case .mappingStart: unsafe event.pointee.data.mapping_start.tag != nil
    default: false
    }
  }

  @unsafe private static func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe bytes.map { unsafe String(cString: $0) }
  }

  // MARK: Failure

  private func failure() -> SyntaxError {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "malformed YAML"
    switch unsafe parser.pointee.error {
    case YAML_MEMORY_ERROR:
      return SyntaxError(reason: .outOfMemory, problem: "not enough memory to parse this file")
    case YAML_READER_ERROR:
      return unsafe SyntaxError(
        reason: .reader(byteOffset: parser.pointee.problem_offset), problem: problem)
    default:
      let position = unsafe Mark(parser.pointee.problem_mark).position
      let context = unsafe parser.pointee.context.map {
        unsafe (String(cString: $0), Mark(parser.pointee.context_mark).position)
      }
      return SyntaxError(reason: .grammar(at: position), problem: problem, context: context)
    }
  }
}

extension Mark {
  /// libyaml's numbers fit: the input has at most 64 MiB.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(
      index: UInt32(truncatingIfNeeded: mark.index), line: UInt32(truncatingIfNeeded: mark.line),
      column: UInt32(truncatingIfNeeded: mark.column))
  }

  /// The position as people count it, from 1.
  var position: SourcePosition { SourcePosition(line: line + 1, column: column + 1) }
}
