import Addresses
import Diagnostics

/// Reads latencies and bandwidths from the bytes of a scalar.
enum QuantityParser {
  private struct Unit {
    let name: String
    /// Picoseconds, or bytes per second.
    let size: UInt64

    init(_ name: String, _ size: UInt64) {
      self.name = name
      self.size = size
    }
  }

  private static let latencyUnits = [
    Unit("ns", 1000), Unit("ps", 1), Unit("us", 1_000_000), Unit("ms", 1_000_000_000),
  ]
  private static let bandwidthUnits = [
    Unit("MB/s", 1_000_000), Unit("GB/s", 1_000_000_000), Unit("TB/s", 1_000_000_000_000),
    Unit("MiB/s", 1 << 20), Unit("GiB/s", 1 << 30), Unit("TiB/s", 1 << 40),
  ]

  /// The most decimals of a number: more would not change a value of the smallest unit.
  private static let mostDecimals = 12

  /// A latency in picoseconds, or a bandwidth in MB/s: `100ns`, `1.5us`, `50GB/s`, `10 GiB/s`.
  static func value(_ bytes: ArraySlice<UInt8>, of quantity: Quantity) throws(ScalarProblem) -> UInt64 {
    let units = quantity == .latency ? latencyUnits : bandwidthUnits
    if let value = plainValue(bytes, units[0], quantity) { return value }
    let text = String(decoding: bytes, as: UTF8.self).excerpt
    try ScalarParser.checkStart(bytes, text, what: "a \(quantity) such as '\(quantity.example)'")
    let (number, name) = ScalarParser.numberAndUnit(bytes)
    let unit = try unit(name, number, text, units, quantity)
    return try scaled(number, by: unit, text, quantity)
  }

  /// A whole number in the first unit, which most values are; `nil` for what is read more slowly.
  private static func plainValue(_ bytes: ArraySlice<UInt8>, _ unit: Unit, _ quantity: Quantity) -> UInt64? {
    let name = unit.name.utf8
    let digits = bytes.dropLast(name.count)
    guard (1...9).contains(digits.count), digits.first != UInt8(ascii: "0"),
      bytes.suffix(name.count).elementsEqual(name)
    else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      guard ScalarParser.isDigit(byte) else { return nil }
      value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    if quantity == .latency { value *= unit.size }
    return value <= Quantity.maximum ? value : nil
  }

  private static func unit(
    _ name: String, _ number: ArraySlice<UInt8>, _ text: String, _ units: [Unit], _ quantity: Quantity
  ) throws(ScalarProblem) -> Unit {
    if let unit = units.first(where: { $0.name == name }) { return unit }
    let names = units.map(\.name)
    let list = names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    let rule: LanguageRule = quantity == .latency ? .invalidLatency : .invalidBandwidth
    let message =
      name.isEmpty
      ? "'\(text)' has no unit: a \(quantity) has \(list)"
      : "'\(text)' is not a \(quantity): units are \(list)"
    let digits = String(decoding: number, as: UTF8.self)
    guard let meant = meant(by: name, units), (try? scaled(number, by: meant, text, quantity)) != nil else {
      throw ScalarProblem(rule: rule, message: message)
    }
    throw ScalarProblem(
      rule: rule, message: message, spelling: digits + meant.name, isCertain: isSpelling(name, of: meant, quantity))
  }

  /// The unit that another spelling of one means, and that without a unit is the one that other tools take then.
  private static func meant(by name: String, _ units: [Unit]) -> Unit? {
    if name.isEmpty { return units[0] }
    var word = name.lowercased()
    if word == "µs" { word = "us" }
    let spellings = [
      word, word + "/s", word + "b/s", word.hasSuffix("ps") ? String(word.dropLast(2)) + "/s" : word,
    ]
    return units.first { unit in spellings.contains(unit.name.lowercased()) }
  }

  /// Whether a word can only be another spelling of a unit. Bandwidths are of bytes where there is a `B`; of a `b` it is
  /// anybody's guess.
  private static func isSpelling(_ name: String, of unit: Unit, _ quantity: Quantity) -> Bool {
    switch quantity {
    case .latency: name == "µs" || name.lowercased() == unit.name
    case .bandwidth: name.contains("B")
    }
  }

  private static func scaled(
    _ number: ArraySlice<UInt8>, by unit: Unit, _ text: String, _ quantity: Quantity
  ) throws(ScalarProblem) -> UInt64 {
    let rule: LanguageRule = quantity == .latency ? .invalidLatency : .invalidBandwidth
    let parts = number.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : []
    guard let first = parts.first, !first.isEmpty, parts.count == 1 || !decimals.isEmpty,
      decimals.allSatisfy(ScalarParser.isDigit)
    else { throw ScalarProblem(rule: rule, message: "'\(text)' is not a \(quantity)") }
    let whole: UInt64
    do throws(ScalarProblem) {
      whole = try ScalarParser.number(first)
    } catch {
      var problem = error
      problem.message = error.rule == .invalidNumber ? "'\(text)' is not a \(quantity)" : error.message
      if error.rule == .invalidNumber { problem.rule = rule }
      problem.replacement = error.replacement.map { digits in
        digits + (parts.count == 2 ? "." + String(decoding: decimals, as: UTF8.self) : "") + unit.name
      }
      problem.suggestion = problem.replacement.map { "write '\($0.excerpt)'" } ?? error.suggestion
      throw problem
    }
    guard whole <= Quantity.maximum else { throw tooLarge(text, quantity) }
    var mantissa = UInt128(whole)
    var scale: UInt128 = 1
    for digit in decimals.prefix(mostDecimals) {
      mantissa = mantissa * 10 + UInt128(digit - UInt8(ascii: "0"))
      scale *= 10
    }
    // Each factor is below 2^44, so that they multiply within 128 bits.
    let product = mantissa * UInt128(unit.size)
    let isWhole = product % scale == 0 && decimals.dropFirst(mostDecimals).allSatisfy { $0 == UInt8(ascii: "0") }
    let value: UInt128
    switch quantity {
    case .latency:
      guard isWhole else {
        throw ScalarProblem(
          rule: rule, message: "'\(text)' is not a whole number of picoseconds", suggestion: "use fewer decimals")
      }
      value = product / scale
    case .bandwidth:
      // Binary units come to no whole number of MB/s, in which HMAT counts; half of one is rounded up.
      value = product.dividedRoundingHalfUp(by: scale * 1_000_000)
    }
    guard value <= UInt128(Quantity.maximum) else { throw tooLarge(text, quantity) }
    return UInt64(value)
  }

  private static func tooLarge(_ text: String, _ quantity: Quantity) -> ScalarProblem {
    ScalarProblem(
      rule: .localityTooLarge,
      message: "'\(text)' is more than \(quantity.text(Quantity.maximum)), the most that Linux reads of HMAT")
  }
}
