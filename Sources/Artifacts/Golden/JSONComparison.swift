import JSONCoding

/// Compares two JSON artifacts member by member.
package enum JSONComparison {
  /// What differs, a line each: `partitions[0].slots[2].flags: 0 → 2`. Lines of topologies are no difference.
  package static func differences(from old: [UInt8], to new: [UInt8]) -> [String] {
    guard let old = try? JSONValue(parsing: old), let new = try? JSONValue(parsing: new) else { return [] }
    return JSONDifference.differences(from: old, to: new).filter { $0.names.last != "line" }.map { "\($0)" }
  }
}
