import Addresses
package import Diagnostics
import MachineModel

/// The seventh pass: which memslots each privilege level has.
///
/// RAM comes first. One extent is one slot, unless it is longer than `slots.max_size` or `legacy_x86` cuts it. Windows
/// follow, so that one that comes or goes leaves the numbers of RAM as they are.
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
    reportTooHigh(placed, &sink)
    guard mayNumber(windowed, cutting, &sink) else { return nil }
    let ram = ramSlots(of: placed, cutting)
    var partitions = [
      Partition(name: Partition.guest, slots: guestSlots(ram, windowed.windows, of: topology, cutting))
    ]
    if let vtl2 = topology.vtl2 {
      partitions.append(
        Partition(name: Partition.privileged, slots: privilegedSlots(ram, vtl2, of: topology, cutting)))
    }
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
            backingOffset: extent.backingOffset + (range.start - extent.start), extent: index))
      }
    }
    return slots
  }

  /// What the guest sees: its RAM as `visibility` states it, then what is seen of the windows.
  private func guestSlots(
    _ ram: [MemorySlot], _ windows: FlatView, of topology: Topology, _ cutting: SlotCutting
  ) -> [MemorySlot] {
    var slots = ram
    // The first statement about a slot holds; a second one is a mistake that a check tells of.
    for stated in topology.visibility.reversed() {
      if let index = ram[...].index(ofSlot: stated.range) { slots[index].visibility = stated.mode }
    }
    for visible in windows.ranges {
      cutting.forEachSlot(in: visible.range) { range in
        slots.append(
          MemorySlot(
            number: topology.slots.first + UInt32(slots.count), range: range, source: .window(visible.id),
            backingOffset: range.start - topology.devices[visible.id].start))
      }
    }
    return slots
  }

  /// What the more privileged level sees: the guest's RAM, whatever the guest may do with it, its own RAM above that,
  /// then the mirrors.
  private func privilegedSlots(
    _ ram: [MemorySlot], _ vtl2: PrivilegedMemory, of topology: Topology, _ cutting: SlotCutting
  ) -> [MemorySlot] {
    var slots = ram
    slots.reserveCapacity(ram.count * (1 + topology.aliases.count) + 1)
    cutting.forEachSlot(in: vtl2.range) { range in
      slots.append(
        MemorySlot(
          number: topology.slots.first + UInt32(slots.count), range: range, source: .vtl2,
          backingOffset: range.start - vtl2.start))
    }
    for alias in topology.aliases.sorted(by: { $0.offset < $1.offset }) {
      for var slot in ram {
        slot.number = topology.slots.first + UInt32(slots.count)
        slot.range = AddressRange(start: slot.start + alias.offset, size: slot.size)
        slot.aliasOffset = alias.offset
        slots.append(slot)
      }
    }
    return slots
  }

  /// Reports mirrors that no address space has room for. The sums are far from overflowing, so slots can be told of
  /// nevertheless.
  private func reportTooHigh(_ placed: PlacedNodes, _ sink: inout DiagnosticSink) {
    guard placed.topology.vtl2 != nil, let ramEnd = placed.extents.last?.end else { return }
    for alias in placed.topology.aliases where alias.offset + ramEnd > Units.addressLimit {
      sink.report(
        LanguageRule.addressTooHigh, at: alias.origin,
        "the alias at offset \(Units.address(alias.offset)) would end at \(Units.address(alias.offset + ramEnd)), "
          + "beyond 2^52, the highest guest physical address that KVM takes")
    }
  }

  // MARK: Counting

  /// Whether KVM has numbers for all slots. Counts before it cuts, so that a tiny `max_size` costs a message and not the
  /// memory of 2^40 slots.
  private func mayNumber(
    _ windowed: WindowedNodes, _ cutting: SlotCutting, _ sink: inout DiagnosticSink
  ) -> Bool {
    let topology = windowed.mapped.placed.topology
    let ram = windowed.mapped.placed.extents.reduce(0) { $0 + cutting.count($1.range) }
    let windows = windowed.windows.ranges.reduce(0) { $0 + cutting.count($1.range) }
    guard let vtl2 = topology.vtl2 else { return mayNumber(ram + windows, of: "the layout", topology, &sink) }
    // At most 2^40 slots, and as many mirrors of them as a file of 64 MiB can state, stay far below 2^64.
    let privileged = ram * UInt64(1 + topology.aliases.count) + cutting.count(vtl2.range)
    let mayNumberGuest = mayNumber(ram + windows, of: "partition '\(Partition.guest)'", topology, &sink)
    let mayNumberPrivileged = mayNumber(privileged, of: "partition '\(Partition.privileged)'", topology, &sink)
    return mayNumberGuest && mayNumberPrivileged
  }

  private func mayNumber(
    _ count: UInt64, of whole: String, _ topology: Topology, _ sink: inout DiagnosticSink
  ) -> Bool {
    let options = topology.slots
    if let maximum = options.maximumCount, count > maximum.value {
      sink.report(
        LayoutRule.tooManySlots, at: maximum.origin,
        "\(whole) has \(count) slots, but 'slots.max' allows \(maximum.value)")
    }
    guard count > 0 else { return true }
    let last = UInt64(options.first) + count - 1
    guard last <= Language.highestSlot else {
      sink.report(
        LayoutRule.slotNumberTooHigh,
        // Where nothing is said of slots, whatever makes them many is where they are spoken of.
        at: options.origin ?? topology.aliases.first?.origin ?? topology.vtl2?.origin ?? topology.memory?.origin
          ?? topology.nodes.first?.origin ?? topology.origin,
        "\(whole) has \(count) slots from number \(options.first), so the last is \(last); "
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
