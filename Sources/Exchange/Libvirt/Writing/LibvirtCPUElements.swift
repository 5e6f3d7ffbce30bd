import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

extension LibvirtWriter {
  /// What is in `<cpu>`.
  mutating func cpu() -> String {
    var levels = qemu.levelsOfShape() ?? QEMUProcessors()
    if topology.cpuShape == nil { levels.cores = UInt64(topology.cpus.count) }
    if qemu.placement.machine != "virt", levels.groups > 1 {
      qemu.report(
        at: topology.origin, "libvirt has no groups of cores in dies, as several last-level caches in one are")
    }
    if levels.groups > 1 { qemu.comments.append("'clusters' of CPUs are known to libvirt from 10.1 on.") }
    let bits = physicalBits()
    let localities = localities()
    reportLocalities(localities)
    return written(2) { writer in
      var topologyOfCPUs = [("sockets", "\(levels.sockets)"), ("dies", "\(levels.dies)")]
      if levels.groups > 1 { topologyOfCPUs.append(("clusters", "\(levels.groups)")) }
      topologyOfCPUs += [("cores", "\(levels.cores)"), ("threads", "\(levels.threads)")]
      writer.element("topology", topologyOfCPUs)
      if let bits { writer.element("maxphysaddr", [("mode", "emulate"), ("bits", "\(bits)")]) }
      writer.element("numa") { numa in
        for node in order { writeCell(node, localities, to: &numa) }
        writeInterconnects(localities, to: &numa)
      }
    }
  }

  private mutating func physicalBits() -> UInt8? {
    guard let bits = topology.platform.physicalBits else { return nil }
    guard topology.architecture == .x8664, bits.value <= 52 else {
      qemu.report(
        at: bits.origin,
        topology.architecture == .x8664
          ? "QEMU's CPUs have up to 52 physical address bits, not \(bits.value)"
          : "QEMU's CPUs of Arm have no 'phys-bits' to be set")
      return nil
    }
    return bits.value
  }

  // MARK: Cells

  private func writeCell(_ node: Int, _ localities: QEMUWriter.Localities, to writer: inout XMLWriter) {
    var attributes = [("id", "\(ids[node])")]
    let cpus = topology.cpusOfNodes[node]
    if !cpus.isEmpty { attributes.append(("cpus", cpus.text)) }
    let isPlugged = topology.nodes[node].isPersistent.value
    let (unit, memory) = Self.amount(isPlugged ? 0 : layout.sizes[node])
    attributes += [("memory", memory), ("unit", unit)]
    if let access = access(ofNode: node) { attributes.append(("memAccess", access)) }
    let caches = localities.caches.filter { $0.node == node }
    let hasDistances = topology.distances.isStated
    guard hasDistances || !caches.isEmpty else {
      writer.element("cell", attributes)
      return
    }
    writer.element("cell", attributes) { cell in
      if hasDistances {
        cell.element("distances") { distances in
          for (id, other) in order.enumerated() {
            distances.element("sibling", [("id", "\(id)"), ("value", "\(topology.distances[node, other])")])
          }
        }
      }
      for (_, level, cache) in caches { Self.write(cache, level, to: &cell) }
    }
  }

  private static func write(_ cache: MemorySideCache, _ level: Int, to writer: inout XMLWriter) {
    let associativity =
      switch cache.associativity {
      case .none: "none"
      case .direct: "direct"
      case .complex: "full"
      }
    let policy =
      switch cache.policy {
      case .none: "none"
      case .writeBack: "writeback"
      case .writeThrough: "writethrough"
      }
    writer.element("cache", [("level", "\(level)"), ("associativity", associativity), ("policy", policy)]) {
      element in
      // libvirt leaves this unit alone and counts in its own.
      element.element("size", [("value", "\(cache.size / 1024)"), ("unit", "KiB")])
      element.element("line", [("value", "\(cache.lineSize)"), ("unit", "B")])
    }
  }

  // MARK: Latencies and bandwidths

  private func writeInterconnects(_ localities: QEMUWriter.Localities, to writer: inout XMLWriter) {
    guard !localities.values.isEmpty else { return }
    writer.element("interconnects") { list in
      for (attribute, initiator, target, value) in localities.values {
        let type =
          switch attribute {
          case .accessLatency, .accessBandwidth: "access"
          case .readLatency, .readBandwidth: "read"
          case .writeLatency, .writeBandwidth: "write"
          }
        let pair = [("initiator", "\(ids[initiator])"), ("target", "\(ids[target])"), ("type", type)]
        switch attribute.quantity {
        case .latency: list.element("latency", pair + [("value", "\(value / 1000)")])
        case .bandwidth: list.element("bandwidth", pair + [("value", "\(value)"), ("unit", "MiB")])
        }
      }
    }
  }

  /// What HMAT tells that libvirt takes: of two cells with CPUs only one direction (its src/conf/numa_conf.c,
  /// `virDomainNumaDefValidate`: "Link already defined").
  private mutating func localities() -> QEMUWriter.Localities {
    var localities = qemu.localities()
    var links: Set<[Int]> = []
    var lost: [Int]?
    localities.values.removeAll { value in
      let isLost = value.initiator != value.target && links.contains([value.target, value.initiator])
      if isLost {
        lost = lost ?? [value.target, value.initiator]
      } else {
        links.insert([value.initiator, value.target])
      }
      return isLost
    }
    if let lost {
      qemu.report(
        at: topology.localities?.origin,
        "libvirt takes latencies and bandwidths between two cells in one direction, and nodes \(lost[0]) and \(lost[1]) "
          + "reach each other's memory")
    }
    return localities
  }

  /// Tells of what HMAT would have other than the layout's.
  private mutating func reportLocalities(_ localities: QEMUWriter.Localities) {
    guard topology.speaksOfLocalities else { return }
    guard !localities.values.isEmpty || !localities.caches.isEmpty else {
      qemu.report(
        at: topology.localities?.origin ?? topology.nodes.compactMap(\.performance?.origin).first,
        "libvirt has HMAT only where latencies, bandwidths or caches are known")
      return
    }
    for (node, _, cache) in localities.caches where cache.size % 1024 != 0 {
      qemu.report(
        at: cache.origin ?? topology.nodes[node].performance?.origin,
        "libvirt counts caches in KiB, and this has \(cache.size) bytes")
    }
    let haveCPUs = topology.nodesHaveCPUs
    for node in order where !haveCPUs[node] && layout.sizes[node] > 0 {
      let stated = topology.nodes[node].performance?.initiator
      let wanted = qemu.initiator(of: node, hasCPUs: false)
      // libvirt attaches memory to whatever reaches it soonest, or else with the highest bandwidth (its
      // src/conf/numa_conf.c, `virDomainNumaGetNodeInitiator`), or else to the first cell with CPUs.
      let values = localities.values.filter { $0.target == node }
      let soonest = values.filter { $0.attribute.quantity == .latency }.min { $0.value < $1.value }
      let widest = values.filter { $0.attribute.quantity == .bandwidth }.max { $0.value < $1.value }
      let best = (soonest ?? widest)?.initiator
      guard let chosen = best ?? order.first(where: { haveCPUs[$0] }), chosen != wanted else { continue }
      qemu.report(
        at: stated?.origin ?? topology.nodes[node].origin,
        "libvirt attaches memory to the cell that reaches it \(best == nil ? "soonest, or to the first one" : "soonest"), "
          + "which is cell \(ids[chosen])",
        suggestion: "write 'hmat: {initiator: \(chosen)}'")
    }
  }

  // MARK: What libvirt has no element for

  mutating func reportWhatLibvirtLacks(_ vendor: CPUVendor?) {
    for node in order where layout.sizes[node] == 0 || topology.nodes[node].isPersistent.value {
      qemu.report(
        at: topology.nodes[node].origin,
        "libvirt gives each cell a memory backend, and QEMU takes none of 0 bytes: node \(node) has no RAM")
    }
    let distances = topology.distances
    if distances.isStated,
      order.allSatisfy({ from in order.allSatisfy { from == $0 || distances[from, $0] == DistanceMatrix.remote } })
    {
      qemu.report(
        at: distances.origin,
        "libvirt states no distances where all are \(DistanceMatrix.remote), and then there is no SLIT",
        suggestion: "leave 'distances' out")
    }
    if let stated = topology.platform.cpuVendor, stated.value != vendor {
      qemu.report(
        at: stated.origin, "libvirt has the CPUs' maker by their model, and a topology names none",
        suggestion: "write it into a domain that has such a model")
    }
    for (key, value) in [("oem_id", topology.acpi?.oemID), ("oem_table_id", topology.acpi?.oemTableID)]
    where value != nil {
      qemu.report(
        at: topology.acpi?.origin, "libvirt has no element for '\(key)' of QEMU's tables",
        suggestion: "leave '\(key)' out")
    }
    for device in topology.initiators {
      qemu.report(
        at: device.handleOrigin ?? device.origin, "libvirt has no element for initiators that are devices")
    }
  }
}
