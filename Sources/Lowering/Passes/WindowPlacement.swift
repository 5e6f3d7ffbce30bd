import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The fifth pass: where windows lie that state a place and no address, and where the memory of VTL2 lies that states none.
///
/// A window begins at a multiple of its size rounded up to a power of two, as a BAR does. With `place: low` it lies as high as
/// there is room in a gap below 4 GiB; with `place: high` as low as there is room from 4 GiB on, above RAM and hot-pluggable
/// space. Windows are placed in the order of the file: one that is added behind them moves none, which an order by size
/// would not promise. The memory of VTL2 comes last, above all of them and above all gaps, and is aligned as windows are.
///
/// Nothing is placed over a window whose address is stated, whatever its priority is, over a reserved range, over registers
/// of interrupt controllers and CXL host bridges, nor over other memory.
package struct WindowPlacement: Sendable {
  /// The rules that the pass can report.
  static let rules: [LayoutRule] = [.deviceNoRoom]

  /// Creates the pass.
  package init() {}

  /// Places what is left open; what has no room is left out, after saying so.
  package func run(_ pluggable: PluggableNodes, reportingTo sink: inout DiagnosticSink) -> PlacedWindows {
    let topology = pluggable.placed.topology
    let isOpen = topology.vtl2?.isLeftOpen == true
    guard isOpen || topology.devices.contains(where: { $0.place != nil }) else {
      return PlacedWindows(pluggable: pluggable)
    }
    var settled = topology
    settled.devices = windows(of: pluggable, &sink)
    if let vtl2 = topology.vtl2, isOpen {
      settled.vtl2 = privileged(vtl2, above: settled.devices, pluggable, &sink)
    }
    return PlacedWindows(pluggable, settled)
  }

  // MARK: Windows

  private func windows(of pluggable: PluggableNodes, _ sink: inout DiagnosticSink) -> [DeviceWindow] {
    let topology = pluggable.placed.topology
    let taken = AddressSet(Self.taken(pluggable))
    var low = FreeAddresses(
      pluggable.placed.geography.gaps.flatMap { gap in
        taken.gaps(in: AddressRange(gap.start, min(gap.end, PCMap.high)))
      })
    var high = FreeAddresses(
      taken.gaps(in: AddressRange(max(Self.memoryEnd(pluggable), PCMap.high), Units.addressLimit)))
    return topology.devices.compactMap { window in
      guard let place = window.place else { return window }
      let alignment = window.size.roundedUpToPowerOfTwo
      let range =
        switch place.value {
        case .low: low.takeHighest(window.size, alignedTo: alignment)
        case .high: high.takeLowest(window.size, alignedTo: alignment)
        }
      guard let range else {
        let origin = place.origin ?? window.origin
        switch place.value {
        case .low: reportLow(window, at: origin, room: low.room(alignedTo: alignment), pluggable, &sink)
        case .high: Self.reportTooHigh("device '\(window.name.excerpt)'", at: origin, &sink)
        }
        return nil
      }
      var placed = window
      placed.range = range
      return placed
    }
  }

  private func reportLow(
    _ window: DeviceWindow, at origin: SourceRange?, room: UInt64, _ pluggable: PluggableNodes,
    _ sink: inout DiagnosticSink
  ) {
    let geography = pluggable.placed.geography
    let hasGap = geography.gaps.contains { $0.start < PCMap.high }
    let size = Units.bytes(window.size)
    let alignment = Units.bytes(window.size.roundedUpToPowerOfTwo)
    sink.report(
      LayoutRule.deviceNoRoom, at: origin,
      hasGap
        ? "no gap below 4 GiB has room for the \(size) of device '\(window.name.excerpt)': from a multiple of "
          + "\(alignment) on \(room == 0 ? "nothing" : "at most \(Units.bytes(room))") is free"
        : "there is no gap below 4 GiB, where device '\(window.name.excerpt)' could lie",
      suggestion: "place it high, or state its 'start'")
  }

  private static func reportTooHigh(_ subject: String, at origin: SourceRange?, _ sink: inout DiagnosticSink) {
    sink.report(
      LanguageRule.addressTooHigh, at: origin,
      "\(subject) has no room below 2^52, the highest guest physical address that KVM takes")
  }

  // MARK: The more privileged level

  private func privileged(
    _ vtl2: PrivilegedMemory, above windows: [DeviceWindow], _ pluggable: PluggableNodes,
    _ sink: inout DiagnosticSink
  ) -> PrivilegedMemory? {
    let geography = pluggable.placed.geography
    let floor = (geography.gaps.map(\.end) + windows.map(\.end)).reduce(Self.memoryEnd(pluggable), max)
    let taken = AddressSet(Self.taken(pluggable))
    var free = FreeAddresses(taken.gaps(in: AddressRange(min(floor, Units.addressLimit), Units.addressLimit)))
    guard let range = free.takeLowest(vtl2.size, alignedTo: vtl2.size.roundedUpToPowerOfTwo) else {
      Self.reportTooHigh("the memory of VTL2", at: vtl2.origin, &sink)
      return nil
    }
    var placed = vtl2
    placed.range = range
    return placed
  }

  // MARK: What is taken

  /// The end of RAM and of hot-pluggable space.
  private static func memoryEnd(_ pluggable: PluggableNodes) -> UInt64 {
    pluggable.hotplug.reduce(pluggable.placed.extents.last?.end ?? 0) { max($0, $1.end) }
  }

  /// Where nothing may be placed but memory, which other rules keep apart from gaps.
  private static func taken(_ pluggable: PluggableNodes) -> [AddressRange] {
    let topology = pluggable.placed.topology
    var taken = topology.devices.filter { $0.place == nil }.map(\.range)
    taken += pluggable.placed.geography.reserved.map(\.range)
    taken += topology.cxlBridges.map(\.registersRange)
    if let vtl2 = topology.vtl2, !vtl2.isLeftOpen { taken.append(vtl2.range) }
    switch topology.architecture {
    case .x8664: taken += PCMap.interruptControllers
    // Registers that do not fit there lie above everything else.
    case .aarch64: taken.append(GICPlacement.virt)
    }
    return taken
  }
}

extension LayoutRule {
  package static let deviceNoRoom = LayoutRule(
    "device-no-room", "a gap below 4 GiB has room for a device window of 'place: low'")
}
