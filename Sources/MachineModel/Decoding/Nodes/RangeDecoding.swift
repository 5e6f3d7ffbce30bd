import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// A node's key `ranges`; `nil` where not all of it could be read, or it says nothing.
  mutating func memoryRanges(_ node: Fields) -> [MemoryRange]? {
    guard let id = node["ranges"] else { return nil }
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'ranges' is a list such as [{start: 4GiB, size: 2GiB}]", item: "range")
      return nil
    }
    guard tree.count(of: id) > 0 else {
      report(
        .emptyValue, at: id, "'ranges' has no range", suggestion: "a node without memory has 'memory: 0' instead")
      return nil
    }
    var ranges: [MemoryRange] = []
    for element in tree.elements(of: id) {
      guard let fields = fields(of: element, Language.memoryRange),
        let (start, end) = addressRange(fields, onPages: true)
      else { continue }
      ranges.append(MemoryRange(start: start, end: end, origin: tree.range(of: element)))
    }
    return ranges.count == tree.count(of: id) ? ranges : nil
  }

  /// The memory of a node that says where it lies, with what does not go with that.
  mutating func settleRanges(of declaration: inout NodeDeclaration, _ fields: Fields) {
    guard let ranges = fields.entry("ranges") else { return }
    for key in ["memory", "align"] {
      guard let other = fields.entry(key) else { continue }
      report(
        .conflictingKeys, at: other.key, "'\(key)' does not go with 'ranges', which say where the memory lies",
        notes: [.init("'ranges' stand here", at: tree.range(of: ranges.key))])
    }
    declaration.node.sumUpRanges(at: tree.range(of: ranges.value))
  }
}
