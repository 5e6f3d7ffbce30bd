import Addresses

/// Says everything of a memslot.
struct SlotAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  func answer(_ number: UInt64, _ partition: String?) throws(Unanswerable) -> Answer {
    let slots = explainer.facts[.slot]
    guard !slots.isEmpty else {
      throw Unanswerable("\(explainer.view.name) tells of no memslots: a topology or memslots.json does")
    }
    let partitions = Set(slots.compactMap(\.partition))
    if let partition, !partitions.contains(partition) {
      throw Unanswerable(
        partitions.isEmpty
          ? "there is one partition only: ask for 'slot \(number)'"
          : "there is no partition '\(partition)'; there are \(partitions.sorted().joined(separator: " and "))")
    }
    let found = slots.filter { $0.number == number && (partition == nil || $0.partition == partition) }
    guard let first = found.first else {
      throw Unanswerable(
        "there is no slot \(number); there are slots \(Explainer.list(slots.compactMap(\.number)))")
    }
    let related = explainer.facts.all.filter { fact in
      guard fact.layer != .slot, fact.layer != .node, let range = fact.range else { return false }
      return found.contains { $0.range?.overlaps(range) == true }
    }
    let title =
      found.count > 1 ? "slot \(number) is in \(found.count) partitions" : "slot \(number) is \(words(first))"
    return Answer(title, (found + explainer.owners(of: found) + related).map { explainer.item($0) })
  }

  private func words(_ slot: Fact) -> String { "\(slot.range.map { "\($0)" } ?? "nowhere"), \(slot.meaning)" }
}
