package import Addresses

/// One machine of a picture.
package struct PicturedMachine: Sendable {
  /// A range in a column.
  package struct Shown: Sendable {
    /// What is said of it.
    package let fact: Fact
    /// The addresses.
    package let range: AddressRange
    /// Its place beside others of the column at the same addresses, from 0.
    package let lane: Int
    /// Whether another input that is shown beside says something else.
    package let isOnlyHere: Bool

    /// The number that its colour is of.
    package var colour: Int? { fact.colour }

    /// Equal for ranges that look alike but for their numbers.
    func likeness(in column: Int) -> UInt64 {
      // FNV-1a, as the same input shall always give the same picture.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in Array(fact.layer.rawValue.utf8) + Array(fact.meaning.utf8) where !(0x30...0x39 ~= byte) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
      return (hash ^ UInt64(column)) &* 0x100_0000_01b3
    }
  }

  /// Layers whose ranges stand below each other.
  package struct Column: Sendable {
    /// The layers, that which is told of most first.
    package let layers: [FactLayer]
    /// The partition that they are of, where there are several.
    package let partition: String?
    /// The ranges, by ascending address.
    package let ranges: [Shown]
    /// How many there are beside each other.
    package let lanes: Int
    /// How many ranges are not shown for those that lie at the same addresses.
    package let hidden: Int

    /// What is written above it.
    package var title: String {
      layers.map(\.rawValue).joined(separator: ", ") + (partition.map { " of \($0)" } ?? "")
    }

    /// What a range is called in this column, whose title need not be said again.
    package func label(of shown: Shown) -> String {
      let (title, layer) = (shown.fact.title, shown.fact.layer.rawValue)
      let mark = shown.isOnlyHere ? "* " : ""
      // Of what is numbered the number, and what it means follows.
      if let number = title.lastIndex(of: "#") { return mark + title[number...] }
      if shown.fact.layer == layers[0], title.hasPrefix("\(layer) of ") {
        return mark + title.dropFirst(layer.count + 4)
      }
      return mark + title
    }

    /// A range and what it means in one line.
    package func line(of shown: Shown) -> String {
      let (label, meaning) = (label(of: shown), meaning(of: shown))
      return meaning.isEmpty ? label : "\(label) \(meaning)"
    }

    /// The longest line in columns of a terminal; of thousands, those at both ends show how long they are.
    package var longestLine: Int {
      let shown = ranges.count > 400 ? Array(ranges.prefix(200) + ranges.suffix(200)) : ranges
      return shown.map { TextWidth.of(line(of: $0)) }.max() ?? 0
    }

    /// How many characters wide it is drawn, each lane for its longest line and its title, up to a most.
    package func characters(most: Int) -> Int {
      (max(min(max(longestLine, TextWidth.of(title)), most), 8) + 2) * lanes
    }

    /// What a range means in few words.
    package func meaning(of shown: Shown) -> String {
      let meaning = shown.fact.meaning
      return meaning.hasPrefix("proximity domain ") ? String(meaning.dropFirst(10)) : meaning
    }
  }

  /// What the input is called.
  package let name: String
  /// Everything that is said.
  package let facts: MachineFacts
  /// The nodes; proximity domains of which something is said where no nodes are known.
  package let nodes: [Fact]
  /// The columns.
  package let columns: [Column]

  init(
    _ name: String, _ facts: MachineFacts, layers: [FactLayer]?, others: (keys: Set<FactKey>, facts: MachineFacts)?
  ) {
    self.name = name
    self.facts = facts
    nodes = Self.nodes(facts)
    let othersLayers = Set(others?.facts.all.filter { $0.range != nil }.map(\.layer) ?? [])
    var arranged = ColumnArrangement()
    for layer in FactLayer.allCases where layers?.contains(layer) ?? true {
      let ofLayer = facts[layer].filter { $0.range.map { !$0.isEmpty } ?? false }
      arranged.add(layer, ofLayer)
    }
    columns = arranged.columns { fact in
      guard let others, othersLayers.contains(fact.layer) else { return false }
      return !others.keys.contains(FactKey(fact))
    }
  }

  private static func nodes(_ facts: MachineFacts) -> [Fact] {
    let nodes = facts[.node]
    guard nodes.isEmpty else { return nodes }
    var ranges: [UInt32: [AddressRange]] = [:]
    let (affinities, ram) = (facts[.affinity], facts[.ram])
    for fact in affinities.isEmpty ? ram : affinities {
      guard let domain = fact.domain, let range = fact.range else { continue }
      ranges[domain, default: []].append(range)
    }
    return ranges.sorted { $0.key < $1.key }.map { domain, ranges in
      Fact(
        .node, "proximity domain \(domain)", number: UInt64(domain), meaning: Units.bytes(AddressSet(ranges).size),
        domain: domain)
    }
  }

  /// The machine in a line: `two.yaml: 6 GiB in 2 nodes`.
  package var headline: String { summary.isEmpty ? name : "\(name): \(summary)" }

  /// How much memory there is in how many nodes, as far as it is known.
  package var summary: String {
    let ram = facts[.ram].isEmpty ? facts[.affinity] : facts[.ram]
    // A log and a table beside it say the same addresses twice.
    let total = AddressSet(ram.compactMap(\.range)).size
    let memory = total > 0 ? [Units.bytes(total)] : []
    let noun = (nodes.first?.node == nil ? "proximity domain" : "node") + (nodes.count == 1 ? "" : "s")
    return (memory + (nodes.isEmpty ? [] : ["\(nodes.count) \(noun)"])).joined(separator: " in ")
  }

  /// What a row of the distances is called: the node of a proximity domain, or the domain.
  package func nodeName(ofDomain domain: Int) -> String {
    nodeNumbers[UInt32(clamping: domain)].map { "\($0)" } ?? "\(domain)"
  }

  private var nodeNumbers: [UInt32: Int] {
    Dictionary(
      nodes.compactMap { fact in fact.domain.flatMap { domain in fact.node.map { (domain, $0) } } },
      uniquingKeysWith: { first, _ in first })
  }
}

extension Fact {
  /// The number that its colour is of: the node, or the proximity domain where that is all there is; `nil` for neither.
  var colour: Int? { node ?? domain.map { Int($0) } }
}
