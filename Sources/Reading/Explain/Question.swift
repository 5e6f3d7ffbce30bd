/// What somebody wants to know of a machine.
package enum Question: Hashable, Sendable {
  /// A guest physical address: `0x1_0000_0000`.
  case address(UInt64)
  /// A byte of a table: `srat.bin+0x48`, `byte 0x48 of SRAT`.
  case byte(UInt64, table: String)
  /// A line of the topology: `topo.yaml:9`, `line 9`.
  case line(UInt64)
  /// A memslot, of a partition where one is named: `slot 3`, `slot 3 of vtl2`.
  case slot(UInt64, partition: String?)
  /// A CPU by its number: `cpu 17`.
  case cpu(UInt64)
  /// A CPU by its local APIC ID: `apic 0x23`.
  case apic(UInt64)
  /// A node by its number or its name: `node 1`, `domain 1` where nothing tells of nodes.
  case node(String)

  /// The forms that are read, for those who wrote another one.
  package static let forms =
    "an address (0x100000000), a byte (srat.bin+0x48, 'byte 0x48 of SRAT'), a line (topo.yaml:9), "
    + "'slot 3', 'cpu 17', 'apic 0x23' or 'node 1'"

  /// Reads a question; `nil` where it has none of the forms.
  package init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map { String($0) }
    switch words.count {
    case 1: self.init(word: words[0])
    case 2: self.init(words[0].lowercased(), of: words[1], partition: nil)
    case 4 where ["of", "in"].contains(words[2].lowercased()):
      guard words[0].lowercased() == "byte" else {
        self.init(words[0].lowercased(), of: words[1], partition: words[3])
        return
      }
      guard let offset = Self.number(words[1]) else { return nil }
      self = .byte(offset, table: words[3])
    default: return nil
    }
  }

  private init?(word: String) {
    if let address = Self.number(word) {
      self = .address(address)
    } else if let plus = word.lastIndex(of: "+"), plus != word.startIndex,
      let offset = Self.number(word[word.index(after: plus)...])
    {
      self = .byte(offset, table: String(word[..<plus]))
    } else if let line = Self.line(of: word) {
      self = .line(line)
    } else {
      return nil
    }
  }

  private init?(_ kind: String, of name: String, partition: String?) {
    guard partition == nil || kind == "slot" else { return nil }
    if kind == "node" || kind == "domain" {
      self = .node(name)
      return
    }
    guard let number = Self.number(name) else { return nil }
    switch kind {
    case "slot", "memslot": self = .slot(number, partition: partition)
    case "cpu": self = .cpu(number)
    case "apic": self = .apic(number)
    case "line": self = .line(number)
    case "address": self = .address(number)
    default: return nil
    }
  }

  /// The line of `topo.yaml:9` or `topo.yaml:9:5`; `nil` for other words.
  private static func line(of word: String) -> UInt64? {
    var parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.popLast().flatMap({ UInt64($0) }) else { return nil }
    if parts.count > 1, let line = UInt64(parts[parts.count - 1]) { return line }
    return last
  }

  /// A number in decimal or, behind `0x`, in hexadecimal, with underscores anywhere between its digits.
  private static func number(_ text: some StringProtocol) -> UInt64? {
    let digits = String(text.filter { $0 != "_" })
    guard digits.hasPrefix("0x") || digits.hasPrefix("0X") else {
      return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(digits) : nil
    }
    let hexadecimal = digits.dropFirst(2)
    return hexadecimal.first?.isHexDigit == true ? UInt64(hexadecimal, radix: 16) : nil
  }
}
