import Diagnostics
import Exchange
import Testing

@Suite("Places of a text's bytes") struct SourcePlacesTests {
  @Test(
    "Each is the one that a walk through the text finds",
    arguments: [
      "", "a", "aü\nb\r\nc\rd\u{85}e\u{2028}f\n", String(repeating: "x", count: 600),
      String(repeating: "ü\r\n", count: 300), String(repeating: "x", count: 255) + "\r\ny",
      String(repeating: "x", count: 254) + "\u{2028}y",
    ])
  func places(_ text: String) {
    let source = SourceFile(name: "a", text: text)
    let places = SourcePlaces(source)
    for offset in 0...source.bytes.count + 2 where !isWithinBreak(offset, of: source) {
      #expect(places.position(ofByte: offset) == source.position(ofByte: offset), "\(offset)")
    }
  }

  /// Nobody asks for the place of half a line break.
  private func isWithinBreak(_ offset: Int, of source: SourceFile) -> Bool {
    (1...2).contains { distance in
      offset >= distance && source.breakLength(at: offset - distance) > distance
    }
  }
}
