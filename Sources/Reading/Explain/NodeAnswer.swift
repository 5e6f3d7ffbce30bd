import Addresses

/// Says everything of a NUMA node.
struct NodeAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  func answer(_ name: String) throws -> Answer {
    let nodes = explainer.facts[.node]
    guard !nodes.isEmpty else { return try domain(name) }
    let named = nodes.first { fact in fact.details.contains { $0.name == "name" && $0.text == name } }
    guard let node = named ?? nodes.first(where: { UInt64(name) != nil && $0.number == UInt64(name) }) else {
      throw Unanswerable(
        "there is no node '\(name)'; there are nodes \(Explainer.list(nodes.compactMap(\.number)))")
    }
    let others = explainer.facts.all.filter { $0.layer != .node && $0.node == node.node }
    return Answer(
      "\(node.title) has \(node.meaning)", ([node] + others).map { explainer.item($0) },
      remarks: distances(from: node.domain).map { [$0] } ?? [])
  }

  /// Of an input without nodes, a proximity domain.
  private func domain(_ name: String) throws -> Answer {
    let all = explainer.facts[.affinity]
    let found = all.filter { $0.domain != nil && $0.domain == UInt32(name) }
    let cpus = try ProcessorAnswer(explainer).items(ofDomain: UInt32(name))
    guard !found.isEmpty || !cpus.isEmpty else {
      let domains = all.compactMap { $0.domain.map { UInt64($0) } }
      throw Unanswerable(
        "\(explainer.view.name) tells of no proximity domain '\(name)'; of \(Explainer.list(domains)) it does")
    }
    let memory = AddressSet(found.filter(\.isThere).compactMap(\.range)).size
    return Answer(
      "proximity domain \(name) has \(memory == 0 ? "no memory" : Units.bytes(memory))"
        + (cpus.isEmpty ? " and no CPUs" : ""),
      found.map { explainer.item($0) } + cpus, remarks: distances(from: UInt32(name)).map { [$0] } ?? [])
  }

  private func distances(from domain: UInt32?) -> String? {
    guard let domain, let rows = explainer.facts.distances, rows.indices.contains(Int(domain)) else { return nil }
    let row = rows[Int(domain)]
    let shown = row.prefix(16).enumerated().map { "\($1) to \($0)" }.joined(separator: ", ")
    return "distances to proximity domains: \(shown)" + (row.count > 16 ? " and \(row.count - 16) more" : "")
  }
}
