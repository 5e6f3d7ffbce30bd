package import Addresses
import Diagnostics
import Lowering
import MachineModel

/// Holds the partitions of `memslots.json` against what `layout.json` says of them.
struct PartitionComparison {
  private let layout: LayoutFile
  private let memslots: MemslotsFile

  init(_ layout: LayoutFile, _ memslots: MemslotsFile) {
    self.layout = layout
    self.memslots = memslots
  }

  /// What disagrees, each as the end of a line about `memslots.json`.
  func problems() -> [String] {
    let guest = slots(of: Partition.guest)
    guard guest.filter({ $0.source == "node" }).map(\.entry) == ram else { return ["not the slots of layout.json"] }
    var problems: [String] = []
    if !areDomainsStated() { problems.append("not the proximity domains of layout.json") }
    let names = [Partition.guest] + (layout.vtl2 == nil ? [] : [Partition.privileged])
    if memslots.partitions.map(\.name) != names { problems.append("not the partitions of layout.json") }
    for partition in memslots.partitions {
      if !isDense(partition) {
        problems.append("the slots of \(partition.name.excerpt) are not numbered densely")
      }
      if !isKeptAsStated(partition) {
        problems.append(
          "the slots that \(partition.name.excerpt) keeps for hot-pluggable space are not those of layout.json")
      }
    }
    // What the more privileged level sees of the guest's is held against this.
    let own = slots(of: Partition.privileged).filter { $0.source == "vtl2" }
    for (name, slots) in [(Partition.guest, guest), (Partition.privileged, own)] {
      problems += SlotForms(slots).problems().map { "\(name): \($0)" }
    }
    if !isVisibilityStated(guest) { problems.append("not the visibility of layout.json") }
    if !areWindowsStated(guest) { problems.append("not the device windows of layout.json") }
    if let vtl2 = layout.vtl2, !isStated(slots(of: Partition.privileged), vtl2, guest) {
      problems.append("not the RAM and the aliases of VTL2 of layout.json")
    }
    return problems
  }

  private func slots(of partition: String) -> [MemslotsFile.Slot] {
    memslots.partitions.first { $0.name == partition }?.slots ?? []
  }

  private var ram: [LayoutFile.SlotEntry] {
    layout.slots.map { slot in
      var slot = slot
      slot.line = nil
      return slot
    }
  }

  private func areDomainsStated() -> Bool {
    memslots.partitions.allSatisfy { partition in
      partition.slots.allSatisfy { slot in
        let node = slot.node.flatMap { Int(exactly: $0) }.flatMap { layout.nodes.indices.contains($0) ? $0 : nil }
        return slot.domain == node.flatMap { layout.nodes[$0].domain }
      }
    }
  }

  /// Whether the numbers of slots ascend, and no number between them is of neither a slot nor kept free.
  private func isDense(_ partition: MemslotsFile.PartitionEntry) -> Bool {
    let slots = partition.slots.map(\.slot)
    guard let first = layout.slots.first?.slot else { return slots.isEmpty }
    guard let kept = partition.hotplug?.map(\.slot) else {
      return slots.enumerated().allSatisfy { $1 == first &+ UInt64($0) }
    }
    return zip(slots, slots.dropFirst()).allSatisfy { $0 < $1 }
      && (slots + kept).sorted().enumerated().allSatisfy { $1 == first &+ UInt64($0) }
  }

  /// Whether a partition keeps the numbers free that `layout.json` names, behind RAM, and in the more privileged level others
  /// behind each mirror of that.
  private func isKeptAsStated(_ partition: MemslotsFile.PartitionEntry) -> Bool {
    let kept = partition.hotplug ?? []
    let own = layout.nodes.flatMap { node in node.hotplug?.kept(of: node) ?? [] }.sorted {
      $0.slot < $1.slot
    }
    let offsets = partition.name == Partition.privileged ? (layout.aliases ?? []).map(\.offset).sorted() : []
    guard kept.count == own.count * (1 + offsets.count), kept.starts(with: own) else { return false }
    guard !own.isEmpty, !offsets.isEmpty else { return true }
    var last: [UInt64: UInt64] = [:]
    for slot in partition.slots {
      if let offset = slot.aliasOffset { last[offset] = max(last[offset] ?? 0, slot.slot) }
    }
    return kept.dropFirst(own.count).enumerated().allSatisfy { index, entry in
      let offset = offsets[index / own.count]
      var wanted = own[index % own.count]
      wanted.aliasOffset = offset
      wanted.guestPhysicalAddress &+= offset
      wanted.slot = (last[offset] ?? 0) &+ 1 &+ UInt64(index % own.count)
      return entry == wanted
    }
  }

  // MARK: The guest

  private func isVisibilityStated(_ slots: [MemslotsFile.Slot]) -> Bool {
    let modes = Dictionary(
      (layout.visibility ?? []).map { ($0.slot, $0.mode) }, uniquingKeysWith: { first, _ in first })
    return slots.allSatisfy { slot in
      slot.visibility == modes[slot.slot] ?? Visibility.readWrite.rawValue
        && slot.flags == (slot.visibility == Visibility.readOnly.rawValue ? MemslotsFile.Slot.readOnlyFlag : 0)
    }
  }

  /// Slots of windows are those that `layout.json` names, and hold what is seen of each.
  private func areWindowsStated(_ guest: [MemslotsFile.Slot]) -> Bool {
    let devices = layout.devices ?? []
    let slotsOfDevice = Dictionary(grouping: guest.filter { $0.source == "device" }, by: { $0.device ?? "" })
    guard slotsOfDevice.count == devices.count(where: { !$0.slots.isEmpty }), !overlapsAtOnePriority(devices) else {
      return false
    }
    let windows = devices.enumerated().map { index, device in
      FlatView.Window(
        id: index, start: device.start, end: device.start &+ device.size, priority: UInt8(clamping: device.priority)
      )
    }
    let hidden = AddressSet(layout.slots.map(\.range))
    let visible = Dictionary(grouping: FlatView(windows, under: hidden).ranges, by: \.id)
    return devices.enumerated().allSatisfy { index, device in
      let slots = slotsOfDevice[device.name] ?? []
      return slots.map(\.slot) == device.slots
        && slots.allSatisfy {
          $0.backingOffset == $0.guestPhysicalAddress &- device.start && $0.deviceFile == device.file
            && $0.deviceFileOffset == device.fileOffset
            && $0.visibility == device.visibility ?? Visibility.readWrite.rawValue
        }
        && AddressSet(slots.map(\.range)) == AddressSet((visible[index] ?? []).map(\.range))
    }
  }

  private func overlapsAtOnePriority(_ devices: [LayoutFile.DeviceEntry]) -> Bool {
    let ascending = devices.sorted { ($0.priority, $0.start) < ($1.priority, $1.start) }
    return zip(ascending, ascending.dropFirst()).contains {
      $0.priority == $1.priority && $0.start &+ $0.size > $1.start
    }
  }

  // MARK: The more privileged level

  /// RAM as the guest has it, the level's own, then RAM once more for each alias.
  private func isStated(
    _ slots: [MemslotsFile.Slot], _ vtl2: LayoutFile.PrivilegedEntry, _ guest: [MemslotsFile.Slot]
  ) -> Bool {
    let ram = guest.filter { $0.source == "node" }.map { $0.mirrored(at: nil) }
    let own = slots.filter { $0.source == "vtl2" }
    guard AddressSet(own.map(\.range)).ranges == [.init(vtl2.start, vtl2.start &+ vtl2.size)],
      own.allSatisfy({ $0.backingOffset == $0.guestPhysicalAddress &- vtl2.start }),
      slots.allSatisfy({ $0.visibility == Visibility.readWrite.rawValue && $0.flags == 0 })
    else { return false }
    let seen = slots.filter { $0.source != "vtl2" }.map { $0.mirrored(at: $0.aliasOffset) }
    let offsets = (layout.aliases ?? []).map(\.offset).sorted()
    guard seen.count == ram.count * (1 + offsets.count) else { return false }
    let expected = [nil] + offsets.map(Optional.some)
    return expected.enumerated().allSatisfy { index, offset in
      zip(seen[(index * ram.count)...], ram).allSatisfy { seen, ram in
        var ram = ram
        ram.aliasOffset = offset
        return seen == ram
      }
    }
  }
}

extension MemslotsFile.Slot: AddressRanged {
  /// Where the slot lies; nothing where that is beyond 64 bits.
  package var range: AddressRange {
    AddressRange(facts.guestPhysicalAddress, facts.guestPhysicalAddress &+ facts.memorySize)
  }
}

extension MemslotsFile.Slot {
  /// What `layout.json` says of a slot of RAM.
  fileprivate var entry: LayoutFile.SlotEntry {
    var entry = LayoutFile.SlotEntry()
    entry.guestPhysicalAddress = facts.guestPhysicalAddress
    entry.memorySize = facts.memorySize
    entry.node = facts.node ?? .max
    entry.slot = facts.slot
    entry.zone = facts.zone
    return entry
  }

  /// The slot without what differs between partitions: its number, its visibility, and what an alias adds.
  fileprivate func mirrored(at offset: UInt64?) -> Self {
    var mirrored = self
    mirrored.flags = 0
    mirrored.facts.slot = 0
    mirrored.facts.visibility = Visibility.readWrite.rawValue
    mirrored.facts.guestPhysicalAddress &-= offset ?? 0
    return mirrored
  }
}
