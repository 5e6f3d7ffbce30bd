import Diagnostics
package import MachineModel

/// What kind of memory a node of a random machine has, and what else is of the node.
package struct RandomMemoryKind {
  package var isPersistent = false
  package var isSpecialPurpose = false
  package var isSoftReserved = false
  package var hotplug: (size: UInt64, start: UInt64?)?
  /// By how many slots memory is plugged in; `nil` where that is not said.
  package var pluggedSlots: UInt32?
  package var initiator: PCIAddress?
  package var port: UInt32?
  package var cxl: CXLWindow?

  /// Kinds for the nodes of a machine; most machines have ordinary memory only.
  package static func draw(
    for nodes: [UInt64?], unit: UInt64, alignment: UInt64, _ random: inout SeededGenerator
  ) -> [RandomMemoryKind] {
    guard random.once(in: 2) else { return nodes.map { _ in RandomMemoryKind() } }
    return nodes.enumerated().map { index, memory in
      var kind = RandomMemoryKind()
      // A node without memory has no kind of it, but for now and then a mistake.
      if memory != 0 || random.once(in: 400) {
        kind.isPersistent = random.once(in: 8)
        kind.isSpecialPurpose = !kind.isPersistent && random.once(in: 8)
        kind.isSoftReserved = kind.isSpecialPurpose && random.once(in: 2)
      }
      if random.once(in: 20) {
        let size = random.once(in: 400) ? 0 : UInt64(random.number(1...64)) * unit
        let far = UInt64(1 << 44) + UInt64(index) << 40
        kind.hotplug = (size, random.once(in: 400) ? 0 : random.once(in: 8) ? nil : far)
        // Drawn from a generator of its own, so that the machines from before stay what they are.
        var own = SeededGenerator(seed: size << 8 | UInt64(index))
        let parts = (1...64).filter { size > 0 && size % (UInt64($0) * 128 << 20) == 0 }.map { UInt32($0) }
        if own.once(in: 2), let last = parts.last {
          kind.pluggedSlots = own.once(in: 20) ? last + 1 : own.one(of: parts)
        }
      }
      if random.once(in: 10) {
        kind.initiator = PCIAddress(bus: UInt8(index), device: UInt8(random.number(0...31)), function: 3)
      }
      if random.once(in: 10) { kind.port = UInt32(index) }
      // Of memory that windows do not fit, now and then a mistake.
      let fits = alignment % CXLWindow.alignment == 0 && (memory ?? 1) % CXLWindow.alignment == 0
      if random.once(in: fits ? 2 : 400), memory != 0, kind.hotplug == nil {
        kind.cxl = CXLWindow(
          bridges: random.one(of: [[1], [2, 1], [1, 2, 3]]), granularity: random.one(of: [256, 4096, 16384]))
      }
      return kind
    }
  }

  /// What a node states.
  package var entries: [String] {
    var entries: [String] = []
    if isPersistent { entries.append("persistent: on") }
    if isSpecialPurpose { entries.append("special_purpose: on") }
    if isSoftReserved { entries.append("soft_reserved: on") }
    if let hotplug {
      let start = hotplug.start.map { ", start: \($0)" } ?? ""
      let slots = pluggedSlots.map { ", slots: \($0)" } ?? ""
      entries.append(
        start + slots == "" ? "hotplug: \(hotplug.size)" : "hotplug: {size: \(hotplug.size)\(start)\(slots)}")
    }
    if let cxl {
      entries.append("cxl: {bridges: \(cxl.bridges), granularity: \(cxl.granularity)}")
    }
    return entries
  }

  /// Says it of a node.
  package func apply(to node: inout MemoryNode) {
    node.isPersistent.value = isPersistent
    node.isSpecialPurpose.value = isSpecialPurpose
    node.isSoftReserved.value = isSoftReserved
    node.cxl = cxl
    node.hotplug = hotplug.map { HotplugSpace(size: $0.size, start: $0.start.map { Located($0) }) }
    node.hotplug?.slots = pluggedSlots.map { Located($0) }
  }

  /// Bridges far above all memory, where a machine has windows.
  package static func bridges(of kinds: [RandomMemoryKind]) -> [CXLHostBridge] {
    guard kinds.contains(where: { $0.cxl != nil }) else { return [] }
    return (1...3).map { CXLHostBridge(uniqueID: $0, registers: 1 << 50 + UInt64($0) << 16) }
  }

  package static func initiators(of kinds: [RandomMemoryKind]) -> [GenericDevice] {
    kinds.enumerated().compactMap { node, kind in kind.initiator.map { GenericDevice(node: node, handle: .pci($0)) }
    }
  }

  package static func ports(of kinds: [RandomMemoryKind]) -> [GenericDevice] {
    kinds.enumerated().compactMap { node, kind in
      kind.port.map {
        GenericDevice(node: node, handle: .acpi(ACPIDeviceName(hardwareID: "ACPI0016", uniqueID: $0)))
      }
    }
  }

  /// What the root states of the nodes' devices.
  ///
  /// - Parameter number: By what the text names a node.
  package static func deviceLines(of kinds: [RandomMemoryKind], _ number: (Int) -> UInt32) -> [String] {
    let initiators = initiators(of: kinds).map { device in
      if case .pci(let address) = device.handle {
        "  - {node: \(number(device.node)), pci: \"\(address)\"}"
      } else {
        ""
      }
    }
    let ports = ports(of: kinds).map { device in
      if case .acpi(let name) = device.handle {
        "  - {node: \(number(device.node)), acpi: {hid: \(name.hardwareID), uid: \(name.uniqueID)}}"
      } else {
        ""
      }
    }
    let bridges = bridges(of: kinds).map { "    - {uid: \($0.uniqueID), registers: \($0.registers)}" }
    return (bridges.isEmpty ? [] : ["cxl:", "  bridges:"] + bridges)
      + (initiators.isEmpty ? [] : ["initiators:"] + initiators) + (ports.isEmpty ? [] : ["ports:"] + ports)
  }
}
