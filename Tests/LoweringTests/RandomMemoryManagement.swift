import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms
import TestSupport

/// What a memory manager adds to a machine, drawn at random: most of it fits the machine, some of it does not.
struct RandomMemoryManagement {
  private static let page = Units.pageSize

  var isSplit = false
  var visibility: [VisibilityRange] = []
  var devices: [DeviceWindow] = []
  var vtl2: PrivilegedMemory?
  var aliases: [MemoryAlias] = []

  /// Nothing.
  init() {}

  /// Something that goes with a machine that has nothing of it yet.
  init(for machine: Topology, _ random: inout SeededGenerator) {
    guard let layout = Self.layout(of: machine), let ramEnd = layout.extents.last?.end else { return }
    let extents = layout.extents
    let low = AddressSet([AddressRange(0, LegacyMegabyte.end)])
    let isLowRAM = low.subtracting(AddressSet(extents.map(\.range))).isEmpty
    isSplit = machine.architecture == .x8664 && (isLowRAM ? !random.once(in: 4) : random.once(in: 60))
    drawVisibility(of: machine, &random)
    drawDevices(around: ramEnd, &random)
    let spaces = AddressSet(layout.hotplug.map(\.range))
    if !random.once(in: 60) { devices.removeAll { spaces.gaps(in: $0.range) != [$0.range] } }
    guard random.once(in: 2) else { return }
    let gapEnd = layout.geography.gaps.map(\.end).max() ?? 0
    let floor = max(
      ramEnd, gapEnd, devices.map(\.end).max() ?? 0,
      layout.hotplug.map(\.end).max() ?? 0)
    let told = random.once(in: 60) ? 0 : layout.geography.reserved.map(\.end).max() ?? 0
    let start =
      random.once(in: 60)
      ? 0 : (max(floor, told) + Self.page - 1) & ~(Self.page - 1) + UInt64(random.number(0...64)) * Self.page
    let vtl2 = PrivilegedMemory(start: start, size: UInt64(random.number(1...512)) * Self.page)
    self.vtl2 = vtl2
    var offset = max(floor, vtl2.end)
    for _ in 0..<random.number(0...3) {
      offset += random.once(in: 2) ? UInt64(random.number(0...64)) * Self.page : 0
      if random.once(in: 2) { offset = (offset + (2 << 20) - 1) & ~((2 << 20) - 1) }
      aliases.append(MemoryAlias(offset: random.once(in: 60) ? offset / 2 & ~(Self.page - 1) : offset))
      offset += ramEnd
    }
    aliases.shuffle(using: &random)
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

  /// What a file says of it.
  ///
  /// - Parameter size: How a number of bytes is written.
  func lines(_ size: (UInt64) -> String) -> [String] {
    var lines = isSplit ? ["legacy_x86: on"] : []
    if !visibility.isEmpty { lines.append("visibility:") }
    for range in visibility {
      lines.append("  - {start: \(size(range.start)), end: \(size(range.end)), mode: \(range.mode.rawValue)}")
    }
    if !devices.isEmpty { lines.append("devices:") }
    for window in devices {
      let priority = window.priority == 0 ? "" : ", priority: \(window.priority)"
      lines.append(
        "  - {name: \(window.name), start: \(size(window.start)), size: \(size(window.size))\(priority)}")
    }
    if let vtl2 { lines.append("vtl2: {start: \(size(vtl2.start)), size: \(size(vtl2.size))}") }
    if !aliases.isEmpty { lines.append("aliases:") }
    for alias in aliases { lines.append("  - {offset: \(size(alias.offset))}") }
    return lines
  }

  /// Says it of a machine.
  func apply(to machine: inout Topology) {
    machine.legacyX86.value = isSplit
    machine.visibility = visibility
    machine.devices = devices
    machine.vtl2 = vtl2
    machine.aliases = aliases
  }
}
