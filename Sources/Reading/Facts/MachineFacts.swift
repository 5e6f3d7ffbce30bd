import Addresses
package import Artifacts
import FirmwareTables

/// Everything that an input says of a machine, but for CPUs one by one, of which there may be a million.
package struct MachineFacts: Sendable {
  /// The facts, layer by layer, in each by ascending address.
  package let all: [Fact]
  /// The distances between proximity domains, row by row; `nil` where nothing tells.
  package let distances: [ArraySlice<UInt8>]?

  /// Asks an input.
  ///
  /// - Parameter hasDistances: Whether ``distances`` are asked for: of thousands of nodes they have dozens of megabytes.
  package init(_ view: MachineView, hasDistances: Bool = true) throws(FileError) {
    let tables = TableFacts(view)
    var facts = view.layout.map { LayoutFacts($0).all } ?? FolderFacts(view.layoutFile, view.memslots).all
    facts += LogFacts.all(of: view).flatMap(\.all)
    let ofTables = try tables.addresses()
    // What an input says of its own nodes is not said again by its tables.
    let domains = Dictionary(
      facts.filter { $0.layer == .node }.compactMap { fact in fact.domain.map { ($0, fact.node) } },
      uniquingKeysWith: { first, _ in first })
    facts += ofTables.map { fact in
      var fact = fact
      if fact.node == nil, let domain = fact.domain { fact.node = domains[domain] ?? nil }
      return fact
    }
    let order = Dictionary(uniqueKeysWithValues: FactLayer.allCases.enumerated().map { ($1, $0) })
    all = facts.enumerated().sorted { left, right in
      let keys = (order[left.element.layer] ?? 0, order[right.element.layer] ?? 0)
      guard keys.0 == keys.1 else { return keys.0 < keys.1 }
      let starts = (left.element.range?.start ?? 0, right.element.range?.start ?? 0)
      return starts.0 == starts.1 ? left.offset < right.offset : starts.0 < starts.1
    }.map(\.element)
    distances = hasDistances ? try tables.distances() : nil
  }

  /// The facts of a layer.
  package subscript(layer: FactLayer) -> [Fact] { all.filter { $0.layer == layer } }
}
