import Addresses

/// Compares facts that have a name or a number in both inputs: nodes, slots, gaps, windows.
struct FactComparison {
  private struct Key: Hashable {
    let title: String
    let partition: String?
    /// How many of the same name stand before it.
    let index: Int
  }

  private let layer: FactLayer
  private let old: [(key: Key, fact: Fact)]
  private let new: [(key: Key, fact: Fact)]

  init(_ layer: FactLayer, from old: [Fact], to new: [Fact]) {
    self.layer = layer
    self.old = Self.keyed(old)
    self.new = Self.keyed(new)
  }

  private static func keyed(_ facts: [Fact]) -> [(key: Key, fact: Fact)] {
    var counts: [String: Int] = [:]
    return facts.map { fact in
      let name = fact.title + (fact.partition ?? "")
      defer { counts[name, default: 0] += 1 }
      return (Key(title: fact.title, partition: fact.partition, index: counts[name] ?? 0), fact)
    }
  }

  /// What differs, in the order of the second input; what it lacks comes last.
  var differences: [Difference] {
    let before = Dictionary(old.map { ($0.key, $0.fact) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(\.key))
    return new.flatMap { key, fact in
      guard let other = before[key] else { return [Difference(layer, name(key), "added, \(words(fact))").of(fact)] }
      let changes = changes(from: other, to: fact)
      return changes.isEmpty ? [] : [Difference(layer, name(key), changes.joined(separator: ", ")).of(fact)]
    }
      + old.filter { !after.contains($0.key) }.map { key, fact in
        Difference(layer, name(key), "removed, was \(words(fact))").of(fact, isOld: true)
      }
  }

  private func name(_ key: Key) -> String { key.title + (key.partition.map { " of \($0)" } ?? "") }

  private func words(_ fact: Fact) -> String {
    [fact.range.map { "\($0)" }, fact.meaning.isEmpty ? nil : fact.meaning].compactMap { $0 }.joined(
      separator: ", ")
  }

  private func changes(from old: Fact, to new: Fact) -> [String] {
    var changes: [String] = []
    if let before = old.range, let after = new.range, before != after {
      if before.size != after.size { changes.append("\(Units.bytes(before.size)) → \(Units.bytes(after.size))") }
      if before.start != after.start {
        let isHigher = after.start > before.start
        let distance = isHigher ? after.start - before.start : before.start - after.start
        changes.append(
          "begins \(Units.bytes(distance)) \(isHigher ? "higher" : "lower"), at \(Units.address(after.start))")
      }
    }
    // The size is in the range already.
    if old.meaning != new.meaning, layer != .ram, layer != .hotplug, layer != .device {
      changes.append("\(old.meaning) → \(new.meaning)")
    }
    if let before = old.domain, let after = new.domain, before != after {
      changes.append("proximity domain \(before) → \(after)")
    }
    if let before = old.backingOffset, let after = new.backingOffset, before != after {
      changes.append("offset in its backing \(Units.address(before)) → \(Units.address(after))")
    }
    let names = (old.details + new.details).map(\.name)
    for name in names.indices.filter({ names.firstIndex(of: names[$0]) == $0 }).map({ names[$0] })
    where name != "proximity domain" {
      let (before, after) = (old[detail: name], new[detail: name])
      if before != after {
        let nothing = before == "yes" || after == "yes" ? "no" : "none"
        changes.append("\(name) \(before ?? nothing) → \(after ?? nothing)")
      }
    }
    return changes
  }
}
