import Addresses
import Diagnostics
import MachineModel

// How much memory there is, what is plugged in when the machine starts, and space for more.

extension LibvirtReader {
  /// Memory that is plugged in.
  struct Device {
    let element: XMLElement
    let model: String
    /// Bytes; `nil` where that cannot be read.
    let size: Located<UInt64>?
  }

  /// The memory devices in their order.
  mutating func readDevices() -> [Device] {
    (domain.first("devices")?.all("memory") ?? []).map { element in
      let size = element.first("target")?.first("size")
      return Device(
        element: element, model: element["model"]?.value ?? "",
        size: size.flatMap { self.size(text($0), value($0, "unit"), "<size>") })
    }
  }

  /// The RAM: what cells have, or `<memory>` without what is plugged in.
  mutating func readMemory(_ cells: [LibvirtCell], _ devices: [Device]) -> QEMUMemory {
    let element = domain.first("memory")
    let plugged = Units.sum(of: devices.lazy.map { $0.size?.value ?? 0 })
    let stated = element.flatMap { size(text($0), value($0, "unit"), "<memory>") }
    var memory = QEMUMemory(ram: stated ?? Located(0))
    if !cells.isEmpty {
      memory.ram.value = Units.sum(of: cells.lazy.map { $0.memory?.value ?? 0 })
    } else if let stated {
      guard stated.value > plugged else {
        report(
          .malformedInput, at: stated.origin,
          "<memory> is all that the machine has, \(Units.bytes(plugged)) that are plugged in among it: nothing is left"
        )
        return memory
      }
      memory.ram.value = min(stated.value - plugged, Units.addressLimit + 1).roundedUp(
        to: LibvirtFormat.memoryAlignment)
    } else if element == nil {
      report(.malformedInput, at: place(domain), "the domain has no <memory>, which says how much the machine has")
    }
    if let current = domain.first("currentMemory"),
      let size = size(text(current), value(current, "unit"), "<currentMemory>"),
      let stated, size.value < stated.value
    {
      report(
        .notImported, at: size.origin,
        "that a balloon leaves the guest \(Units.bytes(size.value)) of its memory has no place in a topology")
    }
    readMost(plugged, &memory)
    return memory
  }

  private mutating func readMost(_ plugged: UInt64, _ memory: inout QEMUMemory) {
    guard let element = domain.first("maxMemory") else { return }
    memory.most = self.memory(text(element), value(element, "unit"), "<maxMemory>")
    memory.slots = number(value(element, "slots"), "'slots'", in: 0...QEMUFormat.mostSlots)
    guard let most = memory.most, most.value < memory.ram.value + plugged else { return }
    report(
      .malformedInput, at: most.origin,
      "<maxMemory> is \(Units.bytes(most.value)), less than the machine has, \(Units.bytes(memory.ram.value + plugged))"
    )
    memory.most = nil
  }

  // MARK: What is plugged in

  /// Has cells without RAM be the NVDIMMs that are plugged in for them, and tells of all other memory that is plugged in.
  ///
  /// - Returns: How much of the space is taken by nodes, and how many slots.
  mutating func plug(_ devices: [Device], into nodes: inout [MemoryNode]) -> (size: UInt64, slots: UInt64) {
    var taken: (size: UInt64, slots: UInt64) = (0, 0)
    var last = -1
    var isInOrder = true
    for device in devices {
      guard device.model == "nvdimm" else {
        isInOrder = false
        report(
          .notImported, at: place(device.element),
          "memory that is plugged in from the start has no place in a topology, which has space for it only")
        continue
      }
      let target = device.element.first("target")
      let id = target?.first("node").map(text)
      guard let node = id.map({ cell($0, nodes.count) }) ?? 0, let size = device.size else { continue }
      if let reason = obstacle(to: device, node, nodes, isInOrder && node > last) {
        isInOrder = false
        report(.notImported, at: place(device.element), reason)
        continue
      }
      last = node
      let label = target?.first("label")?.first("size").flatMap { self.size(text($0), value($0, "unit"), "<size>") }
      let align = device.element.first("source")?.first("alignsize").flatMap {
        self.size(text($0), value($0, "unit"), "<alignsize>")
      }
      guard let memory = QEMUPluggedMemory(size.value, label: label?.value ?? 0, alignment: align?.value) else {
        report(.malformedInput, at: place(device.element), "this NVDIMM has no memory that could be plugged in")
        continue
      }
      memory.apply(to: &nodes[node], sizeAt: size.origin, alignmentAt: align?.origin)
      nodes[node].isPersistent = Located(true, at: place(device.element))
      nodes[node].policy = policy(device, ofNode: node)
      taken.size = min(taken.size + memory.space, Units.addressLimit)
      taken.slots += 1
    }
    return taken
  }

  /// How the host provides an NVDIMM: of a file, from which it is copied unless it is shared.
  private mutating func policy(_ device: Device, ofNode node: Int) -> MemoryPolicy {
    var policy = MemoryPolicy()
    policy.prefault = true
    policy.pin = domain.first("memoryBacking")?.first("locked") != nil
    tune(&policy, ofNode: node)
    guard let path = device.element.first("source")?.first("path").map(text) else { return policy }
    let access =
      readAccess(device.element, "access") ?? readAccess(domain.first("memoryBacking")?.first("access"), "mode")
    if access?.value == true {
      policy.backing = .file(path: path.text)
      policy.backingOrigin = path.range
    } else {
      report(
        .notImported, at: path.range,
        "what '\(path.text.excerpt)' holds is lost: memory of a file is shared with it in a topology, and this is a copy",
        suggestion: "write access='shared' if it is to be the file's own")
    }
    return policy
  }

  /// Why an NVDIMM cannot be the memory of its cell; `nil` where it can.
  private func obstacle(to device: Device, _ node: Int, _ nodes: [MemoryNode], _ isInOrder: Bool) -> String? {
    if nodes[node].memory?.value != 0 {
      return "cell \(node) has other memory already, and a topology's node is an NVDIMM as a whole or not at all"
    }
    if device.element.first("address")?["base"] != nil {
      return "that this NVDIMM lies at an address of its own has no place in a topology"
    }
    return isInOrder
      ? nil
      : "this NVDIMM does not lie where a topology has it: behind those of the cells before its own, and nothing else"
  }
}
