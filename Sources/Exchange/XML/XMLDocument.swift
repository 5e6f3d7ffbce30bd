import Diagnostics

/// A text of XML as a tree of those elements that somebody asks for.
struct XMLDocument {
  /// How deep elements may lie within each other.
  static let depthLimit = 64
  /// How many elements are read at the most.
  static let elementLimit = 1 << 18

  /// The outermost element.
  let root: XMLElement
  /// The text's places.
  let places: SourcePlaces

  /// Parses a text; `nil` where it is no XML, or more than is read, after saying so.
  ///
  /// - Parameter isRead: Whether an element is read that lies in some others, of whose names the last is its own; elements
  ///   in one that is not are not asked for.
  init?(
    _ source: SourceFile, reportingTo sink: inout DiagnosticSink, where isRead: @escaping ([String]) -> Bool
  ) {
    places = SourcePlaces(source)
    let builder = TreeBuilder(source.bytes, isRead)
    do throws(XMLSyntaxError) {
      try ExpatParser.parse(source.bytes, builder)
    } catch {
      let place = places.position(ofByte: error.byte)
      sink.report(
        ExchangeRule.malformedInput, at: SourceRange(start: place, end: place), "this is no XML: \(error.problem)")
      return nil
    }
    if let (byte, message) = builder.obstacle {
      let place = places.position(ofByte: byte)
      sink.report(ExchangeRule.malformedInput, at: SourceRange(start: place, end: place), message)
      return nil
    }
    // Where expat ends without an error, there is one.
    guard let root = builder.root else { return nil }
    self.root = root
  }

  /// Where some bytes are.
  func range(_ bytes: Range<Int>) -> SourceRange { places.range(bytes) }
}

/// Puts events together as elements.
private final class TreeBuilder: XMLHandler {
  private(set) var root: XMLElement?
  /// Why parsing ended before the text did, and where.
  private(set) var obstacle: (byte: Int, message: String)?

  private let bytes: [UInt8]
  private let isRead: ([String]) -> Bool
  /// Elements that have begun, the outermost first, with the bytes of their text.
  private var open: [(element: XMLElement, text: [UInt8])] = []
  private var path: [String] = []
  /// How many elements have begun within the first one that is not read, it included.
  private var skipped = 0
  private var count = 0

  init(_ bytes: [UInt8], _ isRead: @escaping ([String]) -> Bool) {
    self.bytes = bytes
    self.isRead = isRead
  }

  func start(_ name: String, _ attributes: [(name: String, value: String)], tag: Range<Int>) -> Bool {
    guard open.count + skipped < XMLDocument.depthLimit else {
      obstacle = (tag.lowerBound, "elements lie more than \(XMLDocument.depthLimit) deep within each other")
      return false
    }
    guard skipped == 0, isRead(path + [name]) else {
      skipped += 1
      return true
    }
    count += 1
    guard count <= XMLDocument.elementLimit else {
      obstacle = (tag.lowerBound, "there are more than \(XMLDocument.elementLimit) elements to read")
      return false
    }
    let places = attributes.isEmpty ? [] : TagScanner.values(in: bytes[tag])
    let list = attributes.enumerated().map { index, attribute in
      XMLElement.Attribute(
        name: attribute.name, value: attribute.value, range: index < places.count ? places[index] : tag)
    }
    path.append(name)
    open.append(
      (
        XMLElement(
          name: name, attributes: list, tag: tag, content: tag.upperBound..<tag.upperBound, end: tag.upperBound), []
      ))
    return true
  }

  func end(tag: Range<Int>) {
    guard skipped == 0 else {
      skipped -= 1
      return
    }
    guard let (begun, text) = open.popLast() else { return }
    var element = begun
    path.removeLast()
    element.content = element.tag.upperBound..<max(tag.lowerBound, element.tag.upperBound)
    element.end = max(tag.upperBound, element.tag.upperBound)
    element.text = String(decoding: Self.trimmed(text), as: UTF8.self)
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].element.children.append(element)
    }
  }

  func text(_ bytes: [UInt8]) {
    guard skipped == 0, !open.isEmpty else { return }
    open[open.count - 1].text += bytes
  }

  func entity(at byte: Int) {
    // Of a declaration expat tells where it is when it knows enough of it.
    let start = bytes.prefix(byte).lastIndex(of: UInt8(ascii: "<")) ?? byte
    obstacle = (start, "an entity is declared, and entities are not expanded here; write out what it stands for")
  }

  private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    let start = text.firstIndex { !isSpace($0) } ?? text.endIndex
    let end = text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    return text[start..<end]
  }
}

/// Finds where the values of a start tag's attributes are written, which expat does not tell. The tag is well-formed: expat has
/// read it.
private enum TagScanner {
  static func values(in tag: ArraySlice<UInt8>) -> [Range<Int>] {
    var values: [Range<Int>] = []
    var quote: (byte: UInt8, start: Int)?
    for (index, byte) in zip(tag.indices, tag) {
      if let open = quote {
        guard byte == open.byte else { continue }
        values.append(open.start..<index)
        quote = nil
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = (byte, index + 1)
      }
    }
    return values
  }
}
