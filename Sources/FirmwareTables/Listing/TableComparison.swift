import FieldCoding

/// In what two tables of a kind differ: by meaning first, then by byte.
///
/// A checksum or a length that differs only because something else does is not told by meaning. Where
/// ``differences`` is empty and ``differingBytes`` is not 0, the tables differ in bytes that have no meaning to
/// this version.
package struct TableComparison: Sendable {
  /// Differences by meaning, in the order of the records; at most as many as were asked for.
  package private(set) var differences: [TableDifference] = []
  /// How many differences by meaning there are.
  package private(set) var differenceCount = 0
  /// Differences by byte in ascending offset; at most as many as were asked for.
  package private(set) var bytes: [ByteDifference] = []
  /// How many bytes differ, those that only one table has among them.
  package private(set) var differingBytes = 0

  private let limit: Int

  /// Compares two tables.
  ///
  /// - Parameters:
  ///   - old: The table that is expected.
  ///   - new: The table that is there.
  ///   - kind: What both are.
  ///   - limit: The most differences by meaning to tell.
  ///   - byteLimit: The most differences by byte to tell.
  package init(from old: [UInt8], to new: [UInt8], as kind: TableKind, limit: Int = 1000, byteLimit: Int = 16) {
    self.limit = limit
    guard old != new else { return }
    compareBytes(old, new, limit: byteLimit)
    compareRecords(ComparedTable(old, as: kind), ComparedTable(new, as: kind))
  }

  /// Whether the tables are the same.
  package var isEmpty: Bool { differingBytes == 0 }

  // MARK: By byte

  private mutating func compareBytes(_ old: [UInt8], _ new: [UInt8], limit: Int) {
    for offset in 0..<min(old.count, new.count) where old[offset] != new[offset] {
      if bytes.count < limit {
        bytes.append(ByteDifference(offset: offset, old: old[offset], new: new[offset]))
      }
      differingBytes += 1
    }
    for offset in min(old.count, new.count)..<max(old.count, new.count) {
      guard bytes.count < limit else { break }
      bytes.append(
        ByteDifference(
          offset: offset, old: offset < old.count ? old[offset] : nil,
          new: offset < new.count ? new[offset] : nil))
    }
    differingBytes += max(old.count, new.count) - min(old.count, new.count)
  }

  // MARK: By meaning

  private mutating func compareRecords(_ old: ComparedTable, _ new: ComparedTable) {
    let oldRecords = Dictionary(grouping: old.outline.records) { $0.kind }
    let newRecords = Dictionary(grouping: new.outline.records) { $0.kind }
    // A device tree has a kind for every property of a node.
    var kinds: [RecordKind] = []
    var known: Set<RecordKind> = []
    for record in old.outline.records + new.outline.records
    where record.index == 0 && known.insert(record.kind).inserted {
      kinds.append(record.kind)
    }
    for kind in kinds where kind.isDecoded {
      compare(oldRecords[kind] ?? [], of: old, with: newRecords[kind] ?? [], of: new)
    }
  }

  /// Compares the records of one kind. Records are paired in their order; where one table has more of them than
  /// the other, those that are the same at the beginning and at the end are paired first, so that one record
  /// too many is told as that.
  private mutating func compare(
    _ old: [TableRecord], of oldTable: ComparedTable, with new: [TableRecord], of newTable: ComparedTable
  ) {
    var oldRest = old[...]
    var newRest = new[...]
    if old.count != new.count {
      while let first = oldRest.first, let other = newRest.first, isSame(first, oldTable, other, newTable) {
        oldRest.removeFirst()
        newRest.removeFirst()
      }
      while let last = oldRest.last, let other = newRest.last, isSame(last, oldTable, other, newTable) {
        oldRest.removeLast()
        newRest.removeLast()
      }
    }
    for (record, other) in zip(oldRest, newRest) where !isSame(record, oldTable, other, newTable) {
      if case .distances(let name) = other.kind.tail {
        compareRow(record, oldTable, other, newTable, name)
      } else {
        compareFields(record, oldTable, other, newTable)
      }
    }
    for record in oldRest.dropFirst(newRest.count) {
      tell(record, of: oldTable, .removed(summary: oldTable.listing.summary(of: record)))
    }
    for record in newRest.dropFirst(oldRest.count) {
      tell(record, of: newTable, .added(summary: newTable.listing.summary(of: record)))
    }
  }

  private func isSame(
    _ old: TableRecord, _ oldTable: ComparedTable, _ new: TableRecord, _ newTable: ComparedTable
  ) -> Bool {
    old.length == new.length
      && oldTable.listing.bytes[old.offset..<old.offset + old.length]
        == newTable.listing.bytes[new.offset..<new.offset + new.length]
  }

  private mutating func compareFields(
    _ old: TableRecord, _ oldTable: ComparedTable, _ new: TableRecord, _ newTable: ComparedTable
  ) {
    let oldFields = oldTable.listing.fields(of: old)
    let newFields = newTable.listing.fields(of: new)
    for index in 0..<max(oldFields.count, newFields.count) {
      let oldField = index < oldFields.count ? oldFields[index] : nil
      let newField = index < newFields.count ? newFields[index] : nil
      guard let name = (newField ?? oldField)?.name, oldField?.text != newField?.text else { continue }
      if isConsequence(name, of: new.kind, oldTable, newTable) { continue }
      if let oldField, let newField, compareElements(oldField, newField, of: new, newTable) { continue }
      tell(
        new, of: newTable,
        .field(name: name, old: oldField?.text ?? "none", new: newField?.text ?? "none"))
    }
  }

  /// Tells which values of two lists of the same length differ; gives whether both are that.
  private mutating func compareElements(
    _ old: TableField, _ new: TableField, of record: TableRecord, _ table: ComparedTable
  ) -> Bool {
    guard old.elements != .one, old.elements == new.elements else { return false }
    let oldWords = old.text.split(separator: " ")
    let newWords = new.text.split(separator: " ")
    guard oldWords.count == newWords.count else { return false }
    for (index, (oldWord, newWord)) in zip(oldWords, newWords).enumerated() where oldWord != newWord {
      tell(
        record, of: table, .field(name: "\(new.name) [\(index)]", old: String(oldWord), new: String(newWord)))
    }
    return true
  }

  /// Whether a field follows from the rest of the table.
  private func isConsequence(
    _ name: String, of kind: RecordKind, _ old: ComparedTable, _ new: ComparedTable
  ) -> Bool {
    kind.derivedFields.contains(name) && old.outline.issues.issues.isEmpty && new.outline.issues.issues.isEmpty
  }

  private mutating func compareRow(
    _ old: TableRecord, _ oldTable: ComparedTable, _ new: TableRecord, _ newTable: ComparedTable, _ name: String
  ) {
    for node in 0..<max(old.length, new.length) {
      let oldDistance = node < old.length ? oldTable.listing.bytes[old.offset + node] : nil
      let newDistance = node < new.length ? newTable.listing.bytes[new.offset + node] : nil
      guard oldDistance != newDistance else { continue }
      tell(
        new, of: newTable,
        .field(
          name: "\(name) \(node)", old: oldDistance.map { "\($0)" } ?? "none",
          new: newDistance.map { "\($0)" } ?? "none"))
    }
  }

  private mutating func tell(
    _ record: TableRecord, of table: ComparedTable, _ change: @autoclosure () -> TableDifference.Change
  ) {
    differenceCount += 1
    guard differences.count < limit else { return }
    differences.append(TableDifference(record: record, title: table.listing.title(of: record), change: change()))
  }
}

/// A table with its records, which are looked at more than once.
private struct ComparedTable {
  let listing: TableListing
  let outline: TableOutline

  init(_ bytes: [UInt8], as kind: TableKind) {
    listing = TableListing(bytes, as: kind)
    outline = TableOutline(bytes, as: kind)
  }
}
