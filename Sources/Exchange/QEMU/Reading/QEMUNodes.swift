import Addresses
import Diagnostics
import MachineModel

/// A NUMA node as `-numa node` says it.
struct QEMUNode {
  /// Its number, which is its proximity domain.
  let id: UInt64
  /// Where it is stated.
  let range: SourceRange
  /// Its memory; `nil` for none, and where that cannot be read.
  var memory: Located<UInt64>?
  /// Whether anything is said of its memory.
  var saysMemory = false
  /// The backend that its memory is; `nil` where it has none of its own.
  var backend: String?
  /// The node whose CPUs its memory is attached to.
  var initiator: Located<UInt64>?
  /// Its CPUs, run by run, each with its place.
  var cpus: [Located<ClosedRange<UInt64>>] = []
}

extension QEMUReader {
  /// The nodes by ascending number; none where no node is stated. Numbers begin at 0, and none is left out (QEMU's
  /// hw/core/numa.c, `numa_complete_configuration`).
  mutating func readNodes(_ backends: inout [String: QEMUBackend]) -> [QEMUNode] {
    var nodes: [UInt64: QEMUNode] = [:]
    var count: UInt64 = 0
    for option in numaOptions("node") {
      let id = option["nodeid"] == nil ? Located(count) : number(option["nodeid"], "'nodeid'")
      count += 1
      guard let id else { continue }
      guard id.value < QEMUFormat.mostNodes else {
        report(
          .malformedInput, at: id.origin ?? option.range,
          "node \(id.value) is too high: QEMU has nodes 0 to \(QEMUFormat.mostNodes - 1)")
        continue
      }
      if let first = nodes[id.value] {
        report(
          .malformedInput, at: id.origin ?? option.range, "node \(id.value) is stated twice",
          notes: .init("it stands here first", at: first.range))
        continue
      }
      nodes[id.value] = node(id.value, option, &backends)
    }
    let ascending = nodes.values.sorted { $0.id < $1.id }
    guard let missing = ascending.enumerated().first(where: { $0.offset != $0.element.id }) else {
      return ascending
    }
    report(
      .malformedInput, at: missing.element.range,
      "node \(missing.element.id) is stated, but not node \(missing.offset): no number is left out")
    return Array(ascending.prefix(missing.offset))
  }

  /// The `-numa` options of a type.
  func numaOptions(_ type: String) -> [QEMUProperties] { statement.numa.filter { $0["type"]?.value == type } }

  private mutating func node(
    _ id: UInt64, _ option: QEMUProperties, _ backends: inout [String: QEMUBackend]
  ) -> QEMUNode {
    var node = QEMUNode(id: id, range: option.range)
    node.saysMemory = option["mem"] != nil || option["memdev"] != nil
    node.memory = size(option["mem"], "'mem'", plain: .mebibytes)
    if let memdev = option["memdev"] {
      if let mem = node.memory {
        report(
          .malformedInput, at: memdev.range, "a node has 'mem' or 'memdev', not both",
          notes: .init("'mem' stands here", at: mem.origin))
      } else {
        node.backend = use(memdev, of: &backends)
        node.memory = node.backend.flatMap { backends[$0]?.size }
      }
    }
    node.initiator = number(option["initiator"], "'initiator'")
    for property in option.all("cpus") {
      if let run = run(property, "'cpus'") { node.cpus.append(Located(run, at: property.range)) }
    }
    return node
  }

  /// The backend that a property names, from now on in use; `nil` where there is none, or where it is in use already, after
  /// saying so.
  mutating func use(_ property: QEMUProperty, of backends: inout [String: QEMUBackend]) -> String? {
    guard let backend = backends[property.value] else {
      // Of one that could not be read, that was told.
      if !objectNames.contains(property.value) {
        report(
          .malformedInput, at: property.range, "there is no memory backend '\(property.value.excerpt)'",
          suggestion: "state it: '-object memory-backend-ram,id=\(property.value.excerpt),size=…'")
      }
      return nil
    }
    if let first = backend.use {
      report(
        .malformedInput, at: property.range, "the memory backend '\(property.value.excerpt)' is in use already",
        notes: .init("it is used here first", at: first))
      return nil
    }
    backends[property.value]?.use = property.range
    return property.value
  }

  // MARK: Distances

  /// The distances between nodes; `nil` where nothing is said of them. The other direction has the same unless it is stated, and
  /// each pair has one (QEMU's hw/core/numa.c, `validate_numa_distance`).
  mutating func readDistances(_ count: Int) -> DistanceMatrix? {
    let options = numaOptions("dist")
    guard let first = options.first, count > 0 else { return nil }
    var stated = [UInt8?](repeating: nil, count: count * count)
    // What cannot be read leaves distances missing.
    var isWhole = true
    for option in options {
      guard let (from, to, value) = distance(option, count) else {
        isWhole = false
        continue
      }
      stated[from * count + to] = value
    }
    var matrix = DistanceMatrix(count: count)
    matrix.origin = first.range
    for from in 0..<count {
      for to in 0..<count where from != to {
        if let distance = stated[from * count + to] ?? stated[to * count + from] {
          matrix[from, to] = distance
        } else if isWhole, from < to {
          report(
            .malformedInput, at: first.range, "distances are stated, but none between the nodes \(from) and \(to)",
            suggestion: "write '-numa dist,src=\(from),dst=\(to),val=…'")
        }
      }
    }
    return matrix
  }

  private mutating func distance(_ option: QEMUProperties, _ count: Int) -> (from: Int, to: Int, value: UInt8)? {
    guard let from = node(option, "src", count), let to = node(option, "dst", count),
      let value = required(option, "val").flatMap({ number($0, "'val'", in: 10...255) })
    else { return nil }
    guard from != to || value.value == UInt64(DistanceMatrix.local) else {
      report(.malformedInput, at: value.origin, "node \(from)'s distance to itself is 10, not \(value.value)")
      return nil
    }
    return (from, to, UInt8(value.value))
  }

  /// The node that a property names; `nil` where there is none, after saying so.
  mutating func node(_ option: QEMUProperties, _ key: String, _ count: Int) -> Int? {
    guard let id = required(option, key).flatMap({ number($0, "'\(key)'") }) else { return nil }
    guard id.value < UInt64(count) else {
      report(
        .malformedInput, at: id.origin,
        count == 0
          ? "there is no node \(id.value): no node is stated"
          : "there is no node \(id.value): nodes are \(CPUList.text(0..<UInt32(clamping: count)))")
      return nil
    }
    return Int(id.value)
  }

  /// A property that an option needs; `nil` where it lacks it, after saying so.
  mutating func required(_ option: QEMUProperties, _ key: String) -> QEMUProperty? {
    guard let property = option[key] else {
      report(
        .malformedInput, at: option.range, "'\((option["type"] ?? option["driver"])?.value ?? "")' needs '\(key)'")
      return nil
    }
    return property
  }
}
