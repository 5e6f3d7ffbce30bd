#if arch(x86_64)
  import Addresses
  import FieldCoding
  import FirmwareTables

  /// A table that the guest should find on its way from ACPI's root pointer, and what it should report of it.
  struct ExpectedTable {
    /// What it is called: its signature.
    let name: String
    /// Where it lies.
    let range: AddressRange
    /// What it holds, in words.
    let summary: String
    /// What is reported, in order: what it is called, and its value.
    let words: [(label: String, value: UInt32)]

    private let bytes: [UInt8]
    private let kind: TableKind

    /// Decodes a table as far as the guest does.
    private init(_ bytes: [UInt8], at address: UInt64) {
      func number(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset + count <= bytes.count else { return 0 }
        return UInt64(littleEndianBytes: bytes[offset..<offset + count])
      }
      self.bytes = bytes
      name = String(decoding: bytes.prefix(4), as: UTF8.self)
      range = AddressRange(start: address, size: UInt64(bytes.count))
      kind = TableKind(signatureOf: bytes) ?? TableKind(undecoded: FixedText(bytes: Array(bytes.prefix(4))))
      words = [
        ("address, low half", UInt32(truncatingIfNeeded: address)), ("address, high half", UInt32(address >> 32)),
        ("signature", UInt32(number(0, 4))), ("length", UInt32(bytes.count)), ("sum of bytes", 0),
      ]
      summary = Self.summary(of: bytes, named: name)
    }

    /// The root pointer.
    private init(rootPointer: GuestTables.Part) {
      bytes = rootPointer.bytes
      name = RSDP.title
      range = rootPointer.range
      kind = TableKind(RSDP.self)
      summary = "leads to XSDT at \(Units.address(RSDP.decode(bytes).value.xsdt))"
      words = [
        ("signature", 0x2044_5352), ("rest of the signature", 0x2052_5450), ("sum of 20 bytes", 0),
        ("sum of 36 bytes", 0),
      ]
    }

    private static func summary(of bytes: [UInt8], named name: String) -> String {
      switch name {
      case SRAT.title:
        let srat = SRAT.decode(bytes).value
        let memory = srat.memoryAffinities.count
        let others = srat.affinities.contains { $0.subject == .device } ? "CPU and device" : "CPU"
        return "has \(memory) memory and \(srat.affinities.count - memory) \(others) affinities"
      case SLIT.title: return "has \(SLIT.decode(bytes).value.localities) localities"
      case RSDT.title: return "lists \(RSDT.decode(bytes).value.addresses.count) tables"
      case XSDT.title: return "lists \(XSDT.decode(bytes).value.addresses.count) tables"
      default: return "is \(bytes.count) bytes long"
      }
    }

    /// The tables of an image in the order in which a guest comes to them.
    static func all(of image: GuestTables.Image) -> [ExpectedTable] {
      let pointer = RSDP.decode(image.rootPointer.bytes).value
      let start = image.tables.start
      let tables = ACPIImage(bytes: image.tables.bytes).tables.map {
        ExpectedTable(Array(image.tables.bytes[$0.range]), at: start + UInt64($0.start))
      }
      func table(at address: UInt64) -> [ExpectedTable] {
        tables.first { $0.range.start == address }.map { [$0] } ?? []
      }
      let root = table(at: pointer.xsdt)
      var expected = [ExpectedTable(rootPointer: image.rootPointer)] + table(at: UInt64(pointer.rsdt)) + root
      for address in root.first.map({ XSDT.decode($0.bytes).value.addresses }) ?? [] {
        let found = table(at: address)
        expected += found
        guard let fadt = found.first, fadt.kind == TableKind(FADT.self) else { continue }
        expected += table(at: FADT.decode(fadt.bytes).value.fields.extendedDSDT)
      }
      return expected
    }

    /// What is wrong with what the guest reported; and whether it finds its way to the tables behind this one.
    ///
    /// - Parameter memory: What the host reads where the table should be.
    func objection(to seen: [UInt32], memory: [UInt8]?) -> (String?, canGoOn: Bool) {
      var objections: [String] = []
      // The root tables and FADT lead to others.
      let leads = [RSDP.title, XSDT.title, "FACP"].contains(name)
      for (index, word) in words.enumerated() {
        guard index < seen.count else {
          objections.append("the guest stops before the \(word.label)")
          return (objections.joined(separator: "; "), false)
        }
        guard seen[index] != word.value else { continue }
        switch word.label {
        case "address, low half", "address, high half":
          let found = UInt64(seen[0]) | UInt64(seen[1]) << 32
          return ("what leads to it leads to \(Units.address(found))", !leads && seen.count == words.count)
        case "signature" where words.count > 4:
          let text = String(decoding: UInt64(seen[index]).littleEndianBytes.prefix(4), as: UTF8.self)
          return ("the signature is '\(text)', not '\(name)'", !leads && seen.count == words.count)
        case "signature", "rest of the signature": return ("the signature is not 'RSD PTR '", false)
        case "length":
          return ("the length is \(seen[index]), not \(word.value)", !leads && seen.count == words.count)
        case "sum of bytes": objections.append("the bytes add up to \(seen[index]), not 0 (checksum)")
        default: objections.append("\(word.label): \(seen[index]), not 0 (checksum)")
        }
      }
      if let memory, let difference = difference(to: memory) { objections.append(difference) }
      return (objections.isEmpty ? nil : objections.joined(separator: "; "), true)
    }

    /// What the memory says that the table does not, by meaning where it has one.
    private func difference(to memory: [UInt8]) -> String? {
      guard memory != bytes else { return nil }
      let comparison = TableComparison(from: bytes, to: memory, as: kind, limit: 1, byteLimit: 1)
      return comparison.differences.first.map { "\($0)" } ?? comparison.bytes.first.map { "\($0)" }
    }
  }
#endif
