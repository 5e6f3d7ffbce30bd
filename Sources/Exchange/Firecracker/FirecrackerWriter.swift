import Addresses
import Diagnostics
import JSONCoding
import Lowering
import MachineModel
import Platforms

/// Writes a layout as a configuration of Firecracker, without what else a machine has.
struct FirecrackerWriter: TargetWriter {
  let machine: TargetMachine
  private(set) var refusals: ExportRefusals

  static let target = ExportTarget(
    name: "Firecracker", preset: Firecracker.self, mostCPUs: FirecrackerFormat.mostCPUs,
    abilities: [.hotplug, .hotplugSlots])
  private static let mib: UInt64 = 1 << 20

  /// The configuration.
  mutating func bytes() -> [UInt8] {
    machine.checkPlainPlaces(&refusals)
    let policy = refusals.reduced(
      topology.policy(of: BackedMemory(node: 0)), at: machine.origin(of: BackedMemory(node: 0)),
      for: [.largePages, .advice])
    let isThreaded = isThreaded()
    let space = space()
    var json = JSONWriter(layout: .records)
    json.object { json in
      json.name("machine-config")
      json.object { json in
        json.member("vcpu_count", topology.cpus.count)
        json.member("mem_size_mib", sizeInMiB(machine.layout.memory))
        if isThreaded { json.member("smt", true) }
        if policy.hugepages.value != .off {
          json.member("huge_pages", "2M")
        } else if policy.transparentHugepages == .on {
          json.member("huge_pages", "Transparent")
        }
      }
      guard let space else { return }
      json.name("memory-hotplug")
      json.object { json in
        json.member("total_size_mib", space.size / Self.mib)
        if let slots = space.slots, space.size / UInt64(slots.value) != FirecrackerFormat.slotSize {
          json.member("slot_size_mib", space.size / Self.mib / UInt64(slots.value))
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  // MARK: Memory

  private mutating func sizeInMiB(_ size: UInt64) -> UInt64 {
    let place = machine.origin(of: BackedMemory(node: 0))
    let policy = topology.policy(of: BackedMemory(node: 0))
    let unit = policy.transparentHugepages == .on ? Units.largePage : Self.mib
    if size % unit != 0 {
      refusals.refuse(
        at: place,
        "Firecracker's memory is a multiple of \(Units.bytes(unit))\(unit > Self.mib ? " with huge pages" : ""), and "
          + "\(Units.bytes(size)) are none")
    }
    return max(size / Self.mib, 1)
  }

  /// The space that memory may be plugged into, if it is as Firecracker has it.
  private mutating func space() -> HotplugSpace? {
    guard let space = topology.nodes[0].hotplug else { return nil }
    let place = space.origin ?? topology.nodes[0].origin
    machine.checkSpaces(
      [0: AddressRange(start: FirecrackerFormat.pluggable, size: space.size)], &refusals)
    let slots = UInt64(space.slots?.value ?? 1)
    guard space.size % FirecrackerFormat.slotSize == 0, space.size / Self.mib <= UInt64(UInt32.max),
      space.size / slots >= FirecrackerFormat.slotSize, space.size % (slots * Self.mib) == 0
    else {
      refusals.refuse(
        at: space.slots?.origin ?? place,
        "Firecracker plugs memory in by slots of 128 MiB and more, of which \(Units.bytes(space.size)) are no whole number"
      )
      return nil
    }
    return space
  }

  // MARK: CPUs

  /// Whether each core has two threads.
  private mutating func isThreaded() -> Bool {
    let place = machine.asked.cpuOrigin ?? topology.origin
    guard let shape = topology.cpuShape else {
      if topology.cpus.enumerated().contains(where: { $0.offset != Int($0.element.apicID) }) {
        refusals.refuse(at: place, "Firecracker chooses APIC IDs itself: they are the CPUs' numbers")
      }
      return false
    }
    let threads = shape.threadsPerCore
    var reason: String?
    if shape.llcs > 1 {
      reason = "has one package with one last-level cache, not \(shape.llcs) caches"
    } else if threads > 2 {
      reason = "has cores of 1 or 2 threads, not of \(threads)"
    } else if threads == 2, topology.architecture == .aarch64 {
      reason = "has cores of one thread on aarch64"
    } else if shape.numbering == .threadsLast, threads > 1 {
      reason = "numbers the threads of a core one behind the other"
    }
    if let reason { refusals.refuse(at: place, "Firecracker \(reason)") }
    return reason == nil && threads == 2
  }
}
