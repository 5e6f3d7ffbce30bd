import Addresses
import FieldCoding
package import Lowering
import MachineModel
import Platforms

extension DeviceTree {
  /// The most bytes that Linux takes on aarch64 (Documentation/arch/arm64/booting.rst).
  static let maximumSize = 2 << 20

  /// The tree of a layout: memory, CPUs, the distances between nodes, and what of memory is reserved. `nil` on x86_64,
  /// where tables tell that, and where it would be longer than Linux takes.
  package init?(_ layout: Layout) {
    guard layout.topology.architecture == .aarch64, !MachineTree.isLong(layout.topology) else { return nil }
    let tree = MachineTree(layout).tree()
    guard tree.structure.count + tree.strings.count <= Self.maximumSize - 4096 else { return nil }
    self = tree
  }

  package static func absence(in layout: Layout) -> String? {
    let architecture = layout.topology.architecture
    guard architecture == .aarch64 else { return "\(architecture.rawValue) has no device tree" }
    guard DeviceTree(layout) == nil else { return nil }
    return "the device tree would be longer than the \(Units.bytes(UInt64(maximumSize))) that Linux takes"
  }
}

/// Makes the device tree of a machine, for a VMM to add its devices to.
private struct MachineTree {
  private let layout: Layout
  private var topology: Topology { layout.topology }
  /// Whether the tree tells what belongs to which node.
  private let speaksOfNodes: Bool
  private let domains: ProximityDomains

  init(_ layout: Layout) {
    self.layout = layout
    speaksOfNodes = layout.tableStyle.hasSRAT
    domains = layout.topology.proximityDomains
  }

  /// Whether a tree is too long for certain, so that nobody need make it.
  static func isLong(_ topology: Topology) -> Bool {
    // An entry of the distances has 12 bytes, a CPU more than 100.
    let nodes = topology.nodes.count
    return nodes * nodes / 2 > DeviceTree.maximumSize / 12 || topology.cpus.count > DeviceTree.maximumSize / 100
  }

  func tree() -> DeviceTree {
    var writer = DeviceTreeWriter()
    writer.node("") { root in
      root.property(.addressCells, 2)
      root.property(.sizeCells, 2)
      // What machines without a maker say who are whatever their tree says.
      root.property(.compatible, "linux,dummy-virt")
      root.property(.model, "memc")
      root.node("chosen") { _ in }
      writeMemory(&root)
      writeReserved(&root)
      writeCPUs(&root)
      root.node("psci") { psci in
        psci.property(.compatible, "arm,psci-1.0", "arm,psci-0.2")
        psci.property(.method, "hvc")
      }
      if speaksOfNodes { writeDistances(&root) }
    }
    return writer.finished()
  }

  // MARK: Memory

  /// A node for each range of RAM, but for what is a hole; one that Linux makes a device of for memory that persists (Linux,
  /// bindings/pmem/pmem-region.txt).
  private func writeMemory(_ root: inout DeviceTreeWriter) {
    let holes = layout.geography.reserved.filter { $0.kind == .hole }
    for extent in layout.extents {
      let origin = RecordOrigin(node: extent.node, topology.nodes[extent.node].origin)
      var start = extent.start
      for hole in holes where hole.range.overlaps(extent.range) {
        writeMemory(AddressRange(start, hole.start), of: extent.node, from: origin, &root)
        start = hole.end
      }
      writeMemory(AddressRange(start, extent.end), of: extent.node, from: origin, &root)
    }
  }

  private func writeMemory(
    _ range: AddressRange, of node: Int, from origin: RecordOrigin, _ root: inout DeviceTreeWriter
  ) {
    guard !range.isEmpty else { return }
    let isPersistent = layout.traits(ofNode: node).contains(.persistent)
    root.node(isPersistent ? "pmem" : "memory", at: range.start, from: origin) { memory in
      if isPersistent {
        memory.property(.compatible, "pmem-region")
      } else {
        memory.property(.deviceType, "memory")
      }
      memory.property(.reg, range.start, range.size)
      if speaksOfNodes { memory.property(.numaNodeID, domains[node]) }
    }
  }

  /// What of RAM is not for everybody (Devicetree Specification 0.4, section 3.5). ACPI tables are read as memory is; what
  /// else is there is not to be mapped.
  private func writeReserved(_ root: inout DeviceTreeWriter) {
    var ranges: [(range: AddressRange, kind: ReservedRange.Kind, origin: RecordOrigin)] = []
    for reserved in layout.geography.reserved where reserved.kind != .hole {
      for extent in layout.extents {
        guard let part = extent.range.intersection(reserved.range) else { continue }
        if let last = ranges.last, last.range.end == part.start, last.range.start >= reserved.start {
          ranges[ranges.count - 1].range = AddressRange(last.range.start, part.end)
        } else {
          ranges.append((part, reserved.kind, RecordOrigin(reserved.origin)))
        }
      }
    }
    guard !ranges.isEmpty else { return }
    root.node("reserved-memory") { parent in
      parent.property(.addressCells, 2)
      parent.property(.sizeCells, 2)
      parent.property(.ranges)
      for (range, kind, origin) in ranges {
        parent.node(kind.name, at: range.start, from: origin) { child in
          child.property(.reg, range.start, range.size)
          if kind != .acpi { child.property(.noMap) }
        }
      }
    }
  }

  // MARK: CPUs

  /// How many CPUs are there when the machine starts, the first ones. The tree has no others: Linux would start those too.
  private var presentCount: Int { topology.processors.present.map { Int($0.value) } ?? topology.cpus.count }

  private func writeCPUs(_ root: inout DeviceTreeWriter) {
    let nodes = topology.nodeOrigins
    root.node("cpus") { cpus in
      cpus.property(.addressCells, 1)
      cpus.property(.sizeCells, 0)
      writeMap(&cpus)
      for (number, cpu) in topology.cpus.prefix(presentCount).enumerated() {
        let affinity = MPIDR.affinity(ofCPU: UInt32(clamping: number))
        cpus.node("cpu", at: UInt64(affinity), from: nodes[Int(cpu.node)]) { node in
          node.property(.deviceType, "cpu")
          node.property(.compatible, "arm,armv8")
          node.property(.reg, affinity)
          node.property(.enableMethod, "psci")
          if speaksOfNodes { node.property(.numaNodeID, domains[Int(cpu.node)]) }
          node.property(.phandle, Self.handle(ofCPU: UInt32(clamping: number)))
        }
      }
    }
  }

  /// By what the map of CPUs names one.
  private static func handle(ofCPU number: UInt32) -> UInt32 { number + 1 }

  /// Which CPUs are threads of a core, cores of a cluster and clusters of a socket, in the places where Linux looks for
  /// them (Devicetree Specification 0.4 has no word of it; Linux, bindings/cpu/cpu-topology.txt).
  private func writeMap(_ cpus: inout DeviceTreeWriter) {
    let shape = shape
    let clusters = shape.llcs / shape.packages
    let present = UInt32(clamping: presentCount)
    // The CPUs of each core that are there.
    func cores(ofCluster cluster: UInt32) -> [[UInt32]] {
      shape.cores(ofLLC: cluster).map { core in shape.cpus(ofCore: core).filter { $0 < present } }
        .filter { !$0.isEmpty }
    }
    cpus.node("cpu-map") { map in
      for package in 0..<shape.packages {
        let clusters = (package * clusters..<(package + 1) * clusters).map(cores).filter { !$0.isEmpty }
        guard !clusters.isEmpty else { continue }
        map.node("socket", number: package) { socket in
          for (number, cluster) in clusters.enumerated() {
            socket.node("cluster", number: UInt32(number)) { node in
              for (number, core) in cluster.enumerated() {
                node.node("core", number: UInt32(number)) { Self.writeCore(core, &$0) }
              }
            }
          }
        }
      }
    }
  }

  /// A core that is one CPU, or has several threads.
  private static func writeCore(_ cpus: [UInt32], _ core: inout DeviceTreeWriter) {
    guard cpus.count > 1 else { return core.property(.cpu, handle(ofCPU: cpus[0])) }
    for (thread, cpu) in cpus.enumerated() {
      core.node("thread", number: UInt32(thread)) { $0.property(.cpu, handle(ofCPU: cpu)) }
    }
  }

  /// How the CPUs are grouped; where nothing says so, they are cores of one cluster.
  private var shape: CPUShape {
    let count = UInt32(clamping: topology.cpus.count)
    if let shape = topology.cpuShape, shape.cpuCount == count, count > 0, shape.packages > 0,
      shape.llcs % shape.packages == 0
    {
      return shape
    }
    return CPUShape(coresPerLLC: count)
  }

  // MARK: Distances

  /// The distances row by row; where they are the same both ways, only those from lower nodes to higher ones, as Linux
  /// takes one for the other.
  private func writeDistances(_ root: inout DeviceTreeWriter) {
    let distances = topology.distances
    let count = distances.count
    let isSymmetric = distances.isSymmetric
    root.node("distance-map", from: RecordOrigin(distances.origin)) { map in
      map.property(.compatible, "numa-distance-map-v1")
      let entries = isSymmetric ? count * (count + 1) / 2 : count * count
      map.property(.distanceMatrix, cells: 3 * entries) { matrix in
        let order = domains.ascending
        for (row, from) in order.enumerated() {
          for to in order[(isSymmetric ? row : 0)...] {
            matrix.word(domains[from])
            matrix.word(domains[to])
            matrix.word(UInt32(distances[from, to]))
          }
        }
      }
    }
  }
}
