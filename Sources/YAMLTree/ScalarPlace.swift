package import Diagnostics

extension YAMLTree {
  /// The range of source that another text can take the place of where a node is a scalar: its quotes are part of it, an
  /// anchor before it is not. An alias is replaced where it stands, and not what it stands for.
  ///
  /// `nil` for collections, for scalars of several lines, and where quotes hide how long the text is.
  package func replaceableRange(of id: NodeID) -> SourceRange? {
    let range = range(of: id)
    guard case .detailed(let place) = nodes[Int(id.index)].form else { return range }
    let length = UInt32(string(of: id).unicodeScalars.count)
    guard range.start.line == range.end.line, length > 0 else { return nil }
    let width = range.end.column - range.start.column
    switch details[Int(place)].tag {
    case .alias: return range
    // What the range has more than the text is an anchor, which other places name.
    case .plainScalar where width >= length:
      let start = SourcePosition(line: range.end.line, column: range.end.column - length)
      return SourceRange(start: start, end: range.end)
    case .quotedScalar where width == length + 2: return range
    case .plainScalar, .quotedScalar, .sequence, .flowMapping, .blockMapping: return nil
    }
  }

  /// Whether a scalar is read in no other place: it has no anchor, and is not what an alias stands for.
  package func standsAlone(_ id: NodeID) -> Bool {
    guard case .detailed(let place) = nodes[Int(id.index)].form else { return true }
    return details[Int(place)].tag != .alias && replaceableRange(of: id) == range(of: id)
  }
}
