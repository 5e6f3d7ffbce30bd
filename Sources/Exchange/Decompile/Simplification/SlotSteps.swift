import Addresses
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import Platforms

extension SimplificationStep {
  private static let withoutCuts = change(.asGood) { topology, _ in
    guard !topology.slots.cuts.isEmpty else { return false }
    topology.slots.cuts = []
    return true
  }

  /// How slots are cut.
  static let ofSlots: [SimplificationStep] = [
    withoutCuts,
    change(.asGood) { topology, _ in
      guard !topology.legacyX86.value, topology.slots.cuts.contains(where: { $0.value == 0xa0000 }) else {
        return false
      }
      topology.legacyX86 = Located(true)
      topology.slots.cuts.removeAll { $0.value < 0x100000 || $0.value == 0x100000 }
      return true
    },
    withoutCuts,
    // The longest slot is as long as slots may be, or what it ends at is a multiple of that.
    SimplificationStep(.asGood) { topology, context in
      guard let file = context.layoutFile, topology.slots.maximumSize == SlotOptions().maximumSize,
        !topology.slots.cuts.isEmpty
      else { return [] }
      let longest = Set(file.slots.map(\.memorySize)).sorted(by: >).prefix(4)
      let lowest = topology.slots.cuts.map(\.value).min() ?? 0
      return (longest + [lowest]).filter { $0 > 0 }.map { size in
        var other = topology
        other.slots.maximumSize = size
        other.slots.cuts.removeAll { $0.value % size == 0 }
        return other
      }
    },
    // What every other rule cuts anyway.
    withoutOne(of: \.slots.cuts),
  ]
}
