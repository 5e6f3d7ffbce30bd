import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

// What is plugged in when the machine starts, and space for more.

extension QEMUReader {
  /// `-m`, or as much as the backend has that the machine names (QEMU's hw/core/machine.c, `machine_set_mem`, and
  /// system/vl.c, `qemu_create_machine` and `qemu_resolve_machine_memdev`).
  mutating func readMemory(_ backends: inout [String: QEMUBackend]) -> (QEMUMemory, backend: String?) {
    let stated = size(statement.memory["size"], "'-m'", plain: .mebibytes).flatMap { $0.value == 0 ? nil : $0 }
    var memory = QEMUMemory(ram: stated ?? Located(Self.ramWhereNothingIsSaid))
    var backend: String?
    if let named = statement.machine["memory-backend"] {
      backend = use(named, of: &backends)
      if let size = backend.flatMap({ backends[$0]?.size }) {
        if let stated, stated.value != size.value {
          report(
            .malformedInput, at: stated.origin,
            "'-m' says \(Units.bytes(stated.value)), but the machine's memory backend has \(Units.bytes(size.value))",
            notes: .init("which is stated here", at: size.origin))
        }
        memory.ram = size
      }
    }
    let (sum, isTooLarge) = memory.ram.value.addingReportingOverflow(QEMUFormat.ramAlignment - 1)
    if !isTooLarge { memory.ram.value = sum / QEMUFormat.ramAlignment * QEMUFormat.ramAlignment }
    memory.slots = number(statement.memory["slots"], "'slots'", in: 0...QEMUFormat.mostSlots)
    memory.most = size(statement.memory["maxmem"], "'maxmem'", plain: .bytes)
    checkMost(&memory)
    return (memory, backend)
  }

  private static let ramWhereNothingIsSaid: UInt64 = 128 << 20

  private mutating func checkMost(_ memory: inout QEMUMemory) {
    guard let most = memory.most else {
      if let slots = memory.slots, slots.value > 0, statement.memory["maxmem"] == nil {
        report(
          .malformedInput, at: slots.origin, "'slots' are for memory up to 'maxmem', which is not stated")
      }
      return
    }
    guard most.value >= memory.ram.value else {
      report(
        .malformedInput, at: most.origin,
        "'maxmem' is \(Units.bytes(most.value)), less than the machine has, \(Units.bytes(memory.ram.value))",
        suggestion: most.value < 1 << 32 && !"kKmMgGtTpPeE".contains(statement.memory["maxmem"]?.value.last ?? "G")
          ? "without a suffix 'maxmem' counts bytes: write one" : nil)
      memory.most = nil
      return
    }
    if most.value == memory.ram.value {
      if let slots = memory.slots, slots.value > 0 {
        report(
          .malformedInput, at: most.origin,
          "'maxmem' is no more than the machine has, so that there is nothing for 'slots'")
      }
      memory.most = nil
    }
  }

  // MARK: Memory that is plugged in

  /// Has nodes without RAM be the NVDIMMs that are plugged in for them, and tells of all other memory that is plugged in: space
  /// is left where it lies.
  ///
  /// - Returns: How much of the space is taken by nodes, and how many slots.
  mutating func readPlugged(into nodes: inout [MemoryNode], _ backends: inout [String: QEMUBackend])
    -> (size: UInt64, slots: UInt64)
  {
    var taken: (size: UInt64, slots: UInt64) = (0, 0)
    var last = -1
    var isInOrder = true
    for device in statement.devices {
      switch device["driver"]?.value {
      case "pc-dimm", "virtio-mem-pci", "virtio-mem-device", "virtio-mem", "virtio-pmem-pci", "virtio-pmem",
        "sgx-epc":
        _ = device["memdev"].flatMap { use($0, of: &backends) }
        isInOrder = false
        report(
          .notImported, at: device.range,
          "memory that is plugged in from the start has no place in a topology, which has space for it only")
      case "cxl-type3":
        report(.notImported, at: device.range, "memory of CXL devices is not read: addresses above RAM are lost")
      case "nvdimm":
        guard let node = number(device["node"] ?? zero(device), "'node'"),
          let name = required(device, "memdev"), let backend = use(name, of: &backends).flatMap({ backends[$0] })
        else { continue }
        guard node.value < UInt64(nodes.count) else {
          report(
            .malformedInput, at: node.origin ?? device.range,
            "there is no node \(node.value): nodes are \(CPUList.text(0..<UInt32(nodes.count)))")
          continue
        }
        if let reason = obstacle(to: device, Int(node.value), nodes, isInOrder && Int(node.value) > last) {
          isInOrder = false
          report(.notImported, at: device.range, reason)
          continue
        }
        last = Int(node.value)
        guard let size = plug(backend, device, &nodes[last]) else { continue }
        taken.size = min(taken.size + min(size, Units.addressLimit), Units.addressLimit)
        taken.slots += 1
      default: break
      }
    }
    return taken
  }

  private func zero(_ device: QEMUProperties) -> QEMUProperty {
    QEMUProperty(key: "node", value: "0", range: device.range)
  }

  /// Why an NVDIMM cannot be the memory of its node; `nil` where it can.
  private func obstacle(to device: QEMUProperties, _ node: Int, _ nodes: [MemoryNode], _ isInOrder: Bool) -> String?
  {
    if nodes[node].memory?.value != 0 {
      return "node \(node) has other memory already, and a topology's node is an NVDIMM as a whole or not at all"
    }
    if device["addr"] != nil { return "that this NVDIMM lies at an address of its own has no place in a topology" }
    return isInOrder
      ? nil
      : "this NVDIMM does not lie where a topology has it: behind those of the nodes before its own, and nothing else"
  }

  /// Has a node be an NVDIMM.
  ///
  /// - Returns: The bytes of space that it takes.
  private mutating func plug(_ backend: QEMUBackend, _ device: QEMUProperties, _ node: inout MemoryNode) -> UInt64?
  {
    let label = size(device["label-size"], "'label-size'", plain: .bytes)?.value ?? 0
    guard let memory = QEMUPluggedMemory(backend.size.value, label: label, alignment: backend.alignment?.value)
    else {
      report(.malformedInput, at: device.range, "this NVDIMM has no memory that could be plugged in")
      return nil
    }
    memory.apply(to: &node, sizeAt: backend.size.origin, alignmentAt: backend.alignment?.origin)
    node.policy = backend.policy
    node.isPersistent = Located(true, at: device.range)
    return memory.space
  }
}
