import Addresses
import Artifacts
package import JSONCoding

/// What `memc show --format json` prints: what pictures show, without leaving anything out.
package struct PictureFile: JSONFile, Equatable {
  package static let currentVersion: UInt64 = 1
  package static var isLine: Bool { false }

  private var machines: [ShownMachine] = []
  package private(set) var version = currentVersion

  package init() {}

  /// Collects what inputs say.
  ///
  /// - Parameters:
  ///   - inputs: The name of each, what it says, and what is wrong with it.
  ///   - layers: What is shown; `nil` for all there is.
  package init(_ inputs: [(name: String, facts: MachineFacts, issues: [String])], layers: [FactLayer]? = nil) {
    let picture = Picture(inputs.map { ($0.name, $0.facts) }, layers: layers, mostBands: 1)
    machines = zip(picture.machines, inputs).map { ShownMachine($0, issues: $1.issues, layers: layers) }
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("machines", &machines, "What each input says, in the order of the inputs.")
    coder.member("version", &version, values: .number(Self.currentVersion))
  }
}

/// What an input says of a machine.
struct ShownMachine: JSONRecord, Equatable {
  static var isLine: Bool { false }

  private var distances: [ShownDistances]?
  private var facts: [ShownFact] = []
  private var issues: [String] = []
  private var links: [ShownLink]?
  private var name = ""
  private var nodes: [ShownFact] = []

  init() {}

  init(_ machine: PicturedMachine, issues: [String], layers: [FactLayer]?) {
    let onlyHere = Set(machine.columns.flatMap(\.ranges).filter(\.isOnlyHere).map { FactKey($0.fact) })
    facts = machine.facts.all.filter { $0.layer != .node && layers?.contains($0.layer) ?? true }.map { fact in
      ShownFact(fact, isOnlyHere: onlyHere.contains(FactKey(fact)))
    }
    nodes = machine.nodes.map { ShownFact($0, isOnlyHere: false) }
    distances = machine.facts.distances.map { rows in rows.enumerated().map { ShownDistances(from: $0, $1) } }
    links = DistanceLinks(machine.facts.distances).map { $0.all.map { ShownLink($0) } }
    self.issues = issues
    name = machine.name
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("distances", &distances, "A row of SLIT for each proximity domain; absent where nothing tells.")
    coder.member("facts", &facts, "What is said of addresses, layer by layer, in each by ascending address.")
    coder.member("issues", &issues, "What is wrong with the input.")
    coder.member(
      "links", &links,
      "The pairs of proximity domains between which no way over a third is as short; absent for many of them.")
    coder.member("name", &name, "The input as it was given; '<stdin>' for standard input.")
    coder.member("nodes", &nodes, "The nodes; proximity domains where no nodes are known.")
  }
}

/// Something that is said.
struct ShownFact: JSONRecord, Equatable {
  private var backingOffset: UInt64?
  private var column: UInt64?
  private var details: [DetailEntry]?
  private var domain: UInt64?
  private var end: UInt64?
  private var layer = ""
  private var line: UInt64?
  private var meaning = ""
  private var node: UInt64?
  private var onlyHere: Bool?
  private var partition: String?
  private var place: String?
  private var start: UInt64?
  private var title = ""

  init() {}

  init(_ fact: Fact, isOnlyHere: Bool) {
    backingOffset = fact.backingOffset
    column = fact.origin?.column.map { UInt64($0) }
    details = fact.details.isEmpty ? nil : fact.details.map { DetailEntry($0) }
    domain = fact.domain.map { UInt64($0) }
    end = fact.range?.end
    layer = fact.layer.rawValue
    line = fact.origin.map { UInt64($0.line) }
    meaning = fact.meaning
    node = fact.node.map { UInt64(clamping: $0) }
    onlyHere = isOnlyHere ? true : nil
    partition = fact.partition
    place = fact.place.map { "\($0)" }
    start = fact.range?.start
    title = fact.title
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("backing_offset", &backingOffset, "Where its memory begins in what backs it, in bytes.")
    coder.member("column", &column, "The column in the topology that it comes from, from 1.")
    coder.member("details", &details, "What else is said of it.")
    coder.member("domain", &domain, "The proximity domain.")
    coder.member("end", &end, "The guest physical address just behind it.")
    coder.member("layer", &layer, "What it is about: 'RAM', 'slot', 'e820'.")
    coder.member("line", &line, "The line in the topology that it comes from, from 1.")
    coder.member("meaning", &meaning, "What it says, in a few words.")
    coder.member("node", &node, "The node, by its place in the topology.")
    coder.member(
      "only_here", &onlyHere, "Whether the other of two inputs does not say so, which has this layer too.")
    coder.member("partition", &partition, "The partition that it is of, where there are several.")
    coder.member("place", &place, "Where the input says it: the bytes of a table, a line of a log.")
    coder.member("start", &start, "The first guest physical address; absent for what has none.")
    coder.member("title", &title, "What people call it: 'slot 2'.")
  }
}

/// A row of distances.
struct ShownDistances: JSONRecord, Equatable {
  private var from: UInt64 = 0
  private var to: [UInt64] = []

  init() {}

  init(from: Int, _ row: some Collection<UInt8>) {
    self.from = UInt64(from)
    to = row.map { UInt64($0) }
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("from", &from, "The proximity domain.")
    coder.member("to", &to, "The distance to each, in their order.")
  }
}

/// A link between two proximity domains.
struct ShownLink: JSONRecord, Equatable {
  private var back: UInt64 = 0
  private var distance: UInt64 = 0
  private var from: UInt64 = 0
  private var to: UInt64 = 0

  init() {}

  init(_ link: DistanceLinks.Link) {
    back = UInt64(link.back)
    distance = UInt64(link.distance)
    from = UInt64(link.from)
    to = UInt64(link.to)
  }

  mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("back", &back, "The distance from the second to the first.")
    coder.member("distance", &distance, "The distance from the first to the second.")
    coder.member("from", &from, "A proximity domain.")
    coder.member("to", &to, "One with a greater number.")
  }
}
