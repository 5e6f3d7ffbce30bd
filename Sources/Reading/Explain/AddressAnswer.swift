import Addresses

/// Says what a guest physical address is.
struct AddressAnswer {
  private let explainer: Explainer

  init(_ explainer: Explainer) {
    self.explainer = explainer
  }

  func answer(_ address: UInt64) -> Answer {
    let found = explainer.facts.all.filter { $0.range?.contains(address) == true }
    // The node comes first: all else follows from it.
    let items = (explainer.owners(of: found) + found).map { explainer.item($0, at: address) }
    let title =
      found.isEmpty
      ? "\(explainer.view.name) says nothing of \(Units.address(address))"
      : "\(Units.address(address)) is \(name(of: found))"
    return Answer(title, items, remarks: remarks(on: found, at: address))
  }

  /// What the address is in a few words, by the layer that says most.
  private func name(of found: [Fact]) -> String {
    func first(_ layer: FactLayer) -> Fact? { found.first { $0.layer == layer } }
    if let device = first(.device), let slot = first(.slot), slot.node == nil { return "in \(device.title)" }
    if let ram = first(.ram) {
      guard let entry = first(.memoryMap), entry.meaning != "usable" else { return ram.title }
      return "\(ram.title), \(entry.meaning) in e820"
    }
    if let affinity = first(.affinity) { return "of \(affinity.meaning)" }
    for layer in [FactLayer.hotplug, .device, .window, .registers, .slot, .gap] {
      if let fact = first(layer) { return "in \(fact.title)\(fact.partition.map { " of \($0)" } ?? "")" }
    }
    if let entry = first(.memoryMap) ?? first(.firmwareMap) { return entry.meaning }
    return found.first.map { "in \($0.title)" } ?? "not known"
  }

  /// What is not said of the address, and what does not go together.
  private func remarks(on found: [Fact], at address: UInt64) -> [String] {
    func covers(_ layer: FactLayer) -> Bool { found.contains { $0.layer == layer } }
    func exists(_ layer: FactLayer) -> Bool { !explainer.facts[layer].isEmpty }
    let isUsable = found.contains { $0.layer == .memoryMap && $0.meaning == "usable" }
    var remarks: [String] = []
    if exists(.slot), !covers(.slot) {
      remarks.append(
        isUsable
          ? "e820 calls it usable, but no memslot is there: each access is a VM exit (KVM_EXIT_MMIO)"
          : "no memslot: each access is a VM exit (KVM_EXIT_MMIO)")
    }
    if exists(.memoryMap), !covers(.memoryMap) {
      remarks.append("no e820 entry: Linux does not use it, and may put devices there")
    }
    if exists(.affinity), !covers(.affinity) {
      remarks.append(
        isUsable
          ? "e820 calls it usable, but no memory affinity covers it: if that is so of more than 1 MiB, Linux does without NUMA"
          : "no memory affinity")
    }
    if covers(.affinity), exists(.memoryMap), !covers(.memoryMap), !covers(.hotplug) {
      remarks.append("SRAT gives it to a proximity domain, but e820 does not have it: Linux has no memory there")
    }
    let domains = Set(found.filter { $0.layer == .affinity }.compactMap(\.domain))
    if domains.count > 1 {
      remarks.append(
        "SRAT gives it to proximity domains \(Explainer.list(domains.map { UInt64($0) })): Linux uses no such SRAT")
    }
    remarks += [FactLayer.memoryMap, .affinity].compactMap { disagreement(in: $0, on: found) }
    if let neighbour = neighbours(of: address, found) { remarks.append(neighbour) }
    return remarks
  }

  /// What a table and a kernel's log of one input say otherwise.
  private func disagreement(in layer: FactLayer, on found: [Fact]) -> String? {
    func source(_ fact: Fact) -> String? {
      switch fact.place {
      case .bytes(let table, _, _)?: table
      case .line(_, let file)?: file
      case nil: nil
      }
    }
    let sources = Set(explainer.facts[layer].compactMap(source)).sorted()
    guard sources.count > 1 else { return nil }
    let told = sources.map { name in
      let facts = found.filter { $0.layer == layer && source($0) == name }
      return (name: name, meaning: facts.isEmpty ? "nothing" : facts.map(\.meaning).joined(separator: " and "))
    }
    guard Set(told.map(\.meaning)).count > 1 else { return nil }
    return "they disagree: " + told.map { "\($0.name) says \($0.meaning)" }.joined(separator: ", ")
  }

  /// Between what an address lies of which little is said.
  private func neighbours(of address: UInt64, _ found: [Fact]) -> String? {
    guard !found.contains(where: { [.ram, .slot, .memoryMap].contains($0.layer) }) else { return nil }
    for layer in [FactLayer.ram, .memoryMap, .affinity] {
      let facts = explainer.facts[layer]
      let below = facts.last { ($0.range?.end ?? .max) <= address }
      let above = facts.first { ($0.range?.start ?? 0) > address }
      guard below != nil || above != nil else { continue }
      let parts = [
        below.flatMap { fact in fact.range.map { "\(fact.title) ends at \(Units.address($0.end))" } },
        above.flatMap { fact in fact.range.map { "\(fact.title) begins at \(Units.address($0.start))" } },
      ]
      return parts.compactMap { $0 }.joined(separator: "; ")
    }
    return nil
  }
}
