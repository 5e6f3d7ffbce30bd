import Addresses
import Diagnostics
import MachineModel

/// A cell of a domain: a node of the guest's.
struct LibvirtCell {
  /// The element that states it.
  let element: XMLElement
  /// Its memory; `nil` where that cannot be read.
  var memory: Located<UInt64>?
  /// Its CPUs, run by run.
  var cpus: [ClosedRange<UInt64>] = []
}

extension LibvirtReader {
  /// The cells by ascending number; none where none is stated.
  mutating func readCells() -> [LibvirtCell] {
    let elements = domain.first("cpu")?.first("numa")?.all("cell") ?? []
    guard elements.count <= QEMUFormat.mostNodes else {
      report(
        .malformedInput, at: place(elements[Int(QEMUFormat.mostNodes)]),
        "there are \(elements.count) cells; QEMU has up to \(QEMUFormat.mostNodes) nodes")
      return []
    }
    var cells = [LibvirtCell?](repeating: nil, count: elements.count)
    for (index, element) in elements.enumerated() {
      guard
        let id = element["id"] == nil
          ? Located(UInt64(index)) : number(value(element, "id"), "'id'")
      else { continue }
      guard id.value < UInt64(elements.count) else {
        report(
          .malformedInput, at: id.origin,
          "cell \(id.value) is too high: \(elements.count) cell\(elements.count == 1 ? " is 0" : "s are 0 to \(elements.count - 1)")"
        )
        continue
      }
      if let first = cells[Int(id.value)] {
        report(
          .malformedInput, at: id.origin ?? place(element), "cell \(id.value) is stated twice",
          notes: .init("it stands here first", at: place(first.element)))
        continue
      }
      var cell = LibvirtCell(element: element)
      cell.memory = required(element, "memory").flatMap { memory($0, value(element, "unit"), "'memory'") }
      cell.cpus = set(value(element, "cpus"), "'cpus'", below: Language.maximumCPUs) ?? []
      cells[Int(id.value)] = cell
    }
    // Of those that are missing, that was told.
    return cells.compactMap(\.self)
  }

  // MARK: Distances

  /// The distances between cells; `nil` where nothing is said of them, or all are what is not stated, as libvirt leaves those out
  /// (its `virDomainNumaNodesDistancesAreBeingSet`). The other direction has the same unless it is stated, and
  /// what is not stated is 20 (libvirt's src/conf/numa_conf.c, `virDomainNumaDefNodeDistanceParseXML`).
  mutating func readDistances(_ cells: [LibvirtCell]) -> DistanceMatrix? {
    let count = cells.count
    var stated = [UInt8?](repeating: nil, count: count * count)
    var origin: SourceRange?
    for (from, cell) in cells.enumerated() {
      guard let distances = cell.element.first("distances") else { continue }
      origin = origin ?? place(distances)
      for sibling in distances.all("sibling") {
        guard let to = required(sibling, "id").flatMap({ self.cell($0, count) }),
          let distance = required(sibling, "value").flatMap({ number($0, "'value'", in: 10...255) })
        else { continue }
        guard (from == to) == (distance.value == UInt64(DistanceMatrix.local)) else {
          report(
            .malformedInput, at: distance.origin,
            from == to
              ? "cell \(from)'s distance to itself is 10, not \(distance.value)"
              : "distance 10 is too short: 10 is a cell's distance to itself, others are 11 to 255")
          continue
        }
        stated[from * count + to] = UInt8(distance.value)
      }
    }
    guard let origin, stated.contains(where: { ![nil, DistanceMatrix.local, DistanceMatrix.remote].contains($0) })
    else { return nil }
    var matrix = DistanceMatrix(count: count)
    matrix.origin = origin
    for from in 0..<count {
      for to in 0..<count where from != to {
        matrix[from, to] = stated[from * count + to] ?? stated[to * count + from] ?? DistanceMatrix.remote
      }
    }
    return matrix
  }

  /// The cell of a number; `nil` where there is none, after saying so.
  mutating func cell(_ text: XMLText, _ count: Int) -> Int? {
    guard let id = number(text, "a cell") else { return nil }
    guard id.value < UInt64(count) else {
      report(
        .malformedInput, at: id.origin,
        count == 0
          ? "there is no cell \(id.value): no cell is stated"
          : "there is no cell \(id.value): cells are \(CPUList.text(0..<UInt32(clamping: count)))")
      return nil
    }
    return Int(id.value)
  }
}
