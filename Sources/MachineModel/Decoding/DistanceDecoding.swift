import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// The section `distances`; where it is wrong, what could be read of it after saying so.
  mutating func distances(_ root: Fields, _ names: NodeNames) -> DistanceMatrix {
    guard let id = root["distances"] else { return DistanceMatrix(count: names.count ?? 0) }
    // A matrix of many nodes is large: none is made that another one takes the place of.
    var read: DistanceMatrix?
    switch tree.kind(of: id) {
    case .sequence: read = matrix(id, names, isAsymmetric: false, of: id)
    case .mapping:
      if let fields = fields(of: id, Language.distances) { read = self.distances(of: fields, names) }
    case .scalar:
      reportWrongType(
        id, wanted: "'distances' is a matrix, or a mapping with \(Self.list(Language.distances.keys.map(\.name)))")
    }
    var distances = read ?? DistanceMatrix(count: names.count ?? 0)
    distances.origin = tree.range(of: id)
    return distances
  }

  private mutating func distances(of fields: Fields, _ names: NodeNames) -> DistanceMatrix {
    let forms = ["matrix", "links", "pairs"].compactMap { fields.entry($0) }
    // Where it is not clear whether they may differ, it is no mistake that they do.
    var options = DistanceOptions.unstated
    let unread = read(Language.distanceKeys, of: fields, into: &options)
    let isAsymmetric = options.areAsymmetric || unread.contains("asymmetric")
    for form in forms.dropFirst() {
      report(
        .conflictingKeys, at: form.key,
        "'\(tree.string(of: form.key))' does not go with '\(tree.string(of: forms[0].key))'",
        notes: [.init("'\(tree.string(of: forms[0].key))' stands here", at: tree.range(of: forms[0].key))])
    }
    // Where forms exclude each other, what is in them is judged all the same.
    var read: DistanceMatrix?
    if let id = fields["pairs"] {
      var distances = DistanceMatrix(count: names.count ?? 0, remote: options.remote)
      setPairs(id, in: &distances, names, isAsymmetric: isAsymmetric)
      read = distances
    }
    if let id = fields["links"] {
      refuse(["remote", "asymmetric"], with: "links", in: fields)
      read = links(id, names)
    }
    if let id = fields["matrix"] {
      refuse(["remote"], with: "matrix", in: fields)
      read = matrix(id, names, isAsymmetric: isAsymmetric, of: fields.id)
    }
    return read ?? DistanceMatrix(count: names.count ?? 0, remote: options.remote)
  }

  private mutating func refuse(_ keys: [String], with form: String, in fields: Fields) {
    for key in keys {
      guard let entry = fields.entry(key) else { continue }
      report(.conflictingKeys, at: entry.key, "'\(key)' has no meaning beside '\(form)'")
    }
  }

  /// A distance; 10 on the diagonal, 11 to 255 elsewhere.
  mutating func distance(_ id: YAMLTree.NodeID, from: Int, to: Int, _ domains: ProximityDomains?) -> UInt8? {
    guard let value = scalar(id, wanted: "a distance is a number", ScalarParser.number) else { return nil }
    return isSound(DistanceRules.distance(value, from: from, to: to, domains), at: id) ? UInt8(value) : nil
  }

  // MARK: Matrix

  /// A matrix, which has a row for each node by ascending proximity domain.
  ///
  /// - Parameter section: The value of `distances`: the matrix, or the mapping that has it.
  private mutating func matrix(
    _ id: YAMLTree.NodeID, _ names: NodeNames, isAsymmetric: Bool, of section: YAMLTree.NodeID
  ) -> DistanceMatrix {
    let count = names.count ?? tree.count(of: id)
    let domains = names.domains ?? ProximityDomains(count) { _ in nil }
    let order = domains.ascending
    var matrix = DistanceMatrix(count: count)
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'matrix' is a list of rows", item: "row")
      return matrix
    }
    guard isSound(DistanceRules.rows(tree.count(of: id), forNodes: count), at: id) else { return matrix }
    var isWhole = true
    var from = 0
    for row in tree.elements(of: id) {
      isWhole = readRow(row, from, into: &matrix, domains, order) && isWhole
      from += 1
    }
    if isWhole, !isAsymmetric { checkSymmetry(of: matrix, rows: id, of: section, domains, order) }
    if !domains.areByPlace { matrix.reorder(order) }
    return matrix
  }

  private mutating func readRow(
    _ row: YAMLTree.NodeID, _ from: Int, into matrix: inout DistanceMatrix, _ domains: ProximityDomains,
    _ order: [Int]
  ) -> Bool {
    guard tree.kind(of: row) == .sequence else {
      reportWrongType(row, wanted: "a row of the matrix is a list of distances")
      return false
    }
    let entries = tree.count(of: row)
    guard isSound(DistanceRules.entries(entries, inRow: from, forNodes: matrix.count), at: row) else {
      return false
    }
    if let values = tree.bytes(in: row), values[from] == DistanceMatrix.local,
      values.count(where: { $0 <= DistanceMatrix.local }) == 1
    {
      matrix.values.replaceSubrange(from * matrix.count..<(from + 1) * matrix.count, with: values)
      return true
    }
    // What is no plain number in range takes the way that can explain itself.
    var isWhole = true
    var to = 0
    for entry in tree.elements(of: row) {
      if let value = distance(entry, from: order[from], to: order[to], domains) {
        matrix[from, to] = value
      } else {
        isWhole = false
      }
      to += 1
    }
    return isWhole
  }

  private mutating func checkSymmetry(
    of matrix: DistanceMatrix, rows id: YAMLTree.NodeID, of section: YAMLTree.NodeID, _ domains: ProximityDomains,
    _ order: [Int]
  ) {
    let isList = section == id
    var (words, fix): (String?, Fix?) = (nil, nil)
    var rows: [YAMLTree.NodeID]?
    for from in 1..<max(matrix.count, 1) {
      var row: [YAMLTree.NodeID]?
      for to in 0..<from where matrix[from, to] != matrix[to, from] {
        let allRows = rows ?? Array(tree.elements(of: id))
        let entries = row ?? Array(tree.elements(of: allRows[from]))
        // One fix cures all of them, and is made when there is something to cure.
        if rows == nil {
          fix =
            isList
            ? self.fix(wrapping: id, in: "asymmetric: true, matrix: ")
            : self.fix(setting: "asymmetric", to: "true", in: section)
          words =
            !isList
            ? "if that is meant, write 'asymmetric: true' beside 'matrix'"
            : fix == nil
              ? "if that is meant, put the rows under 'matrix' and say 'asymmetric: true' beside it"
              : "if that is meant, write '{asymmetric: true, matrix: […]}'"
        }
        rows = allRows
        row = entries
        report(
          .distanceAsymmetric, at: entries[to],
          "from \(domains.word(order[from])) to \(domains.word(order[to])) is \(matrix[from, to]), but back it is "
            + "\(matrix[to, from])",
          suggestion: words, fix: fix)
      }
    }
  }

  // MARK: Pairs

  private mutating func setPairs(
    _ id: YAMLTree.NodeID, in matrix: inout DistanceMatrix, _ names: NodeNames, isAsymmetric: Bool
  ) {
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'pairs' is a list such as [{from: 0, to: 1, distance: 16}]", item: "pair")
      return
    }
    var stated: [Int: SourceRange] = [:]
    for element in tree.elements(of: id) {
      guard let pair = fields(of: element, Language.pair) else { continue }
      let from = pair["from"].flatMap { knownNode($0, called: "'from'", names) }
      let to = pair["to"].flatMap { knownNode($0, called: "'to'", names) }
      // Where an end is not known, the distance is judged as one to another node.
      let distance = pair["distance"].flatMap { self.distance($0, from: from ?? -1, to: to ?? -2, names.domains) }
      guard let from, let to, let distance, let domains = names.domains else { continue }
      let key = isAsymmetric || from < to ? from * matrix.count + to : to * matrix.count + from
      if let first = stated[key] {
        report(
          .distancePairTwice, at: element, "the pair \(domains[from]), \(domains[to]) stands twice",
          notes: [.init("it stands here first", at: first)])
        continue
      }
      stated[key] = tree.range(of: element)
      matrix[from, to] = distance
      if !isAsymmetric { matrix[to, from] = distance }
    }
  }

  // MARK: Links

  private mutating func links(_ id: YAMLTree.NodeID, _ names: NodeNames) -> DistanceMatrix {
    let count = names.count ?? 0
    guard tree.kind(of: id) == .sequence else {
      reportNoList(id, wanted: "'links' is a list such as [{between: [0, 1], distance: 16}]", item: "link")
      return DistanceMatrix(count: count)
    }
    var network = LinkNetwork(count: count)
    for element in tree.elements(of: id) {
      guard let link = fields(of: element, Language.link) else { continue }
      let distance = linkDistance(link)
      let ends = link["between"].flatMap { self.ends($0, names) }
      guard let distance, let (left, right) = ends else { continue }
      // Of two links between the same nodes the shorter is on every shortest path.
      network.join(left, right, distance: distance)
    }
    let paths = network.shortestPaths()
    if let first = paths.firstSaturated, let domains = names.domains {
      report(
        .distanceSaturated, at: id,
        "\(paths.saturatedCount) distance\(paths.saturatedCount == 1 ? "" : "s") saturate"
          + "\(paths.saturatedCount == 1 ? "s" : "") at 254, the first from "
          + "\(domains.word(first.from)) to \(domains.word(first.to))")
    }
    return paths.matrix
  }

  private mutating func linkDistance(_ link: Fields) -> UInt8? {
    guard let id = link["distance"],
      let value = scalar(id, wanted: "'distance' is a number", ScalarParser.number)
    else { return nil }
    return isSound(DistanceRules.link(value), at: id) ? UInt8(value) : nil
  }

  private mutating func ends(_ id: YAMLTree.NodeID, _ names: NodeNames) -> (Int, Int)? {
    let elements = Array(tree.elements(of: id))
    guard elements.count == 2 else {
      if tree.kind(of: id) == .sequence {
        report(.distanceShape, at: id, "a link joins two nodes, not \(elements.count)")
      } else {
        reportWrongType(id, wanted: "'between' is a list of two nodes")
      }
      return nil
    }
    let left = knownNode(elements[0], called: "an end of a link", names)
    let right = knownNode(elements[1], called: "an end of a link", names)
    guard let left, let right else { return nil }
    guard left != right else {
      report(.distanceDiagonal, at: id, "the link joins \(names.domains?.word(left) ?? "a node") to itself")
      return nil
    }
    return (left, right)
  }
}
