import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Which of QEMU's machines has a layout's memory where the layout has it.
struct QEMUPlacement {
  /// What `-machine` calls it.
  let machine: String
  /// How much RAM lies below 4 GiB at most, where the machine does not decide that.
  let mostRAMBelow4GiB: UInt64?
  /// Whether memory lies there as in the layout.
  let isSame: Bool
  /// The nodes by ascending number.
  let order: [Int]

  /// The number of each node.
  let ids: [Int]

  /// Chooses a machine: the one of the platform where that is one of QEMU's; else the first one that has the memory where it
  /// is, or the most usual one.
  ///
  /// - Parameters:
  ///   - machine: The machine where it is given, and all that is asked is whether it has memory where the layout has it.
  ///   - canLimitRAM: Whether it can be said how much RAM lies below 4 GiB.
  init(of layout: Layout, machine given: String? = nil, canLimitRAM: Bool = true) {
    let topology = layout.topology
    let order = topology.proximityDomains.ascending
    self.order = order
    var ids = [Int](repeating: 0, count: topology.nodes.count)
    for (id, node) in order.enumerated() { ids[node] = id }
    self.ids = ids
    let stated = topology.platform
    let limit = canLimitRAM ? stated.mostRAMBelow4GiB?.value : nil
    let q35 = (machine: "q35", preset: QEMUQ35.name, limit: limit)
    let pc = (machine: "pc", preset: QEMUPC.name, limit: limit)
    let virt = (machine: "virt", preset: QEMUVirt.name, limit: nil as UInt64?)
    var candidates: [(machine: String, preset: String, limit: UInt64?)]
    switch (given ?? layout.geography.name, topology.architecture) {
    case (QEMUPC.name, _), ("pc", _): candidates = [pc]
    case (QEMUQ35.name, _), ("q35", _): candidates = [q35]
    case (_, .aarch64): candidates = [virt]
    case (_, .x8664):
      candidates = [q35]
      // A PC that is cut at 3 GiB, as most are, QEMU has for machines that are not too large.
      if topology.cpus.count <= Self.mostCPUs("pc") {
        candidates.append(pc)
        if canLimitRAM { candidates.append(("pc", QEMUPC.name, PCMap.pciWindows)) }
      }
    }
    let isOfQEMU = layout.geography.name == candidates[0].preset
    let wanted = Places(layout, ids, isOfQEMU)
    let fitting = candidates.first { candidate in
      var platform = Platform(preset: Located(candidate.preset))
      platform.mostRAMBelow4GiB = candidate.limit.map { Located($0) }
      platform.cpuVendor = stated.cpuVendor
      platform.physicalBits = stated.physicalBits
      return Self.layout(layout, order, on: platform).map { Places($0, Array(order.indices), isOfQEMU) } == wanted
    }
    let chosen = fitting ?? candidates[0]
    (machine, mostRAMBelow4GiB, isSame) = (chosen.machine, chosen.limit, fitting != nil)
  }

  /// The most CPUs of a machine: of the current versions (QEMU's hw/i386/pc_piix.c and pc_q35.c, hw/arm/virt.c, `max_cpus`).
  static func mostCPUs(_ machine: String) -> Int {
    switch machine {
    case "pc": 255
    case "virt": 512
    default: 4096
    }
  }

  /// Where memory is, and where it may come to be.
  private struct Places: Equatable {
    var nodes: [Int] = []
    var ranges: [AddressRange] = []
    var spaces: [AddressRange] = []

    init(_ layout: Layout, _ ids: [Int], _ isOfQEMU: Bool) {
      for extent in layout.extents {
        let id = ids[extent.node]
        // Zones of a node are no places of their own.
        if let last = ranges.last, nodes.last == id, last.end == extent.start {
          ranges[ranges.count - 1] = AddressRange(last.start, extent.end)
        } else {
          nodes.append(id)
          ranges.append(extent.range)
        }
      }
      // Other platforms have no more in their tables than can be plugged in.
      spaces = layout.hotplug.map { AddressRange(start: $0.start, size: isOfQEMU ? $0.size : 0) }
    }
  }

  /// The memory of a layout on another platform, where nothing else is said.
  private static func layout(_ layout: Layout, _ order: [Int], on platform: Platform) -> Layout? {
    let nodes = order.map { index in
      let stated = layout.topology.nodes[index]
      var node = MemoryNode(memory: Located(layout.sizes[index]))
      node.isPersistent = Located(stated.isPersistent.value)
      if stated.isPersistent.value { node.alignment = stated.alignment }
      node.hotplug = stated.hotplug.map { HotplugSpace(size: $0.size) }
      node.hotplug?.slots = stated.hotplug?.slots
      return node
    }
    var sink = DiagnosticSink(source: nil)
    let topology = Topology(architecture: layout.topology.architecture, platform: platform, nodes: nodes)
    return LoweringPipeline().run(topology, reportingTo: &sink)
  }
}
