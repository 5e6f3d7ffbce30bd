import Addresses
import FieldCoding
import MachineModel
import Platforms

extension DeviceTree {
  /// Memory lies in slots of its own node and belongs to no two; distances are those of SLIT, and CPUs belong to the
  /// proximity domains of SRAT. A machine without SRAT has memory in slots, of whichever node.
  package static func check(_ tree: DeviceTree, in set: TableSet, _ violations: inout ViolationList) {
    let machine = DescribedMachine(tree)
    let slots = NodeAddresses(set.slots.map { (set.style.hasSRAT ? $0.node : 0, $0.range) })
    let memory = NodeAddresses(machine.memory)
    for node in memory.nodes {
      for part in memory[node].subtracting(slots[node]).ranges {
        violations.tell("the device tree gives \(part) to node \(node), but no RAM slot of node \(node) is there")
      }
    }
    let ranges = machine.memory.map(\.range).sorted { $0.start < $1.start }
    for (lower, upper) in zip(ranges, ranges.dropFirst()) where lower.end > upper.start {
      violations.tell("the device tree has memory at \(Units.address(upper.start)) twice")
    }
    if let slit = set.table(SLIT.self) { check(machine.distances, of: slit, set.style, &violations) }
    if let numbered = set.numberedCPUs {
      check(machine.cpus, numbered.map(\.domain), in: set, &violations)
    }
  }

  private static func check(
    _ distances: [DescribedMachine.Distance], of slit: SLIT, _ style: TableStyle, _ violations: inout ViolationList
  ) {
    // Which domains there are the tree tells: it has each one's distance to itself.
    let domains = style.hasSLITOfNodesOnly ? distances.filter { $0.from == $0.to }.map(\.from).sorted() : []
    func row(_ domain: UInt32) -> Int {
      style.hasSLITOfNodesOnly ? domains.firstIndexOfSorted { $0 >= domain } : Int(domain)
    }
    for entry in distances {
      let stated = slit[row(entry.from), row(entry.to)]
      if stated.map(UInt32.init) != entry.distance {
        violations.tell(
          "the device tree's distance from node \(entry.from) to node \(entry.to) is \(entry.distance), but SLIT's is "
            + (stated.map { "\($0)" } ?? "none"))
      }
    }
  }

  /// SRAT has all CPUs, the tree those that are there when the machine starts, which MADT tells.
  private static func check(
    _ cpus: [UInt32?], _ domains: [UInt32], in set: TableSet, _ violations: inout ViolationList
  ) {
    if let present = set.table(MADT.self)?.entries.count(where: { $0.cpu?.isThere == true }) {
      if present != cpus.count {
        violations.tell("the device tree has \(cpus.count) CPUs, but by MADT \(present) are present")
      }
    } else if domains.count < cpus.count {
      violations.tell("the device tree has \(cpus.count) CPUs, but SRAT has \(domains.count)")
    }
    for (number, (node, domain)) in zip(cpus, domains).enumerated() where node != domain {
      violations.tell(
        "the device tree gives CPU \(number) to node \(node.map { "\($0)" } ?? "none"), but SRAT to proximity domain "
          + "\(domain)")
    }
  }
}

/// What a device tree says of memory and CPUs.
private struct DescribedMachine {
  struct Distance {
    let from, to, distance: UInt32
  }

  private(set) var memory: [(node: Int, range: AddressRange)] = []
  /// The node of each CPU.
  private(set) var cpus: [UInt32?] = []
  private(set) var distances: [Distance] = []

  /// What is known of a node of the tree.
  private struct Described {
    var type: ArraySlice<UInt8> = []
    var reg: ArraySlice<UInt8> = []
    var node: UInt32?
  }

  init(_ tree: DeviceTree) {
    let bytes = tree.encodedBytes()
    var issues = IssueList()
    let reader = DeviceTreeReader(bytes, &issues)
    var open: [Described] = []
    reader.forEachPart(&issues) { part, _ in
      switch part {
      case .node: open.append(Described())
      case .endOfNode: if let described = open.popLast() { add(described) }
      case .property(let name, let value):
        read(bytes[name], bytes[value], &open[open.count - 1])
      }
    }
  }

  private mutating func read(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, _ described: inout Described) {
    switch String(decoding: name.prefix(20), as: UTF8.self) {
    case "device_type": described.type = value
    case "reg": described.reg = value
    case "numa-node-id": described.node = Self.cells(value).first
    case "distance-matrix":
      let cells = Self.cells(value)
      for start in stride(from: 0, to: cells.count - 2, by: 3) {
        distances.append(Distance(from: cells[start], to: cells[start + 1], distance: cells[start + 2]))
      }
    default: break
    }
  }

  private mutating func add(_ described: Described) {
    if described.type.elementsEqual("cpu\0".utf8) {
      cpus.append(described.node)
    } else if described.type.elementsEqual("memory\0".utf8) {
      let cells = Self.cells(described.reg).map { UInt64($0) }
      for start in stride(from: 0, to: cells.count - 3, by: 4) {
        let range = AddressRange(
          start: cells[start] << 32 | cells[start + 1], size: cells[start + 2] << 32 | cells[start + 3])
        memory.append((Int(described.node ?? 0), range))
      }
    }
  }

  private static func cells(_ value: ArraySlice<UInt8>) -> [UInt32] {
    stride(from: value.startIndex, to: value.endIndex - 3, by: 4).map { start in
      UInt32(truncatingIfNeeded: value[start..<start + 4].bigEndian)
    }
  }
}
