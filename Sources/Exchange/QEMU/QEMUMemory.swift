import Addresses
import Diagnostics
import MachineModel

/// How much memory a machine of QEMU's has, and may come to have, whether options or libvirt's elements say it.
struct QEMUMemory {
  /// Bytes of RAM.
  var ram: Located<UInt64>
  /// Bytes of RAM and all that can be plugged in; `nil` where nothing can.
  var most: Located<UInt64>?
  /// By how many pieces.
  var slots: Located<UInt64>?

  /// Gives the last node the space for what is plugged in later.
  ///
  /// - Parameters:
  ///   - taken: Bytes and slots of what is plugged in from the start.
  ///   - isOfQEMU: Whether the topology is on a platform of QEMU's.
  ///   - sink: Told of space that no topology has.
  func stateSpace(
    of node: inout MemoryNode, taken: (size: UInt64, slots: UInt64), isOfQEMU: Bool,
    reportingTo sink: inout DiagnosticSink
  ) {
    guard let most, most.value > ram.value else { return }
    let slots = slots?.value ?? 0
    switch QEMUSpace(most.value - ram.value, slots: slots, taken: taken, isOfQEMU: isOfQEMU) {
    case .none: break
    case .tooFewSlots:
      sink.report(
        ExchangeRule.malformedInput, at: self.slots?.origin ?? most.origin,
        "\(taken.slots) NVDIMM\(taken.slots == 1 ? " is" : "s are") plugged in, but there "
          + (slots == 1 ? "is 1 slot" : "are \(slots) slots"))
    case .unsayable(let size, let free):
      sink.report(
        ExchangeRule.notImported, at: most.origin,
        "space for memory of \(Units.bytes(size)) with \(free) slot\(free == 1 ? "" : "s") has no place in a topology, "
          + "whose space has a size and a slot")
    case .space(let size, let free):
      var space = HotplugSpace(size: size, origin: most.origin)
      if free > 1 { space.slots = Located(UInt32(free), at: self.slots?.origin) }
      node.hotplug = space
    }
  }
}
