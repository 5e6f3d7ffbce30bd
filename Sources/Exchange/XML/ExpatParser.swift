import CExpat

/// What reads a text that expat parses, event by event.
protocol XMLHandler: AnyObject {
  /// An element begins.
  ///
  /// - Parameters:
  ///   - attributes: Names and values in the order of the text.
  ///   - tag: The bytes of its start tag, in angle brackets.
  /// - Returns: Whether to go on.
  func start(_ name: String, _ attributes: [(name: String, value: String)], tag: Range<Int>) -> Bool
  /// An element ends with a tag of these bytes; with none where its start tag is all of it.
  func end(tag: Range<Int>)
  /// A part of an element's text, entities resolved.
  func text(_ bytes: [UInt8])
  /// An entity is declared, at a byte: parsing ends.
  func entity(at byte: Int)
}

/// What expat has to say of a text that is no XML.
struct XMLSyntaxError: Error {
  /// In expat's words: `mismatched tag`.
  let problem: String
  /// The byte at which it is.
  let byte: Int
}

/// Runs expat over a text in memory. No entity is ever expanded but those of XML itself, and nothing else is read.
enum ExpatParser {
  /// What expat's callbacks are given: the handler, and the parser to ask for places.
  @safe private final class Session {
    let handler: any XMLHandler
    let parser: XML_Parser

    init(_ handler: any XMLHandler, _ parser: XML_Parser) {
      self.handler = handler
      unsafe self.parser = parser
    }

    /// The bytes of the text that the event is.
    var range: Range<Int> {
      let start = unsafe Int(XML_GetCurrentByteIndex(parser))
      let count = unsafe Int(XML_GetCurrentByteCount(parser))
      return start..<start + count
    }

    func stop() { _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE)) }

    /// The session of a callback: the pointer is the one that was set below, and the session outlives the parser.
    @unsafe static func of(_ pointer: UnsafeMutableRawPointer?) -> Session? {
      unsafe pointer.map { unsafe Unmanaged<Session>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  /// Parses a text as UTF-8, whatever it says of its encoding.
  static func parse(_ bytes: [UInt8], _ handler: any XMLHandler) throws(XMLSyntaxError) {
    guard let count = CInt(exactly: bytes.count) else { throw XMLSyntaxError(problem: "text too long", byte: 0) }
    // Without memory for a parser of a kilobyte nothing would work.
    guard let parser = unsafe XML_ParserCreate("UTF-8") else {
      preconditionFailure("expat cannot allocate its parser")
    }
    defer { unsafe XML_ParserFree(parser) }
    let session = unsafe Session(handler, parser)
    // The session and the bytes stay where they are while expat runs, and no callback outlives it.
    let status = withExtendedLifetime(session) {
      unsafe XML_SetUserData(parser, Unmanaged.passUnretained(session).toOpaque())
      unsafe setHandlers(of: parser)
      return unsafe bytes.withUnsafeBytes { unsafe XML_Parse(parser, $0.baseAddress, count, CInt(XML_TRUE)) }
    }
    guard status != XML_STATUS_OK else { return }
    let code = unsafe XML_GetErrorCode(parser)
    // The handler knows why it ended it.
    guard code != XML_ERROR_ABORTED else { return }
    throw unsafe XMLSyntaxError(
      problem: XML_ErrorString(code).map { unsafe String(cString: $0) } ?? "no XML",
      byte: max(Int(XML_GetCurrentByteIndex(parser)), 0))
  }

  // Strings of expat's end with a NUL byte and live as long as the callback runs: they are copied.

  @unsafe private static func setHandlers(of parser: XML_Parser) {
    unsafe XML_SetElementHandler(
      parser,
      { pointer, name, attributes in
        guard let session = unsafe Session.of(pointer), let name = unsafe name else { return }
        var list: [(name: String, value: String)] = []
        var next = unsafe attributes
        // Names and values take turns, up to a null pointer.
        while let place = unsafe next, let key = unsafe place[0], let value = unsafe place[1] {
          unsafe list.append((String(cString: key), String(cString: value)))
          unsafe next = place + 2
        }
        if !session.handler.start(unsafe String(cString: name), list, tag: session.range) { session.stop() }
      },
      { pointer, _ in
        guard let session = unsafe Session.of(pointer) else { return }
        session.handler.end(tag: session.range)
      })
    unsafe XML_SetCharacterDataHandler(parser) { pointer, text, count in
      guard let session = unsafe Session.of(pointer) else { return }
      unsafe session.handler.text(
        UnsafeBufferPointer(start: text, count: Int(count)).map { UInt8(bitPattern: $0) })
    }
    unsafe XML_SetEntityDeclHandler(parser) { pointer, _, _, _, _, _, _, _, _ in
      guard let session = unsafe Session.of(pointer) else { return }
      session.handler.entity(at: session.range.lowerBound)
      session.stop()
    }
  }
}
