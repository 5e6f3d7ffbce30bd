/// Colours of nodes, which people who see fewer colours can tell apart too; each with a pattern, for black and white.
///
/// The colours are those of Okabe and Ito. More nodes than there are colours use them again: names tell.
package enum NodePalette {
  /// A colour.
  package struct Colour: Sendable {
    /// As web pages have it.
    package let hex: String
    /// Its text, which can be read on it: black or white.
    package let text: String
    /// Its number among the 256 colours of a terminal.
    let terminal: Int
    /// That of its text.
    let terminalText: Int
    /// What is drawn over it in a picture, on a tile of 8 by 8; empty for the first.
    let pattern: String
    /// The same as a background of a web page.
    let background: String
  }

  /// Every colour.
  package static let colours: [Colour] = [
    Colour(hex: "#56b4e9", text: "#000", terminal: 74, terminalText: 16, pattern: "", background: ""),
    Colour(
      hex: "#e69f00", text: "#000", terminal: 214, terminalText: 16, pattern: "M0 8L8 0M-2 2L2 -2M6 10L10 6",
      background: "repeating-linear-gradient(135deg,#0003 0 1px,#0000 1px 6px)"),
    Colour(
      hex: "#32b48c", text: "#000", terminal: 36, terminalText: 16, pattern: "M0 4H8",
      background: "repeating-linear-gradient(0deg,#0003 0 1px,#0000 1px 6px)"),
    Colour(
      hex: "#f0e442", text: "#000", terminal: 227, terminalText: 16, pattern: "M0 0L8 8M-2 6L2 10M6 -2L10 2",
      background: "repeating-linear-gradient(45deg,#0003 0 1px,#0000 1px 6px)"),
    Colour(
      hex: "#cc79a7", text: "#000", terminal: 175, terminalText: 16, pattern: "M4 0V8",
      background: "repeating-linear-gradient(90deg,#0003 0 1px,#0000 1px 6px)"),
    Colour(
      hex: "#e0702a", text: "#000", terminal: 166, terminalText: 16, pattern: "M0 4H8M4 0V8",
      background:
        "repeating-linear-gradient(0deg,#0003 0 1px,#0000 1px 6px),repeating-linear-gradient(90deg,#0003 0 1px,#0000 1px 6px)"
    ),
    Colour(
      hex: "#0072b2", text: "#fff", terminal: 25, terminalText: 231, pattern: "M0 0L8 8M0 8L8 0",
      background:
        "repeating-linear-gradient(45deg,#fff3 0 1px,#0000 1px 6px),repeating-linear-gradient(135deg,#fff3 0 1px,#0000 1px 6px)"
    ),
  ]

  /// The place among the colours of a node, or of a proximity domain where nodes are not known.
  package static func index(of number: Int) -> Int {
    let count = colours.count
    return ((number % count) + count) % count
  }
}
