import Addresses
import Diagnostics
import Lowering
import MachineModel

/// Holds the slots of a partition of `memslots.json` against each other: which members belong together, and what the
/// slots of one node have in common.
struct SlotForms {
  private let slots: [MemslotsFile.Slot]

  init(_ slots: [MemslotsFile.Slot]) {
    self.slots = slots
  }

  /// What does not fit, each as the end of a line about the partition.
  func problems() -> [String] {
    slots.flatMap { slot in formProblems(slot).map { "slot \(slot.slot) \($0)" } } + nodeProblems() + overlaps()
  }

  private func formProblems(_ slot: MemslotsFile.Slot) -> [String] {
    var problems: [String] = []
    if slot.memorySize == 0 { problems.append("is empty") }
    if [
      slot.guestPhysicalAddress, slot.memorySize, slot.backingOffset, slot.aliasOffset ?? 0,
      slot.deviceFileOffset ?? 0,
    ].contains(where: {
      $0 % Units.pageSize != 0
    }) {
      problems.append("lies on no 4 KiB pages")
    }
    if (slot.source == "node") != (slot.node != nil) || (slot.source == "device") != (slot.device != nil) {
      problems.append("is of source '\(slot.source.excerpt)', but names another one")
    }
    if slot.zone != nil, slot.source != "node" {
      problems.append("is of source '\(slot.source.excerpt)', but has a zone, which only memory of a node has")
    }
    if (slot.backing == "file") != (slot.backingFile != nil) {
      problems.append("has the backing '\(slot.backing.excerpt)', but \(slot.backingFile == nil ? "no" : "a") file")
    }
    if (slot.backing == "device") != (slot.source == "device") {
      problems.append("has the backing '\(slot.backing.excerpt)', but is of source '\(slot.source.excerpt)'")
    }
    if (slot.deviceFile != nil || slot.deviceFileOffset != nil) && slot.source != "device"
      || (slot.deviceFile != nil) != (slot.deviceFileOffset != nil)
    {
      problems.append("has a device's file without its offset or its device, or an offset alone")
    }
    if !hasPageSize(slot) {
      problems.append("has hugepages '\(slot.hugepages.excerpt)', but pages of \(Units.bytes(slot.pageSize))")
    }
    if slot.source != "node", slot.memoryPolicy.dropFirst() != MemslotsFile.Slot.nodeless.dropFirst() {
      problems.append("has a policy, which only memory of a node has")
    }
    return problems
  }

  private func hasPageSize(_ slot: MemslotsFile.Slot) -> Bool {
    switch slot.hugepages {
    case "off": slot.pageSize == Units.pageSize
    case "on": slot.pageSize > Units.pageSize && slot.pageSize.nonzeroBitCount == 1
    // The large pages, or small ones where no large one fits.
    case "auto": slot.pageSize == Units.largePage || slot.pageSize == Units.pageSize
    // That is told as a word that is none.
    default: true
    }
  }

  /// The slots of a node, or of a zone, are parts of one object, one behind the other, and have one policy.
  private func nodeProblems() -> [String] {
    var problems: [String] = []
    let ofNodes = slots.filter { $0.source == "node" && $0.aliasOffset == nil }
    let wholes = Dictionary(grouping: ofNodes, by: \.owner)
    for (_, slots) in wholes.sorted(by: { $0.key.order < $1.key.order }) {
      let memory = slots[0].facts.memory
      var offset: UInt64 = 0
      for slot in slots.sorted(by: { $0.guestPhysicalAddress < $1.guestPhysicalAddress }) {
        if slot.backingOffset != offset {
          problems.append(
            "slot \(slot.slot) begins at \(Units.address(slot.backingOffset)) of the memory of \(memory), where "
              + "\(Units.address(offset)) bytes lie below it")
        }
        offset &+= slot.memorySize
      }
      if Set(slots.map(\.memoryPolicy)).count > 1 {
        problems.append("the slots of \(memory) differ in their policy")
      }
    }
    return problems
  }

  private func overlaps() -> [String] {
    let ascending = slots.sorted { $0.guestPhysicalAddress < $1.guestPhysicalAddress }
    return zip(ascending, ascending.dropFirst()).filter {
      $0.guestPhysicalAddress &+ $0.memorySize > $1.guestPhysicalAddress
    }.map { "slots \($0.slot) and \($1.slot) overlap at \(Units.address($1.guestPhysicalAddress))" }
  }
}

/// What has an object of its own, as a file says it.
private struct MemoryOwner: Hashable {
  let node: UInt64?
  let zone: UInt64?

  /// By node, then by zone.
  var order: (UInt64, UInt64, Int) { (node ?? .max, zone ?? 0, zone == nil ? 0 : 1) }
}

extension MemslotsFile.Slot {
  /// The node or the zone whose memory it is.
  fileprivate var owner: MemoryOwner { MemoryOwner(node: facts.node, zone: facts.zone) }

  /// What memory of no node has.
  fileprivate static let nodeless: [String] = {
    var slot = MemslotsFile.Slot()
    (slot.hugepages, slot.pageSize, slot.policy, slot.thp) = ("off", Units.pageSize, "default", "default")
    return slot.memoryPolicy
  }()

  /// How the host provides the memory: all that a node states, and its slots have in common.
  fileprivate var memoryPolicy: [String] {
    [
      facts.backing, backingFile ?? "", hostNodes.map(String.init).joined(separator: ","), hugepages,
      String(pageSize),
      policy, thp,
    ]
      + [mergeable, pin, prefault, reserve].map { "\($0)" }
  }
}
