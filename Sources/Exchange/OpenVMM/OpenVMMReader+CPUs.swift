import Addresses
import Diagnostics
import MachineModel

extension OpenVMMReader {
  /// How many CPUs there are; `nil` where that makes no sense, after saying so.
  mutating func count() -> Int? {
    guard let value = options.processors?.values.first else { return 1 }
    return value.number(in: 1...OpenVMMFormat.mostCPUs, &sink).map { Int($0.value) }
  }

  /// How many CPUs a socket has, and the shape that comes of it; `nil` where the host decides, and each CPU is taken for a
  /// core. APIC IDs have room for a power of two in each socket (vm/vmcore/vm_topology/src/processor/x86.rs,
  /// `TopologyBuilder::build`), as those of a package with one last-level cache have.
  mutating func sockets(_ count: Int) -> (size: Int, shape: CPUShape)? {
    let smt = options["--smt"]?.values.first
    if let smt, !["auto", "force", "off"].contains(smt.text) {
      let _: Bool? = smt.refuse("'auto', 'force' or 'off'", &sink)
    }
    let stated = options["--vps-per-socket"]?.values.first
    var size = count
    if let stated {
      guard let number = stated.number(in: 1...OpenVMMFormat.mostCPUs, &sink) else { return nil }
      size = Int(number.value)
    }
    guard stated != nil || smt?.text == "force" else { return nil }
    let full = min(size, count)
    // `ProcessorTopology::smt_enabled`.
    let threads = smt?.text == "force" && size > 1 ? 2 : 1
    guard full % threads == 0, count % threads == 0 else {
      report(
        .notImported, at: smt?.range,
        "half a core has no place in a topology: of two threads a core there are \(count) CPUs, \(full) a socket; here each is a core"
      )
      return (size, shape(count, full, threads: 1))
    }
    return (size, shape(count, full, threads: threads))
  }

  private func shape(_ count: Int, _ size: Int, threads: Int) -> CPUShape {
    let sockets = UInt32((count + size - 1) / size)
    var shape = CPUShape(
      packages: sockets, llcs: sockets, coresPerLLC: UInt32(size / threads), threadsPerCore: UInt32(threads))
    if count % size != 0 {
      shape.coresOfLLCs = CoresOfCaches(
        (0..<Int(sockets)).map { UInt32(min(size, count - $0 * size) / threads) })
    }
    return shape
  }

  /// The node of each CPU (openvmm/openvmm_core/src/worker/numa.rs, `resolve_numa_vp_assignment`).
  mutating func owners(_ nodes: [Node], _ count: Int, _ socket: Int?) -> [Int] {
    let free = nodes.indices.filter { nodes[$0].cpus == nil }
    guard free.isEmpty else {
      if let mixed = nodes.first(where: { $0.cpus?.isEmpty == false }) {
        report(
          .malformedInput, at: mixed.range,
          "the node names its CPUs, and others do not: either each node has 'vps' or none",
          notes: .init("as here", at: nodes[free[0]].range))
      }
      guard free.count > 1 else { return [Int](repeating: free[0], count: count) }
      if socket == nil {
        report(
          .notImported, at: nodes[free[0]].range,
          "which node CPUs belong to depends on how many a socket of the host has; here they are dealt out evenly",
          suggestion: "write 'vps=[…]' for each node, or '--vps-per-socket'")
      }
      let size = socket ?? (count + free.count - 1) / free.count
      return (0..<count).map { free[$0 / size % free.count] }
    }
    var owners = [Int?](repeating: nil, count: count)
    for (index, node) in nodes.enumerated() {
      for run in node.cpus ?? [] {
        guard run.upperBound < count else {
          report(
            .malformedInput, at: node.range,
            "node \(index) has CPU \(max(run.lowerBound, UInt64(count))), but the CPUs are \(CPUList.text(0..<UInt32(count)))"
          )
          continue
        }
        for cpu in run {
          if let other = owners[Int(cpu)] {
            report(.malformedInput, at: node.range, "CPU \(cpu) of node \(index) belongs to node \(other) already")
            // Of the others of the range no more is said, of which there may be thousands in each of thousands of nodes.
            break
          }
          owners[Int(cpu)] = index
        }
      }
    }
    let without = owners.indices.filter { owners[$0] == nil }.map { UInt32($0) }
    if !without.isEmpty {
      report(
        .malformedInput, at: options.processors?.range ?? nodes[0].range,
        "CPU\(without.count == 1 ? "" : "s") \(CPUList.text(without).excerpt) belong\(without.count == 1 ? "s" : "") to no node"
      )
    }
    return owners.map { $0 ?? 0 }
  }

  /// Tells of APICs that are used as x2APICs.
  mutating func checkX2APIC(_ value: OptionValue) {
    switch value.text {
    case "auto", "supported", "off": break
    case "on":
      report(.notImported, at: value.range, "that APICs begin as x2APICs has no place in a topology")
    default:
      let _: Bool? = value.refuse("'auto', 'supported', 'off' or 'on'", &sink)
    }
  }
}
