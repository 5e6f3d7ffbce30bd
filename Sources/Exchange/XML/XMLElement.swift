import Diagnostics

/// An element of a text, with its places.
struct XMLElement {
  /// An attribute.
  struct Attribute {
    let name: String
    /// Its value, entities resolved.
    let value: String
    /// The bytes of the value as it is written, without its quotes.
    let range: Range<Int>
  }

  let name: String
  /// In the order of the text.
  let attributes: [Attribute]
  /// The bytes of the start tag, in angle brackets.
  let tag: Range<Int>
  /// The text in the element itself, entities resolved, without space around it.
  var text = ""
  /// The elements in it that are read.
  var children: [XMLElement] = []
  /// The bytes between its tags; none where it has one tag only.
  var content: Range<Int>
  /// The byte behind it.
  var end: Int

  /// All bytes of the element.
  var range: Range<Int> { tag.lowerBound..<end }
  /// Whether its start tag is all of it.
  var isEmptyTag: Bool { content.isEmpty && end == tag.upperBound }

  /// The attribute of a name.
  subscript(attribute: String) -> Attribute? { attributes.first { $0.name == attribute } }

  /// The first element in it of a name.
  func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The elements in it of a name.
  func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}
