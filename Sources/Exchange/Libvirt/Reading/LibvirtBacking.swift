import Addresses
import Diagnostics
import MachineModel

// How the host provides memory.

extension LibvirtReader {
  /// Gives nodes the policies that `<memoryBacking>`, `<numatune>` and the cells state.
  mutating func readPolicies(_ cells: [LibvirtCell], _ topology: inout Topology) {
    let backing = domain.first("memoryBacking")
    let (pages, pagesOfCells) = readPages(backing?.first("hugepages"), cells.count)
    let access = readAccess(backing?.first("access"), "mode")
    let isMemfd =
      word(
        value(backing?.first("source"), "type"), "'type'",
        of: [("anonymous", false), ("file", false), ("memfd", true)]) ?? false
    let allocations = [("immediate", true), ("ondemand", false)]
    let isPopulated = word(value(backing?.first("allocation"), "mode"), "'mode'", of: allocations) ?? false
    let isLocked = backing?.first("locked") != nil
    tuning = readTuning(domain.first("numatune"), cells.count)
    for index in topology.nodes.indices where topology.nodes[index].memory?.value != 0 {
      var policy = MemoryPolicy()
      if let pages = pagesOfCells[index] ?? pages {
        policy.hugepages = Located(.size(pages.value), at: pages.origin)
      }
      let own = cells.indices.contains(index) ? readAccess(cells[index].element, "memAccess") : nil
      // A memfd is shared where nothing else is said.
      let memfd = isMemfd ? Located(true, at: value(backing?.first("source"), "type")?.range) : nil
      if let shared = own ?? access ?? memfd, shared.value {
        policy.backing = .shared
        policy.backingOrigin = shared.origin
      }
      // libvirt populates hugepages in any case (its src/qemu/qemu_command.c, `qemuBuildMemoryBackendProps`).
      policy.prefault = isPopulated || policy.hugepages.value != .off
      policy.pin = isLocked
      tune(&policy, ofNode: index)
      topology.nodes[index].policy = policy
    }
  }

  /// Has memory of a node come from the nodes of the host that `<numatune>` states for it.
  func tune(_ policy: inout MemoryPolicy, ofNode node: Int) {
    guard let host = tuning.ofCells[node] ?? tuning.all else { return }
    policy.hostNodes = host.nodes
    policy.mode = host.mode
  }

  /// Whether memory is shared, where that is stated.
  mutating func readAccess(_ element: XMLElement?, _ attribute: String) -> Located<Bool>? {
    guard let text = value(element, attribute) else { return nil }
    return word(text, "'\(attribute)'", of: [("shared", true), ("private", false)]).map {
      Located($0, at: text.range)
    }
  }

  // MARK: Hugepages

  private mutating func readPages(_ hugepages: XMLElement?, _ count: Int)
    -> (all: Located<UInt64>?, ofCells: [Located<UInt64>?])
  {
    var ofCells = [Located<UInt64>?](repeating: nil, count: max(count, 1))
    guard let hugepages else { return (nil, ofCells) }
    let pages = hugepages.all("page")
    guard !pages.isEmpty else {
      report(
        .notImported, at: place(hugepages),
        "the size of hugepages is the host's to say where none is stated; here it is \(Units.bytes(Units.largePage))",
        suggestion: "write '<page size='2' unit='M'/>' in it")
      return (Located(Units.largePage, at: place(hugepages)), ofCells)
    }
    var all: Located<UInt64>?
    for page in pages {
      guard let size = required(page, "size").flatMap({ self.size($0, value(page, "unit"), "'size'") }) else {
        continue
      }
      guard let nodes = value(page, "nodeset") else {
        all = size
        continue
      }
      for run in set(nodes, "'nodeset'", below: UInt64(max(count, 1))) ?? [] {
        for cell in run { ofCells[Int(cell)] = size }
      }
    }
    return (all, ofCells)
  }

  // MARK: Host nodes

  /// Nodes of the host that memory comes from.
  struct Tuning {
    let nodes: [UInt32]
    let mode: MemoryPolicy.Mode
  }

  /// What `<numatune>` states.
  struct Tunings {
    /// For cells that it does not speak of.
    var all: Tuning?
    /// By cells.
    var ofCells: [Int: Tuning] = [:]
  }

  private mutating func readTuning(_ numatune: XMLElement?, _ count: Int) -> Tunings {
    guard let numatune else { return Tunings() }
    let memory = numatune.first("memory")
    if let placement = value(memory, "placement"), placement.text == "auto" {
      report(
        .notImported, at: placement.range, "which nodes of the host numad would choose is not known",
        suggestion: "state a 'nodeset'")
    }
    let all = memory.flatMap { tuning($0) }
    var ofCells: [Int: Tuning] = [:]
    for element in numatune.all("memnode") {
      guard let cell = required(element, "cellid").flatMap({ self.cell($0, count) }) else { continue }
      guard ofCells[cell] == nil else {
        report(.malformedInput, at: place(element), "<memnode> speaks of cell \(cell) a second time")
        continue
      }
      ofCells[cell] = tuning(element)
    }
    return Tunings(all: all, ofCells: ofCells)
  }

  private mutating func tuning(_ element: XMLElement) -> Tuning? {
    // With 'restrictive', cgroups bind the memory instead of QEMU.
    let modes: [(String, MemoryPolicy.Mode)] = [
      ("strict", .bind), ("preferred", .preferred), ("interleave", .interleave), ("restrictive", .bind),
    ]
    let mode = word(value(element, "mode"), "'mode'", of: modes) ?? .bind
    guard let runs = set(value(element, "nodeset"), "'nodeset'", below: UInt64(Language.maximumHostNodes)) else {
      return nil
    }
    let nodes = runs.flatMap { $0.map { UInt32($0) } }
    return nodes.isEmpty ? nil : Tuning(nodes: nodes, mode: mode)
  }
}
