/// Compares two JSON texts by meaning: each difference is a path with what stands on either side.
enum JSONDifference {
  /// What differs, in the order of the members' names.
  static func differences(from old: JSONValue, to new: JSONValue, path: String = "") -> [String] {
    switch (old, new) {
    case (.object(let old), .object(let new)):
      return Set(old.keys).union(new.keys).sorted().flatMap { name -> [String] in
        let path = path.isEmpty ? name : "\(path).\(name)"
        switch (old[name], new[name]) {
        case (let old?, let new?): return differences(from: old, to: new, path: path)
        case (let old?, nil): return ["\(path): \(old.summary) → absent"]
        case (nil, let new?): return ["\(path): absent → \(new.summary)"]
        case (nil, nil): return []
        }
      }
    case (.array(let old), .array(let new)):
      var found = zip(old, new).enumerated().flatMap { index, pair in
        differences(from: pair.0, to: pair.1, path: "\(path)[\(index)]")
      }
      if old.count != new.count { found.append("\(path): \(old.count) → \(new.count) elements") }
      return found
    default:
      return old == new ? [] : ["\(path): \(old.summary) → \(new.summary)"]
    }
  }
}
