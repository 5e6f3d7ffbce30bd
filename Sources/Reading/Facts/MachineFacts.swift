import Addresses
package import Artifacts
import FirmwareTables

/// Everything that an input says of a machine, but for CPUs one by one, of which there may be a million.
package struct MachineFacts: Sendable {
  /// The facts, layer by layer, in each by ascending address.
  package let all: [Fact]
  /// Where the facts of each layer are among all.
  private let places: [Range<Int>]
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
    // Facts are many, layers few: each is put in order for itself.
    var layers = FactLayer.allCases.map { _ in [(start: UInt64, place: Int)]() }
    for (place, fact) in facts.enumerated() {
      layers[fact.layer.place].append((fact.range?.start ?? 0, place))
    }
    var all: [Fact] = []
    all.reserveCapacity(facts.count)
    var places: [Range<Int>] = []
    for layer in layers {
      let first = all.count
      for entry in layer.sorted(by: { ($0.start, $0.place) < ($1.start, $1.place) }) {
        all.append(facts[entry.place])
      }
      places.append(first..<all.count)
    }
    self.all = all
    self.places = places
    distances = hasDistances ? try tables.distances() : nil
  }

  /// The facts of a layer.
  package subscript(layer: FactLayer) -> [Fact] { Array(all[places[layer.place]]) }
}
