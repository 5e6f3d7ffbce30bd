package import Addresses
package import FieldCoding
package import FirmwareTables

/// What Linux says of a machine's memory while it boots, in `dmesg` or on a console: its map, the affinities that it read
/// from SRAT, its nodes, where it found the ACPI tables.
package struct KernelLog: Sendable {
  /// A range of memory in SRAT, as `drivers/acpi/numa/srat.c` prints it.
  package struct Affinity {
    package let line: Int
    package let node: UInt32
    package let domain: UInt32
    package let range: AddressRange
    /// What is said behind the range: ` hotplug`, ` non-volatile`.
    package let traits: String
    /// Whether memory may be plugged in there.
    package var isPluggable: Bool { traits.contains("hotplug") }
  }

  /// A CPU in SRAT.
  package struct Processor {
    package let line: Int
    package let domain: UInt32
    package let node: UInt32
    package let id: ProcessorID
  }

  /// A range that Linux has put into a node, as `mm/mm_init.c` prints it.
  package struct NodeRange {
    package let line: Int
    package let node: UInt32
    package let range: AddressRange
  }

  /// An ACPI table.
  package struct Table {
    package let line: Int
    package let name: String
    package let range: AddressRange
  }

  /// The memory map, with the line of each entry.
  package private(set) var map: [(entry: E820Entry, line: Int)] = []
  package private(set) var affinities: [Affinity] = []
  package private(set) var processors: [Processor] = []
  package private(set) var nodeRanges: [NodeRange] = []
  package private(set) var tables: [Table] = []
  /// What is wrong with the map.
  package private(set) var issues: [DecodingIssue] = []

  /// Reads a log; of one of several boots, the last one.
  init(_ bytes: [UInt8]) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      read(LogLine(line), number)
    }
    let text = E820Map.decodeLines(ofLinuxText: String(decoding: bytes, as: UTF8.self))
    // A log may tell of affinities only.
    let found = text.issues.filter { $0.isWarning || !saysMoreThanMap }
    if !found.isEmpty { issues = found }
    map = text.value
  }

  /// Whether the log says anything but a map.
  var saysMoreThanMap: Bool {
    !affinities.isEmpty || !processors.isEmpty || !nodeRanges.isEmpty || !tables.isEmpty
  }

  private mutating func read(_ line: LogLine, _ number: Int) {
    var line = line
    if LogLine(line).isBoot {
      // What was said before is of another boot.
      if saysMoreThanMap { issues = [Self.severalBoots(number)] }
      forget()
      return
    }
    if line.skip(through: "BIOS-e820:") {
      // A new boot begins with its map, and what was said before it is of another one.
      if !affinities.isEmpty || !nodeRanges.isEmpty || !tables.isEmpty { forget() }
    } else if line.skip(through: "SRAT: Node ") {
      guard let node = line.decimal(), line.skip(" PXM "), let domain = line.decimal(), line.skip(" "),
        let range = line.range()
      else { return }
      affinities.append(
        Affinity(
          line: number, node: node, domain: domain, range: range, traits: line.words(["hotplug", "non-volatile"])))
    } else if line.skip(through: "SRAT: PXM ") {
      guard let domain = line.decimal(), line.skip(" -> ") else { return }
      let isAPIC = line.skip("APIC ")
      guard isAPIC || line.skip("MPIDR "), let id = line.hexadecimal(), line.skip(" -> Node "),
        let node = line.decimal()
      else { return }
      processors.append(
        Processor(
          line: number, domain: domain, node: node,
          id: isAPIC ? .apic(UInt32(truncatingIfNeeded: id)) : .mpidr(id)))
    } else if line.skip(through: "  node ") {
      line.skipSpaces()
      guard let node = line.decimal(), line.skip(": "), let range = line.range() else { return }
      nodeRanges.append(NodeRange(line: number, node: node, range: range))
    } else if line.skip(through: "ACPI: ") {
      // `ACPI: SRAT 0x000000007FFE23AC 000110 (v01 …`
      let name = line.word()
      guard name.utf8.count == 4, line.skip(" "), let address = line.hexadecimal(), line.skip(" "),
        let length = line.bareHexadecimal()
      else { return }
      tables.append(Table(line: number, name: name, range: AddressRange(start: address, size: length)))
    }
  }

  private static func severalBoots(_ line: Int) -> DecodingIssue {
    DecodingIssue(
      "the log has several boots; the last one, from here on, is read", at: .line(line), isWarning: true)
  }

  private mutating func forget() {
    affinities = []
    processors = []
    nodeRanges = []
    tables = []
  }
}

/// Reads one line of a log from left to right.
private struct LogLine {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// A line of which this is the same part.
  init(_ line: LogLine) {
    bytes = line.bytes
  }

  /// Whether it is the first line of a boot.
  var isBoot: Bool {
    var line = self
    return line.skip(through: "Linux version ")
  }

  /// What is left, as text.
  var rest: String { String(decoding: bytes, as: UTF8.self) }

  /// Passes over everything up to a text and the text, if it is there.
  mutating func skip(through text: StaticString) -> Bool {
    let pattern = Array("\(text)".utf8)
    guard bytes.count >= pattern.count else { return false }
    for start in bytes.startIndex...bytes.endIndex - pattern.count
    where bytes[start] == pattern[0] && bytes[start...].starts(with: pattern) {
      bytes = bytes[(start + pattern.count)...]
      return true
    }
    return false
  }

  /// Passes over a text, if it is next.
  mutating func skip(_ text: StaticString) -> Bool {
    let pattern = Array("\(text)".utf8)
    guard bytes.starts(with: pattern) else { return false }
    bytes = bytes.dropFirst(pattern.count)
    return true
  }

  mutating func skipSpaces() {
    bytes = bytes.drop { $0 == UInt8(ascii: " ") }
  }

  /// What is next up to a space.
  mutating func word() -> String {
    let word = bytes.prefix { $0 != UInt8(ascii: " ") }
    bytes = bytes.dropFirst(word.count)
    return String(decoding: word, as: UTF8.self)
  }

  /// Those of some words that stand behind spaces here, each behind a space.
  mutating func words(_ known: [String]) -> String {
    let found = rest.split(whereSeparator: \.isWhitespace).map { String($0) }
    return known.filter(found.contains).map { " \($0)" }.joined()
  }

  mutating func decimal() -> UInt32? { number(radix: 10, UInt32.self) }

  mutating func hexadecimal() -> UInt64? { skip("0x") ? bareHexadecimal() : nil }

  mutating func bareHexadecimal() -> UInt64? { number(radix: 16, UInt64.self) }

  private mutating func number<Value: FixedWidthInteger>(radix: Int, _: Value.Type) -> Value? {
    let digits = bytes.prefix { Character(UnicodeScalar($0)).isHexDigit }
    guard let value = Value(String(decoding: digits, as: UTF8.self), radix: radix) else { return nil }
    bytes = bytes.dropFirst(digits.count)
    return value
  }

  /// `[mem 0x00100000-0x3fffffff]`, whose end is inclusive.
  mutating func range() -> AddressRange? {
    guard skip("[mem "), let start = hexadecimal(), skip("-"), let last = hexadecimal(), skip("]"), start <= last
    else { return nil }
    return last == .max ? AddressRange(start, .max) : AddressRange(start, last + 1)
  }
}
