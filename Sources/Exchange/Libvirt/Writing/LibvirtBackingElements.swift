import Addresses
import Diagnostics
import Lowering
import MachineModel

// How the host provides memory.

extension LibvirtWriter {
  /// The nodes of RAM with their policies, by ascending number.
  private var ram: [(node: Int, policy: MemoryPolicy)] {
    order.filter { layout.sizes[$0] > 0 && !topology.nodes[$0].isPersistent.value }.map { ($0, policy(ofNode: $0)) }
  }

  private func policy(ofNode node: Int) -> MemoryPolicy {
    topology.policy(of: BackedMemory(node: node, zone: topology.nodes[node].zones.isEmpty ? nil : 0))
  }

  private func hugepages(_ policy: MemoryPolicy) -> UInt64? {
    if case .size(let size) = policy.hugepages.value { size } else { nil }
  }

  /// Whether memory is of memfds, which cells share or not, one by one.
  private var isOfMemfds: Bool {
    ram.contains { hugepages($0.policy) != nil || $0.policy.backing == .shared }
  }

  /// Whether other processes can map a cell's memory, where the cell has to say so.
  func access(ofNode node: Int) -> String? {
    guard isOfMemfds, let policy = ram.first(where: { $0.node == node })?.policy else { return nil }
    return policy.backing == .shared ? "shared" : "private"
  }

  /// What is in `<memoryBacking>`.
  mutating func memoryBacking() -> String {
    let ram = ram
    for (node, policy) in ram { report(policy, node) }
    var pages: [(size: UInt64, cells: [UInt32])] = []
    for (node, policy) in ram {
      guard let size = hugepages(policy) else { continue }
      if let place = pages.firstIndex(where: { $0.size == size }) {
        pages[place].cells.append(UInt32(ids[node]))
      } else {
        pages.append((size, [UInt32(ids[node])]))
      }
    }
    let isLocked = allOrNone(
      "lock", ram.filter(\.policy.pin), of: layout.backedMemory.count { layout.policy(of: $0).pin },
      layout.backedMemory.count)
    let isPopulated = populates(ram)
    let isOfMemfds = isOfMemfds
    return written(2) { writer in
      if !pages.isEmpty {
        writer.element("hugepages") { list in
          for page in pages {
            let (unit, text) = Self.amount(page.size)
            list.element("page", [("size", text), ("unit", unit), ("nodeset", CPUList(page.cells).text)])
          }
        }
      }
      if isLocked { writer.element("locked") }
      if isOfMemfds { writer.element("source", [("type", "memfd")]) }
      if isPopulated { writer.element("allocation", [("mode", "immediate")]) }
    }
  }

  private mutating func allOrNone(
    _ word: String, _ nodes: [(node: Int, policy: MemoryPolicy)], of count: Int, _ all: Int
  ) -> Bool {
    guard count > 0 else { return false }
    if count < all {
      qemu.report(
        at: nodes.first.map { topology.nodes[$0.node].origin } ?? topology.origin,
        "libvirt has QEMU \(word) all of its memory or none")
    }
    return true
  }

  /// Whether all memory is to be populated; hugepages are in any case.
  private mutating func populates(_ ram: [(node: Int, policy: MemoryPolicy)]) -> Bool {
    let others = ram.filter { hugepages($0.policy) == nil }
    return allOrNone(
      "populate", others.filter(\.policy.prefault), of: others.count(where: \.policy.prefault), others.count)
  }

  private mutating func report(_ policy: MemoryPolicy, _ node: Int) {
    let stated = topology.nodes[node]
    if stated.zones.count > 1 {
      qemu.report(
        at: stated.zones[1].origin ?? stated.origin,
        "a node of QEMU's has one memory backend, and node \(node) has \(stated.zones.count) zones")
    }
    if policy.hugepages.value == .auto {
      qemu.report(
        at: policy.hugepages.origin ?? stated.origin,
        "QEMU has hugepages or not; it does not choose by what the host has", suggestion: "write 'on' or 'off'")
    }
    switch policy.backing {
    case .file:
      qemu.report(
        at: policy.backingOrigin ?? stated.origin,
        "libvirt puts memory into files of its own, in the folder that its 'memory_backing_dir' names")
    case .existing:
      qemu.report(
        at: policy.backingOrigin ?? stated.origin, "QEMU does not take over memory of another process")
    case .private, .shared: break
    }
    if policy.mode == .local {
      qemu.report(at: stated.origin, "libvirt has no policy 'local': memory is of stated host nodes, or of any")
    }
    if policy.mode == .weightedInterleave {
      qemu.report(
        at: stated.origin,
        "libvirt has no policy 'weighted-interleave': pages come from host nodes in equal parts, by 'interleave'")
    }
    if policy.transparentHugepages == .off {
      qemu.report(at: stated.origin, "QEMU asks for transparent huge pages for all memory, node \(node)'s as well")
    }
  }

  // MARK: Host nodes

  /// `<numatune>`, with what each cell has.
  func numatune() -> String? {
    let tuned = (ram + plugged.map { ($0, policy(ofNode: $0)) }).filter {
      !$0.policy.hostNodes.isEmpty && $0.policy.mode != .local
    }
    guard !tuned.isEmpty else { return nil }
    return written(1) { writer in
      writer.element("numatune") { list in
        for (node, policy) in tuned {
          let mode =
            switch policy.mode {
            case .preferred: "preferred"
            case .interleave, .weightedInterleave: "interleave"
            default: "strict"
            }
          list.element(
            "memnode",
            [
              ("cellid", "\(ids[node])"), ("mode", mode), ("nodeset", CPUList(policy.hostNodes.sorted()).text),
            ])
        }
      }
    }
  }

  // MARK: NVDIMMs

  /// The NVDIMMs, which are of files.
  mutating func devices() -> String {
    var text = ""
    for node in plugged {
      let stated = topology.nodes[node]
      let policy = policy(ofNode: node)
      guard case .file(let path) = policy.backing else {
        qemu.report(
          at: policy.backingOrigin ?? stated.isPersistent.origin ?? stated.origin,
          "libvirt's NVDIMMs are of files, and node \(node) has none",
          suggestion: "write 'backing: {file: PATH}'")
        continue
      }
      let (unit, size) = Self.amount(layout.sizes[node])
      let alignment = qemu.alignment(ofPlugged: node)
      text += written(2) { writer in
        writer.element("memory", [("model", "nvdimm"), ("access", "shared")]) { device in
          device.element("source") { source in
            source.element("path", text: path)
            guard alignment > Units.largePage else { return }
            let (unit, text) = Self.amount(alignment)
            source.element("alignsize", [("unit", unit)], text: text)
          }
          device.element("target") { target in
            target.element("size", [("unit", unit)], text: size)
            target.element("node", text: "\(ids[node])")
          }
        }
      }
    }
    return text
  }
}
