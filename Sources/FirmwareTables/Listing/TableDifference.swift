import FieldCoding

/// One thing in which two tables of a kind differ, said by meaning.
package struct TableDifference: Hashable, Sendable {
  /// What differs of a record.
  package enum Change: Hashable, Sendable {
    /// A field says something else.
    case field(name: String, old: String, new: String)
    /// Only the new table has the record, which says this.
    case added(summary: String?)
    /// Only the old table has the record, which says this.
    case removed(summary: String?)
  }

  /// The record in the new table; in the old table where the new one lacks it.
  package let record: TableRecord
  /// What people call the record: `SRAT memory affinity #2`.
  package let title: String
  /// What differs.
  package let change: Change
}

extension TableDifference: CustomStringConvertible {
  /// A line: `SRAT memory affinity #2: length 1 GiB → 2 GiB`.
  package var description: String {
    switch change {
    case .field(let name, let old, let new): "\(title): \(name) \(old) → \(new)"
    case .added(let summary): "\(title): added" + (summary.map { ", \($0)" } ?? "")
    case .removed(let summary): "\(title): removed" + (summary.map { ", \($0)" } ?? "")
    }
  }
}

/// One byte in which two tables differ.
package struct ByteDifference: Hashable, Sendable {
  /// Where the byte lies.
  package let offset: Int
  /// The byte of the old table; `nil` behind its end.
  package let old: UInt8?
  /// The byte of the new table; `nil` behind its end.
  package let new: UInt8?
}

extension ByteDifference: CustomStringConvertible {
  /// A line: `byte 0x9: 0x12 → 0x34`.
  package var description: String {
    func text(_ byte: UInt8?) -> String {
      byte.map { Hexadecimal.padded(UInt64($0), digits: 2) } ?? "none"
    }
    return "byte 0x\(String(offset, radix: 16)): \(text(old)) → \(text(new))"
  }
}
