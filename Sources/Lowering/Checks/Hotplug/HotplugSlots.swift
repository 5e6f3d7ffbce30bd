import Addresses
package import Diagnostics
package import MachineModel

/// Memory is plugged in by slots that Linux, and the pages of their node, can take.
package struct HotplugSlots: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hotplug-slots`.
  package var rules: [LayoutRule] { [.hotplugSlots] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// How the memory is provided.
  package var needs: Topology.Aspects { [.policy, .slots] }

  /// Reports each space whose slots are not equal multiples of 128 MiB or of the node's pages, do not begin at such, or
  /// are too long.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    for space in layout.hotplug {
      guard let declared = layout.topology.nodes[space.node].hotplug,
        let count = SlotReservation.count(ofNode: layout.topology.nodes[space.node], on: layout.geography)
      else { continue }
      let slots = Slots(
        space: space, declared: declared, count: UInt64(count),
        unit: layout.topology.backedMemory(of: [space.node]).reduce(SlotReservation.unit) {
          max($0, layout.policy(of: $1).pageSize)
        })
      slots.report(maximum: layout.topology.slots.maximumSize, to: &sink)
    }
  }
}

/// The slots of one space.
private struct Slots {
  let space: HotplugRange
  let declared: HotplugSpace
  let count: UInt64
  /// What each is a multiple of.
  let unit: UInt64

  private var words: String { "the hot-pluggable space of node \(space.node), \(Units.bytes(space.size))," }

  func report(maximum: UInt64, to sink: inout DiagnosticSink) {
    if space.size % (count * unit) != 0 {
      let below = space.size / (count * unit) * count * unit
      let above = below + count * unit
      let sizes = (below > 0 ? [below] : []) + [above]
      let fewer = (1..<count).last { space.size % ($0 * unit) == 0 }
      sink.report(
        LayoutRule.hotplugSlots, at: declared.slots?.origin ?? declared.origin,
        "\(words) is not \(count) equal slot\(count == 1 ? "" : "s") of whole \(Units.bytes(unit))",
        suggestion: "write \(sizes.map { "'size: \(Units.literal($0))'" }.joined(separator: " or "))"
          + (fewer.map { ", or 'slots: \($0)'" } ?? ""),
        fix: declared.sizeOrigin.map { Fix(writing: Units.literal(above), at: $0) })
    } else if space.size / count > maximum {
      let more = (count...256).first { space.size % ($0 * unit) == 0 && space.size / $0 <= maximum }
      sink.report(
        LayoutRule.hotplugSlots, at: declared.slots?.origin ?? declared.origin,
        "\(words) has slots of \(Units.bytes(space.size / count)), but 'slots.max_size' is \(Units.bytes(maximum))",
        suggestion: more.map { "write 'slots: \($0)'" },
        fix: more.flatMap { more in declared.slots?.origin.map { Fix(writing: "\(more)", at: $0) } })
    }
    guard space.start % unit != 0 else { return }
    let start = space.start.roundedUp(to: unit)
    sink.report(
      LayoutRule.hotplugSlots, at: declared.start?.origin ?? declared.origin,
      "\(words) begins at \(Units.address(space.start)), so that its slots do not begin at multiples of "
        + Units.bytes(unit),
      suggestion: "write 'start: \(Units.address(start))'", fix: declared.fix(startingAt: start))
  }
}

extension LayoutRule {
  package static let hotplugSlots = LayoutRule(
    "hotplug-slots",
    "the slots of hot-pluggable space are equal, multiples of 128 MiB and of their node's pages, and begin at such")
}
