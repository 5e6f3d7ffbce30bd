import Addresses
package import Diagnostics
import MachineModel

/// The eighth pass: which memslots each privilege level has.
///
/// RAM comes first. One extent is one slot, unless it is longer than `slots.max_size` or `legacy_x86` cuts it. The numbers
/// that are kept for memory which may be plugged in follow, and windows behind those, so that neither leaves the numbers of
/// others other than they are when it comes or goes.
package struct SlotAssignment: Sendable {
  /// The rules that the pass can report.
  static let rules: [LayoutRule] = [.tooManySlots, .slotNumberTooHigh]

  /// Creates the pass.
  package init() {}

  /// Numbers the slots, and says where there are more than the topology allows; `nil` where there are more than KVM has
  /// numbers for, after saying so.
  package func run(_ windowed: WindowedNodes, reportingTo sink: inout DiagnosticSink) -> Layout? {
    let placed = windowed.mapped.placed
    let topology = placed.topology
    let cutting = topology.slotCutting
    reportTooHigh(windowed.mapped.pluggable, &sink)
    guard mayNumber(windowed, cutting, &sink) else { return nil }
    let ram = ramSlots(of: placed, cutting)
    let pluggable = SlotReservation.slots(
      of: windowed.mapped.pluggable.hotplug, topology, placed.geography,
      from: topology.slots.first + UInt32(ram.count))
    var partitions = [guest(ram, pluggable, windowed.windows, of: topology, cutting)]
    if let vtl2 = topology.vtl2 { partitions.append(privileged(ram, pluggable, vtl2, of: topology, cutting)) }
    return Layout(
      topology: topology, sizes: placed.sizes, geography: placed.geography, extents: placed.extents,
      memoryMap: windowed.mapped.memoryMap, affinities: windowed.mapped.affinities,
      hotplug: windowed.mapped.pluggable.hotplug, partitions: partitions)
  }

  private func ramSlots(of placed: PlacedNodes, _ cutting: SlotCutting) -> [MemorySlot] {
    let first = placed.topology.slots.first
    var slots: [MemorySlot] = []
    slots.reserveCapacity(placed.extents.count)
    for (index, extent) in placed.extents.enumerated() {
      cutting.forEachSlot(in: extent.range) { range in
        slots.append(
          MemorySlot(
            number: first + UInt32(slots.count), range: range, source: .node(extent.node),
            backingOffset: extent.backingOffset + (range.start - extent.start), extent: index, zone: extent.zone))
      }
    }
    return slots
  }

  /// What the guest sees: its RAM as `visibility` states it, then what is seen of the windows.
  private func guest(
    _ ram: [MemorySlot], _ pluggable: [PluggableSlot], _ windows: FlatView, of topology: Topology,
    _ cutting: SlotCutting
  ) -> Partition {
    var slots = ram
    // The first statement about a slot holds; a second one is a mistake that a check tells of.
    for stated in topology.visibility.reversed() {
      if let index = ram[...].index(ofSlot: stated.range) { slots[index].visibility = stated.mode }
    }
    let first = topology.slots.first + UInt32(pluggable.count)
    for visible in windows.ranges {
      let window = topology.devices[visible.id]
      cutting.forEachSlot(in: visible.range) { range in
        slots.append(
          MemorySlot(
            number: first + UInt32(slots.count), range: range, source: .window(visible.id),
            backingOffset: range.start - window.start, visibility: window.visibility))
      }
    }
    return Partition(name: Partition.guest, slots: slots, pluggable: pluggable)
  }

  /// What the more privileged level sees: the guest's RAM, whatever the guest may do with it, its own RAM above that,
  /// then the mirrors; of what may be plugged in likewise.
  private func privileged(
    _ ram: [MemorySlot], _ pluggable: [PluggableSlot], _ vtl2: PrivilegedMemory, of topology: Topology,
    _ cutting: SlotCutting
  ) -> Partition {
    var partition = Partition(name: Partition.privileged, slots: ram, pluggable: pluggable)
    partition.slots.reserveCapacity(ram.count * (1 + topology.aliases.count) + 1)
    var next: UInt32 { topology.slots.first + UInt32(partition.slots.count + partition.pluggable.count) }
    cutting.forEachSlot(in: vtl2.range) { range in
      partition.slots.append(
        MemorySlot(number: next, range: range, source: .vtl2, backingOffset: range.start - vtl2.start))
    }
    for alias in topology.aliases.sorted(by: { $0.offset < $1.offset }) {
      for var slot in ram {
        slot.number = next
        slot.range = AddressRange(start: slot.start + alias.offset, size: slot.size)
        slot.aliasOffset = alias.offset
        partition.slots.append(slot)
      }
      for var slot in pluggable {
        slot.number = next
        slot.range = AddressRange(start: slot.start + alias.offset, size: slot.size)
        slot.aliasOffset = alias.offset
        partition.pluggable.append(slot)
      }
    }
    return partition
  }

  /// Reports mirrors that no address space has room for. The sums are far from overflowing, so slots can be told of
  /// nevertheless.
  private func reportTooHigh(_ nodes: PluggableNodes, _ sink: inout DiagnosticSink) {
    let topology = nodes.placed.topology
    guard topology.vtl2 != nil, let ramEnd = nodes.placed.extents.last?.end else { return }
    let kept = nodes.hotplug.filter {
      SlotReservation.count(ofNode: topology.nodes[$0.node], on: nodes.placed.geography) != nil
    }
    let end = kept.reduce(ramEnd) { max($0, $1.end) }
    for alias in topology.aliases where alias.offset + end > Units.addressLimit {
      sink.report(
        LanguageRule.addressTooHigh, at: alias.origin,
        "the alias at offset \(Units.address(alias.offset)) would end at \(Units.address(alias.offset + end)), "
          + "beyond 2^52, the highest guest physical address that KVM takes")
    }
  }

  // MARK: Counting

  /// Whether KVM has numbers for all slots. Counts before it cuts, so that a tiny `max_size` costs a message and not the
  /// memory of 2^40 slots.
  private func mayNumber(
    _ windowed: WindowedNodes, _ cutting: SlotCutting, _ sink: inout DiagnosticSink
  ) -> Bool {
    let placed = windowed.mapped.placed
    let topology = placed.topology
    let ram = placed.extents.reduce(0) { $0 + cutting.count($1.range) }
    let kept = windowed.mapped.pluggable.hotplug.reduce(UInt64(0)) {
      $0 + UInt64(SlotReservation.count(ofNode: topology.nodes[$1.node], on: placed.geography) ?? 0)
    }
    let windows = windowed.windows.ranges.reduce(0) { $0 + cutting.count($1.range) }
    guard let vtl2 = topology.vtl2 else {
      return mayNumber(ram + windows, keeping: kept, of: "the layout", topology, &sink)
    }
    // At most 2^40 slots, and as many mirrors of them as a file of 64 MiB can state, stay far below 2^64.
    let views = UInt64(1 + topology.aliases.count)
    let mayNumberGuest = mayNumber(
      ram + windows, keeping: kept, of: "partition '\(Partition.guest)'", topology, &sink)
    let mayNumberPrivileged = mayNumber(
      ram * views + cutting.count(vtl2.range), keeping: kept * views, of: "partition '\(Partition.privileged)'",
      topology, &sink)
    return mayNumberGuest && mayNumberPrivileged
  }

  private func mayNumber(
    _ used: UInt64, keeping kept: UInt64, of whole: String, _ topology: Topology, _ sink: inout DiagnosticSink
  ) -> Bool {
    let options = topology.slots
    let count = used + kept
    let slots = "\(count) slots" + (kept > 0 ? ", \(kept) of them kept for hot-pluggable space," : "")
    if let maximum = options.maximumCount, count > maximum.value {
      sink.report(
        LayoutRule.tooManySlots, at: maximum.origin,
        "\(whole) has \(slots)\(kept > 0 ? "" : ",") but 'slots.max' allows \(maximum.value)")
    }
    guard count > 0 else { return true }
    let last = UInt64(options.first) + count - 1
    guard last <= Language.highestSlot else {
      sink.report(
        LayoutRule.slotNumberTooHigh,
        // Where nothing is said of slots, whatever makes them many is where they are spoken of.
        at: options.origin ?? topology.aliases.first?.origin ?? topology.vtl2?.origin ?? topology.memory?.origin
          ?? topology.nodes.first?.origin ?? topology.origin,
        "\(whole) has \(slots) from number \(options.first), so the last is \(last); "
          + "KVM takes numbers up to \(Language.highestSlot)")
      return false
    }
    return true
  }
}

extension LayoutRule {
  package static let tooManySlots = LayoutRule("too-many-slots", "there are at most 'slots.max' slots")
  package static let slotNumberTooHigh = LayoutRule("slot-number-too-high", "slot numbers go up to 32,763")
}

extension Topology {
  /// Whether slots are cut at the ranges of the first megabyte, which only a PC has.
  var splitsFirstMegabyte: Bool { legacyX86.value && architecture == .x8664 }
}

extension ArraySlice<MemorySlot> {
  /// The place of the slot that is exactly these addresses, among ascending slots; `nil` where none is.
  func index(ofSlot range: AddressRange) -> Int? {
    let index = firstIndexOfSorted { $0.end > range.start }
    return index < endIndex && self[index].range == range ? index : nil
  }
}
