package import FieldCoding

/// A binary format whose records memc finds and explains: what dumps, comparisons and readers walk.
package protocol RecordFormat: Sendable {
  /// What people call it: `SRAT`, `e820`.
  static var title: String { get }
  /// What its bytes begin with; `nil` for a format that nothing in its bytes tells.
  static var signature: FixedText? { get }

  /// Gives the records one after the other, in the order of their bytes.
  static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure)
}
