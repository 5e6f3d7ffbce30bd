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
