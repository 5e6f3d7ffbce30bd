import FieldCoding

/// What people call the records of a table, and what their fields say.
struct TableListing {
  let bytes: [UInt8]
  let kind: TableKind

  init(_ bytes: [UInt8], as kind: TableKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// What people call a record: `SRAT memory affinity #2`, counted from 1; `SLIT distances from node 0`, counted
  /// as nodes are.
  func title(of record: TableRecord) -> String {
    var text = ListingText()
    appendTitle(of: record, to: &text)
    return text.string
  }

  /// A record in a few words, where its fields say more together than one by one.
  func summary(of record: TableRecord) -> String? {
    var text = ListingText()
    appendSummary(of: record, behind: "", to: &text)
    return text.bytes.isEmpty ? nil : text.string
  }

  /// Appends what people call a record.
  func appendTitle(of record: TableRecord, to text: inout ListingText) {
    switch record.kind {
    case .header:
      text.append(kind.name)
      // FACS is all of one piece.
      if kind != .facs { text.append(" header") }
      return
    case .raw:
      text.append(kind.name)
      return text.append(" contents")
    case .slack:
      text.append(kind.name)
      return text.append(" slack")
    case .distances:
      text.append("SLIT distances from node ")
      return text.decimal(record.index)
    case .e820Entry: text.append("e820 entry")
    case .processorAffinity: text.append("SRAT processor affinity")
    case .memoryAffinity: text.append("SRAT memory affinity")
    case .x2APICAffinity: text.append("SRAT x2APIC affinity")
    case .giccAffinity: text.append("SRAT GICC affinity")
    case .otherAffinity(let type):
      text.append("SRAT structure of type ")
      text.decimal(type)
    }
    text.append(" #")
    text.decimal(record.index + 1)
  }

  /// Appends a record in a few words behind others; nothing where its fields say all.
  func appendSummary(of record: TableRecord, behind words: StaticString, to text: inout ListingText) {
    var decoder = ByteDecoder(bytes, from: record.offset, to: record.offset + record.length)
    let domain: UInt32
    switch record.kind {
    case .e820Entry:
      text.append(words)
      return text.append(decoder.read(E820Entry.self).description)
    case .memoryAffinity:
      let affinity = decoder.read(SRAT.MemoryAffinity.self)
      text.append(words)
      guard affinity.flags.contains(.enabled) else { return text.append("disabled") }
      text.append(MemoryRangeText(affinity.base, affinity.length).description)
      domain = affinity.proximityDomain
    case .processorAffinity:
      let affinity = decoder.read(SRAT.ProcessorAffinity.self)
      text.append(words)
      text.append("APIC ID ")
      text.decimal(affinity.apicID)
      domain = affinity.proximityDomain
    case .x2APICAffinity:
      let affinity = decoder.read(SRAT.X2APICAffinity.self)
      text.append(words)
      text.append("x2APIC ID ")
      text.decimal(affinity.apicID)
      domain = affinity.proximityDomain
    case .giccAffinity:
      let affinity = decoder.read(SRAT.GICCAffinity.self)
      text.append(words)
      text.append("ACPI processor UID ")
      text.decimal(affinity.processorUID)
      domain = affinity.proximityDomain
    case .header, .otherAffinity, .distances, .raw, .slack: return
    }
    text.append(" proximity domain ")
    text.decimal(domain)
  }

  // MARK: Fields

  /// How many bytes stand on a line where they are shown as they are.
  static let bytesPerField = 16

  /// The fields of a record in the order of their bytes; fewer where the table is cut off.
  func fields(of record: TableRecord) -> [TableField] {
    var lister = FieldLister(bytes)
    list(record, with: &lister)
    return lister.fields + distances(record) + hexadecimal(plainBytes(of: record))
  }

  /// Lists the fields of a record that have names of their own.
  func list(_ record: TableRecord, with lister: inout FieldLister) {
    let (start, end) = (record.offset, record.offset + record.length)
    switch record.kind {
    case .header:
      switch kind {
      case .srat: lister.list(SRATHead.self, from: start, to: end)
      case .slit: lister.list(SLITHead.self, from: start, to: end)
      case .facs: lister.list(FACS.self, from: start, to: end)
      case .e820, .other: lister.list(ACPIHeader.self, from: start, to: end)
      }
    case .e820Entry: lister.list(E820Entry.self, from: start, to: end)
    case .processorAffinity: lister.list(SRAT.ProcessorAffinity.self, from: start, to: end)
    case .memoryAffinity: lister.list(SRAT.MemoryAffinity.self, from: start, to: end)
    case .x2APICAffinity: lister.list(SRAT.X2APICAffinity.self, from: start, to: end)
    case .giccAffinity: lister.list(SRAT.GICCAffinity.self, from: start, to: end)
    case .otherAffinity: lister.list(SRATStructureStart.self, from: start, to: end)
    case .distances, .raw, .slack: lister.removeAll()
    }
  }

  /// The distances of a row of SLIT; `nil` for other records.
  func row(_ record: TableRecord) -> ArraySlice<UInt8>? {
    record.kind == .distances ? bytes[record.offset..<record.offset + record.length] : nil
  }

  /// Where a record is shown as bytes; empty where it is not.
  func plainBytes(of record: TableRecord) -> Range<Int> {
    let end = record.offset + record.length
    return switch record.kind {
    case .raw, .slack: record.offset..<end
    case .otherAffinity: record.offset + SRATStructureStart.byteCount..<end
    default: end..<end
    }
  }

  private func distances(_ record: TableRecord) -> [TableField] {
    guard let row = row(record) else { return [] }
    let text = row.map { "\($0)" }.joined(separator: " ")
    return [TableField(name: "distances", offset: record.offset, length: record.length, text: text, detail: nil)]
  }

  /// Bytes as they are, sixteen a field.
  private func hexadecimal(_ range: Range<Int>) -> [TableField] {
    stride(from: range.lowerBound, to: range.upperBound, by: Self.bytesPerField).map { offset in
      let line = bytes[offset..<min(offset + Self.bytesPerField, range.upperBound)]
      var text = ListingText()
      text.hexadecimal(line)
      return TableField(name: "bytes", offset: offset, length: line.count, text: text.string, detail: nil)
    }
  }
}
