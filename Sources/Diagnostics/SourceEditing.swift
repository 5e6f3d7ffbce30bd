extension SourceFile {
  /// The text with edits made; every other byte stays what it is.
  ///
  /// - Parameter edits: Edits of this text: in ascending place, none over another.
  package func bytes(with edits: [Fix.Edit]) -> [UInt8] {
    let offsets = offsets(of: edits.flatMap { [$0.range.start, $0.range.end] })
    var text: [UInt8] = []
    var index = 0
    for (number, edit) in edits.enumerated() {
      text += bytes[index..<max(index, offsets[2 * number])]
      text += edit.replacement.utf8
      index = max(index, offsets[2 * number + 1])
    }
    return text + bytes[index...]
  }

  /// The places of characters among ``bytes``, found in one walk; those behind the end are the end.
  ///
  /// - Parameter positions: In ascending order.
  private func offsets(of positions: [SourcePosition]) -> [Int] {
    var offsets: [Int] = []
    var position = SourcePosition(line: 1, column: 1)
    var index = 0
    while offsets.count < positions.count {
      guard index < bytes.count else {
        offsets.append(index)
        continue
      }
      // A byte that continues a character has the position of the next one.
      if bytes[index] & 0xC0 != 0x80, position >= positions[offsets.count] {
        offsets.append(index)
        continue
      }
      let length = breakLength(at: index)
      if length > 0 {
        position = SourcePosition(line: position.line + 1, column: 1)
      } else if bytes[index] & 0xC0 != 0x80 {
        position.column += 1
      }
      index += max(1, length)
    }
    return offsets
  }
}

extension [Fix] {
  /// Those that can be made together: of several that touch each other the first.
  package var apart: [Fix] {
    var chosen: [Fix] = []
    for fix in sorted(by: { $0.start < $1.start }) where !fix.edits.isEmpty {
      if let last = chosen.last?.edits.last, fix.start <= last.range.end { continue }
      chosen.append(fix)
    }
    return chosen
  }
}

extension Fix {
  /// Where its first edit begins.
  fileprivate var start: SourcePosition { edits.first?.range.start ?? SourceRange.beginning.start }
}
