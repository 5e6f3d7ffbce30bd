import Addresses
import Diagnostics
import Lowering
package import MachineModel
import Platforms

/// What a memory manager adds to a machine, drawn at random: most of it fits the machine, some of it does not.
package struct RandomMemoryManagement {
  private static let page = Units.pageSize

  package var isSplit = false
  package var visibility: [VisibilityRange] = []
  package var devices: [DeviceWindow] = []
  package var vtl2: PrivilegedMemory?
  package var aliases: [MemoryAlias] = []

  /// Nothing.
  package init() {}

  /// Something that goes with a machine that has nothing of it yet.
  package init(for machine: Topology, _ random: inout SeededGenerator) {
    guard let layout = Self.layout(of: machine), let ramEnd = layout.extents.last?.end else { return }
    let extents = layout.extents
    let low = AddressSet([AddressRange(0, LegacyMegabyte.end)])
    let isLowRAM = low.subtracting(AddressSet(extents.map(\.range))).isEmpty
    isSplit = machine.architecture == .x8664 && (isLowRAM ? !random.once(in: 4) : random.once(in: 60))
    drawVisibility(of: machine, &random)
    drawDevices(around: ramEnd, &random)
    // What came later is drawn from a generator of its own, so that the machines from before stay what they are.
    var later = SeededGenerator(seed: ramEnd ^ UInt64(devices.count) << 32 ^ UInt64(visibility.count))
    drawPlaces(in: layout, &later)
    drawContents(&later)
    let spaces = AddressSet(layout.hotplug.map(\.range))
    if !random.once(in: 60) {
      devices.removeAll { $0.place == nil && spaces.gaps(in: $0.range) != [$0.range] }
    }
    guard random.once(in: 2) else { return }
    let gapEnd = layout.geography.gaps.map(\.end).max() ?? 0
    let floor = max(
      ramEnd, gapEnd, Self.end(of: devices, in: machine),
      layout.hotplug.map(\.end).max() ?? 0)
    let told = random.once(in: 60) ? 0 : layout.geography.reserved.map(\.end).max() ?? 0
    let start =
      random.once(in: 60)
      ? 0 : (max(floor, told) + Self.page - 1) & ~(Self.page - 1) + UInt64(random.number(0...64)) * Self.page
    let size = UInt64(random.number(1...512)) * Self.page
    let vtl2 = later.once(in: 4) ? PrivilegedMemory(size: size) : PrivilegedMemory(start: start, size: size)
    self.vtl2 = vtl2
    var offset = max(floor, Self.end(of: vtl2, above: devices, in: machine))
    for _ in 0..<random.number(0...3) {
      offset += random.once(in: 2) ? UInt64(random.number(0...64)) * Self.page : 0
      if random.once(in: 2) { offset = (offset + (2 << 20) - 1) & ~((2 << 20) - 1) }
      aliases.append(MemoryAlias(offset: random.once(in: 60) ? offset / 2 & ~(Self.page - 1) : offset))
      offset += ramEnd
    }
    aliases.shuffle(using: &random)
  }

  /// Where the highest window ends.
  private static func end(of devices: [DeviceWindow], in machine: Topology) -> UInt64 {
    var machine = machine
    machine.devices = devices
    let placed = devices.contains { $0.place != nil } ? layout(of: machine)?.topology.devices : nil
    return (placed ?? devices).map(\.end).max() ?? 0
  }

  /// Where the memory of VTL2 ends.
  private static func end(
    of vtl2: PrivilegedMemory, above devices: [DeviceWindow], in machine: Topology
  ) -> UInt64 {
    guard vtl2.isLeftOpen else { return vtl2.end }
    var machine = machine
    (machine.devices, machine.vtl2) = (devices, vtl2)
    return layout(of: machine)?.topology.vtl2?.end ?? 0
  }

  private static func layout(of machine: Topology) -> Layout? {
    var sink = DiagnosticSink(source: nil)
    return LoweringPipeline().run(machine, reportingTo: &sink)
  }

  /// Slots as they are, and now and then a part of one.
  private mutating func drawVisibility(of machine: Topology, _ random: inout SeededGenerator) {
    var machine = machine
    machine.legacyX86.value = isSplit
    guard let slots = Self.layout(of: machine)?.slots else { return }
    for slot in slots where random.once(in: 3) {
      let end = random.once(in: 200) ? slot.end + Self.page : slot.end
      visibility.append(
        VisibilityRange(
          start: slot.guestPhysicalAddress, end: end, mode: random.one(of: Visibility.allCases)))
    }
    visibility.shuffle(using: &random)
  }

  /// Windows anywhere, of a priority each; then some side by side that share one.
  private mutating func drawDevices(around ramEnd: UInt64, _ random: inout SeededGenerator) {
    let pages = Int(ramEnd / Self.page)
    let priorities = (1...254).shuffled(using: &random)
    func size(_ random: inout SeededGenerator) -> UInt64 {
      UInt64(random.number(1...(random.once(in: 3) ? pages : max(1, pages / 16)))) * Self.page
    }
    for index in 0..<random.number(0...8) {
      let start = UInt64(random.number(0...(pages * 3 / 2))) * Self.page
      devices.append(
        DeviceWindow(name: "window \(index)", start: start, size: size(&random), priority: UInt8(priorities[index]))
      )
    }
    var start = UInt64(random.number(0...(pages * 3 / 2))) * Self.page
    for index in 0..<random.number(0...3) {
      devices.append(DeviceWindow(name: "bar\(index)", start: start, size: size(&random)))
      start = (devices.last?.end ?? 0) + (random.once(in: 2) ? Self.page : 0)
    }
    devices.shuffle(using: &random)
  }

  /// Some windows anywhere that are left to memc; few of them have no room.
  private mutating func drawPlaces(in layout: Layout, _ random: inout SeededGenerator) {
    guard random.once(in: 3) else { return }
    let taken = AddressSet(layout.geography.reserved.map(\.range) + devices.map(\.range))
    let free = layout.geography.gaps.filter { $0.end <= 1 << 32 }.flatMap { taken.gaps(in: $0.range) }
    let room = free.map(\.size).max() ?? 0
    for index in 0..<random.number(1...12) {
      // Of what has no room, now and then a mistake.
      let isLow = random.once(in: 2) && room >= 64 * Self.page || random.once(in: 400)
      let pages = isLow ? max(1, Int(room / Self.page) / 64) : 1 << random.number(0...20)
      let size = UInt64(random.number(1...pages)) * Self.page
      devices.insert(
        DeviceWindow(name: "placed \(index)", place: isLow ? .low : .high, size: size),
        at: random.number(0...devices.count))
    }
  }

  /// What guests may do with windows, and the files that their memory begins as.
  private mutating func drawContents(_ random: inout SeededGenerator) {
    for index in devices.indices where random.once(in: 3) {
      devices[index].visibility = random.one(of: Visibility.allCases)
      if random.once(in: 2) { devices[index].file = Located("flash\(index).fd") }
      if devices[index].file != nil || random.once(in: 400), random.once(in: 2) {
        devices[index].fileOffset = Located(UInt64(random.number(0...64)) * Self.page)
      }
    }
  }

  /// What a file says of it.
  ///
  /// - Parameter size: How a number of bytes is written.
  package func lines(_ size: (UInt64) -> String) -> [String] {
    var lines = isSplit ? ["legacy_x86: on"] : []
    if !visibility.isEmpty { lines.append("visibility:") }
    for range in visibility {
      lines.append("  - {start: \(size(range.start)), end: \(size(range.end)), mode: \(range.mode.rawValue)}")
    }
    if !devices.isEmpty { lines.append("devices:") }
    for window in devices {
      let priority = window.priority == 0 ? "" : ", priority: \(window.priority)"
      let place = window.place.map { "place: \($0.value.rawValue)" } ?? "start: \(size(window.start))"
      var more = window.visibility == .readWrite ? "" : ", visibility: \(window.visibility.rawValue)"
      if let file = window.file?.value { more += ", file: \(file)" }
      if let offset = window.fileOffset?.value { more += ", offset: \(size(offset))" }
      lines.append("  - {name: \(window.name), \(place), size: \(size(window.size))\(priority)\(more)}")
    }
    if let vtl2 {
      lines.append("vtl2: {\(vtl2.isLeftOpen ? "" : "start: \(size(vtl2.start)), ")size: \(size(vtl2.size))}")
    }
    if !aliases.isEmpty { lines.append("aliases:") }
    for alias in aliases { lines.append("  - {offset: \(size(alias.offset))}") }
    return lines
  }

  /// Says it of a machine.
  package func apply(to machine: inout Topology) {
    machine.legacyX86.value = isSplit
    machine.visibility = visibility
    machine.devices = devices
    machine.vtl2 = vtl2
    machine.aliases = aliases
  }
}
