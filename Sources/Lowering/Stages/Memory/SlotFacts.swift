import Addresses
package import JSONCoding
package import MachineModel

/// What is told of a memslot: in every JSON format each fact has the same name, the same meaning and the same words.
package struct SlotFacts: Hashable, Sendable {
  /// A fact, as a format describes it.
  package enum Fact {
    case aliasOffset
    case backing
    case device
    case domain
    case guestPhysicalAddress
    case memorySize
    case node
    case slot
    case source
    case visibilityAtFirst
    case visibilityNow
    case zone
  }

  /// What was added to the address of the RAM that the slot mirrors; `nil` where it is no alias.
  package var aliasOffset: UInt64?
  /// `private`, `shared`, `file` or `existing`, or `device` where the device provides the memory.
  package var backing = ""
  /// The name of the device window; `nil` for other sources.
  package var device: String?
  /// The proximity domain of the node where it is another number than the node's place; else `nil`.
  package var domain: UInt64?
  /// The first guest physical address.
  package var guestPhysicalAddress: UInt64 = 0
  /// Bytes.
  package var memorySize: UInt64 = 0
  /// The node, by its place in the topology; `nil` where the memory is of no node.
  package var node: UInt64?
  /// The slot's number.
  package var slot: UInt64 = 0
  /// What provides the memory: `node`, `device` or `vtl2`.
  package var source = ""
  /// `read-write`, `read-only` or `unmapped`: what the guest may do without an exit.
  package var visibility = ""
  /// The zone, by its place among its node's; `nil` where the memory is of none.
  package var zone: UInt64?

  /// A slot of which nothing is known.
  package init() {}

  /// A slot of a partition.
  ///
  /// - Parameters:
  ///   - slot: The slot.
  ///   - device: The name of the window whose memory it is; `nil` where it is none's.
  ///   - backing: The word for the backing, where the memory is no window's.
  ///   - visibility: What the guest may do.
  package init(_ slot: MemorySlot, device: String?, backing: String, visibility: Visibility) {
    aliasOffset = slot.aliasOffset
    self.backing = device == nil ? backing : slot.source.name
    self.device = device
    guestPhysicalAddress = slot.guestPhysicalAddress
    memorySize = slot.size
    node = slot.node.map { UInt64($0) }
    self.slot = UInt64(slot.number)
    source = slot.source.name
    self.visibility = visibility.rawValue
    zone = slot.zone.map { UInt64($0) }
  }

  /// A slot of a partition as it is at first.
  package init(_ slot: MemorySlot, of layout: Layout) {
    let device: String? =
      if case .window(let index) = slot.source { layout.topology.devices[index].name } else { nil }
    let backing = layout.policy(of: slot).backing
    self.init(slot, device: device, backing: backing.name, visibility: slot.visibility)
  }

  /// What provides the memory, for people: `node 1`, `zone 0 of node 1`, `device vga`, `vtl2`.
  package var memory: String {
    node.map { node in zone.map { "zone \($0) of node \(node)" } ?? "node \(node)" } ?? device.map {
      "device \($0)"
    } ?? source
  }
  /// Guest physical addresses, for people.
  package var rangeText: String { Units.range(guestPhysicalAddress, guestPhysicalAddress &+ memorySize) }
  /// Bytes, for people.
  package var sizeText: String { Units.bytes(memorySize) }

  /// Describes one fact: a format has others of its own between them, and all in the order of their names.
  @specialized(where Coder == JSONWriter)
  package mutating func describe<Coder: JSONCoder>(_ fact: Fact, to coder: inout Coder) {
    switch fact {
    case .aliasOffset:
      coder.member(
        "alias_offset", &aliasOffset,
        "Only of a mirror: guest_phys_addr is this much above the address of the RAM that is mirrored.")
    case .backing:
      coder.member(
        "backing", &backing, "private, shared, file or existing; device where the device provides the memory.",
        values: .words(["private", "shared", "file", "existing", "device"]))
    case .device: coder.member("device", &device, "The name of the device window, where source is device.")
    case .domain:
      coder.member(
        "domain", &domain, "The proximity domain of the node where that is another number than the node's place.")
    case .guestPhysicalAddress: coder.member("guest_phys_addr", &guestPhysicalAddress)
    case .memorySize: coder.member("memory_size", &memorySize)
    case .node: coder.member("node", &node, "The node, by its place in the topology, where source is node.")
    case .slot: coder.member("slot", &slot)
    case .source:
      coder.member(
        "source", &source,
        "What provides the memory: node, device, or vtl2 for the RAM of the more privileged level.",
        values: .words([MemorySource.node(0), .window(0), .vtl2].map(\.name)))
    case .visibilityAtFirst: describeVisibility("at first", to: &coder)
    case .visibilityNow: describeVisibility("now", to: &coder)
    case .zone:
      coder.member(
        "zone", &zone,
        "The zone whose memory it is, by its place among its node's; absent where the node has none. Each has an object of "
          + "its own.")
    }
  }

  private mutating func describeVisibility(_ moment: String, to coder: inout some JSONCoder) {
    coder.member(
      "visibility", &visibility,
      "The state \(moment): read-write; read-only; or unmapped, where the slot keeps its number but is not registered.",
      values: .words(Visibility.allCases.map(\.rawValue)))
  }
}

extension SlotFacts: CustomStringConvertible {
  /// `slot 3: 0x0-0x1000 (4 KiB) node 1`.
  package var description: String { "slot \(slot): \(rangeText) (\(sizeText)) \(memory)" }
}
