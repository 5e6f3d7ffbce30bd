import FieldCoding
import FirmwareTables
import JSONCoding
import Lowering

/// Where in a topology the records of tables and the entries of `layout.json` come from.
struct SourceLines {
  private let layout: Layout
  private let file: String

  /// - Parameters:
  ///   - layout: What the topology became.
  ///   - file: The topology's name.
  init(_ layout: Layout, file: String) {
    self.layout = layout
    self.file = file
  }

  /// A table of the layout that can be asked for the origins of its records.
  func encoder(of table: any TableFormat.Type) -> RecordEncoder? { table.encoder(of: layout, keepsOrigins: true) }

  /// What stands behind a difference: `, node 1, from examples/x.yaml:9`; nothing for a record that is gone.
  func origin(of difference: TableDifference, in table: RecordEncoder?) -> String {
    if case .removed = difference.change { return "" }
    guard let origin = table?.origin(at: difference.record.offset) else { return "" }
    return (origin.node.map { ", node \($0)" } ?? "") + (origin.line.map { ", from \(file):\($0)" } ?? "")
  }

  /// What stands behind a difference of an entry: `, from examples/x.yaml:9`; nothing where its line is not known.
  func origin(of difference: JSONDifference) -> String {
    guard case .object(let members)? = difference.objects.new, case .integer(let line)? = members["line"] else {
      return ""
    }
    return ", from \(file):\(line)"
  }
}
