import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

// What HMAT tells.

extension QEMUWriter {
  /// The node that memory without CPUs of its own is attached to, where that is stated, or where it follows on the platform.
  mutating func initiator(of node: Int, hasCPUs: Bool) -> Int? {
    guard topology.speaksOfLocalities, layout.sizes[node] > 0, !hasCPUs else { return nil }
    let stated = topology.nodes[node].performance?.initiator
    let derived =
      layout.tableStyle.localities.areNearestDerived
      ? LocalityDomains(topology).initiator(nearestTo: node, topology.distances) : nil
    guard let initiator = stated?.value ?? derived else { return nil }
    guard topology.nodesHaveCPUs[initiator] else {
      if initiator != node || stated != nil {
        report(
          at: stated?.origin ?? topology.nodes[node].origin,
          "QEMU attaches memory to nodes with CPUs, and node \(initiator) has none")
      }
      return nil
    }
    return initiator
  }

  /// `-numa hmat-lb` for each pair whose value is known, and `-numa hmat-cache` for each cache.
  mutating func writeLocalities() {
    let localities = localities()
    for (attribute, initiator, target, value) in localities.values {
      let (type, stated) =
        switch attribute {
        case .accessLatency: ("access-latency", "latency=\(value / 1000)")
        case .readLatency: ("read-latency", "latency=\(value / 1000)")
        case .writeLatency: ("write-latency", "latency=\(value / 1000)")
        case .accessBandwidth: ("access-bandwidth", "bandwidth=\(value)M")
        case .readBandwidth: ("read-bandwidth", "bandwidth=\(value)M")
        case .writeBandwidth: ("write-bandwidth", "bandwidth=\(value)M")
        }
      let (source, sink) = (placement.ids[initiator], placement.ids[target])
      options.append(
        ("numa", "hmat-lb,initiator=\(source),target=\(sink),hierarchy=memory,data-type=\(type),\(stated)"))
    }
    for (node, level, cache) in localities.caches {
      options.append(
        (
          "numa",
          "hmat-cache,node-id=\(placement.ids[node]),size=\(Self.size(cache.size)),level=\(level),"
            + "associativity=\(cache.associativity.rawValue),policy=\(cache.policy.rawValue),line=\(cache.lineSize)"
        ))
    }
  }

  /// What HMAT tells that QEMU takes.
  struct Localities {
    /// Latencies in picoseconds and bandwidths in MB/s, by nodes.
    var values: [(attribute: LocalityAttribute, initiator: Int, target: Int, value: UInt64)] = []
    /// Caches, node by node, each with its level.
    var caches: [(node: Int, level: Int, cache: MemorySideCache)] = []
  }

  /// What HMAT tells that QEMU takes; the rest is told.
  mutating func localities() -> Localities {
    var localities = Localities()
    guard topology.speaksOfLocalities else { return localities }
    let domains = LocalityDomains(topology)
    // Of which quantities each node's memory is known, which QEMU wants before it takes caches.
    var known: [Int: Set<Quantity>] = [:]
    for values in layout.localityValues(domains) {
      let quantity = values.attribute.quantity
      // A matrix of which nothing is known says nothing.
      guard values.known.contains(where: { _ in true }) else { continue }
      reportBase(of: values)
      let unit = LocalityUnit(of: values, stated: nil, .ofQEMU)
      guard Self.isOfQEMU(unit, quantity) else {
        report(
          at: values.origin,
          quantity == .latency
            ? "QEMU counts latencies in whole nanoseconds, and 65,534 of one power of ten of them at the most"
            : "QEMU counts bandwidths in MB/s, and 65,534 of one power of two of them at the most")
        continue
      }
      let entries = values.entries(in: unit.size, domains, topology.distances)
      if entries.contains(.max) { report(at: values.origin, "QEMU has no memory that cannot be reached") }
      for (row, initiator) in domains.initiators.enumerated() {
        for (column, target) in domains.targets.enumerated() {
          let entry = entries[row * domains.targets.count + column]
          guard entry != 0, entry != .max else { continue }
          known[target, default: []].insert(quantity)
          localities.values.append((values.attribute, initiator, target, UInt64(entry) * unit.size))
        }
      }
    }
    localities.caches = caches(known)
    return localities
  }

  /// Whether QEMU counts in a unit, and all values exactly.
  private static func isOfQEMU(_ unit: LocalityUnit, _ quantity: Quantity) -> Bool {
    guard unit.rounded == nil, unit.tooLarge == nil else { return false }
    return quantity == .latency ? unit.size % 1000 == 0 : unit.size.nonzeroBitCount == 1
  }

  private mutating func reportBase(of values: LocalityValues) {
    guard let base = topology.localities?.base(of: values.attribute.quantity),
      LocalityUnit(of: values, stated: nil, .ofQEMU).size != base.value
    else { return }
    report(at: base.origin, "QEMU chooses by itself what HMAT counts in", suggestion: "leave 'base' out")
  }

  private mutating func caches(_ known: [Int: Set<Quantity>]) -> [(node: Int, level: Int, cache: MemorySideCache)] {
    var taken: [(node: Int, level: Int, cache: MemorySideCache)] = []
    for node in placement.order {
      let caches = topology.nodes[node].performance?.caches ?? []
      var below: UInt64 = 0
      for (level, cache) in zip(caches.levels, caches).sorted(by: { $0.0 < $1.0 }) {
        let origin = cache.origin ?? topology.nodes[node].performance?.origin
        if known[node]?.count != 2 {
          report(
            at: origin,
            "QEMU takes the cache of node \(node) only where both a latency and a bandwidth of its memory are known"
          )
          break
        }
        if cache.size <= below {
          report(at: origin, "QEMU's caches of higher levels are larger, and that of level \(level) is not")
          break
        }
        below = cache.size
        taken.append((node, level, cache))
      }
    }
    return taken
  }

  /// A device of QEMU's at the address of each initiator, and what says of which node it is.
  mutating func writeInitiators() {
    for (number, device) in topology.initiators.enumerated() {
      guard case .pci(let address) = device.handle, address.segment == 0, address.bus == 0 else {
        report(
          at: device.handleOrigin ?? device.origin,
          "QEMU's initiators are PCI devices on its root bus, and \(device.handle) is none")
        continue
      }
      if number == 0 {
        comments.append(
          "Initiators are known to QEMU from 9.1 on; 'pci-testdev' stands for the device that is meant.")
      }
      let slot = String(address.device, radix: 16)
      options.append(("device", "pci-testdev,id=device\(number),addr=\(slot).\(address.function)"))
      options.append(
        (
          "object",
          "acpi-generic-initiator,id=initiator\(number),pci-dev=device\(number),node=\(placement.ids[device.node])"
        ))
    }
  }
}
