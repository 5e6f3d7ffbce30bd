import Exchange
import Testing

@Suite("Formats of others")
struct ExchangeFormatsTests {
  @Test("Each has one name in each direction")
  func names() {
    let names = [ExchangeFormats.imports.map { $0.name }, ExchangeFormats.exports.map { $0.name }]
    for names in names { #expect(names.count == Set(names).count, "\(names)") }
  }
}
