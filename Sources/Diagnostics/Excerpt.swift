extension String {
  /// The text as a message quotes it: where it is long, its beginning with an ellipsis.
  ///
  /// Most text is short, which its bytes tell without what the runtime knows of any text.
  package var excerpt: String { utf8.count <= 80 ? self : self[...].excerpt }
}

extension StringProtocol {
  /// The text as a message quotes it: where it is long, its beginning with an ellipsis.
  package var excerpt: String {
    let longest = 80
    guard unicodeScalars.count > longest else { return String(self) }
    var text = ""
    text.unicodeScalars.append(contentsOf: unicodeScalars.prefix(longest - 1))
    return text + "…"
  }
}
