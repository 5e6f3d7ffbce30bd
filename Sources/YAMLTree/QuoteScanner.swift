/// Tells quoted text and comments from the rest of a source, character by character, as far as that can be told without
/// parsing it. It serves advice about sources that cannot be parsed.
struct QuoteScanner {
  /// What a character is.
  enum Part {
    case plain
    case comment
    case opensQuote
    case quoted
    case closesQuote
  }

  private var quote: Unicode.Scalar?
  private var isEscaped = false
  private var isComment = false
  private var before: Unicode.Scalar = " "
  /// Whether the character before was the end of a text in single quotes, of which another one makes a quote within.
  private var mayContinue = false

  /// Goes to the beginning of the next line.
  mutating func beginLine() {
    isComment = false
    isEscaped = false
    mayContinue = false
    before = " "
  }

  /// Takes in the next character of the line.
  mutating func take(_ scalar: Unicode.Scalar) -> Part {
    defer { before = scalar }
    if isComment { return .comment }
    if let quote { return takeQuoted(scalar, quote) }
    defer { mayContinue = false }
    switch scalar {
    case "'" where mayContinue || mayPrecedeQuote, "\"" where mayPrecedeQuote:
      quote = scalar
      return .opensQuote
    case "#" where before == " " || before == "\t":
      isComment = true
      return .comment
    default: return .plain
    }
  }

  private mutating func takeQuoted(_ scalar: Unicode.Scalar, _ quote: Unicode.Scalar) -> Part {
    if isEscaped {
      isEscaped = false
    } else if quote == "\"", scalar == "\\" {
      isEscaped = true
    } else if scalar == quote {
      self.quote = nil
      mayContinue = quote == "'"
      return .closesQuote
    }
    return .quoted
  }

  /// Whether a quote that comes next begins a text, as one inside of a word does not.
  private var mayPrecedeQuote: Bool {
    switch before {
    case " ", "\t", "[", "{", ",", ":": true
    default: false
    }
  }
}
