import JSONCoding

extension LayoutFile {
  /// What differs from another one, a line each: `slots[2].memory_size: 3 GiB → 4 GiB`. Lines of topologies are no difference.
  package func differences(to new: LayoutFile) -> [String] { JSONComparison.differences(from: self, to: new) }
}

extension MemslotsFile {
  /// What differs from another one, a line each: `partitions[0].slots[2].flags: 0 → 2`.
  package func differences(to new: MemslotsFile) -> [String] { JSONComparison.differences(from: self, to: new) }
}

/// Compares two JSON artifacts member by member.
private enum JSONComparison {
  static func differences<Record: JSONRecord>(from old: Record, to new: Record) -> [String] {
    let (before, after) = (JSONMembers(old).texts, JSONMembers(new).texts)
    // What is the same need not be read again.
    let values = JSONValue.object(values(of: before, unlike: after))
    return JSONDifference.differences(from: values, to: .object(self.values(of: after, unlike: before)))
      .filter { $0.names.last != "line" }.map { "\($0)" }
  }

  private static func values(
    of texts: [(name: String, bytes: [UInt8])], unlike others: [(name: String, bytes: [UInt8])]
  ) -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    for text in texts where !others.contains(where: { $0.name == text.name && $0.bytes == text.bytes }) {
      values[text.name] = try? JSONValue(parsing: text.bytes)
    }
    return values
  }
}
