import FieldCoding

/// A table's records with what people call them and with their fields.
struct TableListing {
  let bytes: [UInt8]
  let outline: TableOutline

  init(_ bytes: [UInt8], as kind: TableKind) {
    self.bytes = bytes
    outline = TableOutline(bytes, as: kind)
  }

  /// What people call a record: `SRAT memory affinity #2`, counted from 1; `SLIT distances from node 0`, counted
  /// as nodes are.
  func title(of record: TableRecord) -> String {
    let number = record.index + 1
    return switch record.kind {
    case .header: "\(outline.kind.name) header"
    case .e820Entry: "e820 entry #\(number)"
    case .processorAffinity: "SRAT processor affinity #\(number)"
    case .memoryAffinity: "SRAT memory affinity #\(number)"
    case .x2APICAffinity: "SRAT x2APIC affinity #\(number)"
    case .giccAffinity: "SRAT GICC affinity #\(number)"
    case .otherAffinity(let type): "SRAT structure of type \(type) #\(number)"
    case .distances: "SLIT distances from node \(record.index)"
    case .raw: "\(outline.kind.name) contents"
    }
  }

  /// A record in a few words, where its fields say more together than one by one.
  func summary(of record: TableRecord) -> String? {
    var decoder = ByteDecoder(bytes, from: record.offset, to: record.offset + record.length)
    switch record.kind {
    case .e820Entry:
      return decoder.read(E820Entry.self).description
    case .memoryAffinity:
      let affinity = decoder.read(SRAT.MemoryAffinity.self)
      let first = Hexadecimal.padded(affinity.base, digits: 16)
      let last = Hexadecimal.padded(affinity.base &+ affinity.length &- 1, digits: 16)
      guard affinity.flags.contains(.enabled) else { return "disabled" }
      return "[mem \(first)-\(last)] proximity domain \(affinity.proximityDomain)"
    case .processorAffinity:
      let affinity = decoder.read(SRAT.ProcessorAffinity.self)
      return "APIC ID \(affinity.apicID) proximity domain \(affinity.proximityDomain)"
    case .x2APICAffinity:
      let affinity = decoder.read(SRAT.X2APICAffinity.self)
      return "x2APIC ID \(affinity.apicID) proximity domain \(affinity.proximityDomain)"
    case .giccAffinity:
      let affinity = decoder.read(SRAT.GICCAffinity.self)
      return "ACPI processor UID \(affinity.processorUID) proximity domain \(affinity.proximityDomain)"
    default: return nil
    }
  }

  /// The fields of a record in the order of their bytes; fewer where the table is cut off.
  func fields(of record: TableRecord) -> [TableField] {
    switch record.kind {
    case .header: headFields(record)
    case .e820Entry: fields(of: E820Entry.self, record)
    case .processorAffinity: fields(of: SRAT.ProcessorAffinity.self, record)
    case .memoryAffinity: fields(of: SRAT.MemoryAffinity.self, record)
    case .x2APICAffinity: fields(of: SRAT.X2APICAffinity.self, record)
    case .giccAffinity: fields(of: SRAT.GICCAffinity.self, record)
    case .otherAffinity: otherFields(record)
    case .distances: [distances(record)]
    case .raw: hexadecimal(from: record.offset, to: record.offset + record.length)
    }
  }

  private func headFields(_ record: TableRecord) -> [TableField] {
    switch outline.kind {
    case .srat: fields(of: SRATHead.self, record)
    case .slit: fields(of: SLITHead.self, record)
    case .e820, .other: fields(of: ACPIHeader.self, record)
    }
  }

  private func fields<Record: ByteRecord>(of type: Record.Type, _ record: TableRecord) -> [TableField] {
    FieldLister.fields(of: type, in: bytes, from: record.offset, to: record.offset + record.length)
  }

  private func otherFields(_ record: TableRecord) -> [TableField] {
    let start = record.offset
    return [
      TableField(name: "type", offset: start, length: 1, text: "\(bytes[start])", detail: nil),
      TableField(name: "length", offset: start + 1, length: 1, text: "\(bytes[start + 1])", detail: nil),
    ] + hexadecimal(from: start + 2, to: start + record.length)
  }

  private func distances(_ record: TableRecord) -> TableField {
    let row = bytes[record.offset..<record.offset + record.length]
    return TableField(
      name: "distances", offset: record.offset, length: record.length,
      text: row.map { "\($0)" }.joined(separator: " "), detail: nil)
  }

  /// Bytes as they are, sixteen a field.
  private func hexadecimal(from start: Int, to end: Int) -> [TableField] {
    stride(from: start, to: end, by: 16).map { offset in
      let line = bytes[offset..<min(offset + 16, end)]
      return TableField(
        name: "bytes", offset: offset, length: line.count,
        text: line.map { Hexadecimal.digits(UInt64($0), count: 2) }.joined(separator: " "), detail: nil)
    }
  }
}
