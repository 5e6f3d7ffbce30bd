import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

extension SimplificationStep {
  /// What the platform is, and what of it need not be said.
  static let ofPlatform: [SimplificationStep] = [
    // A preset by its tables, where no file names it.
    SimplificationStep(.better) { topology, context in
      guard context.layoutFile == nil else { return [] }
      let presets = PlatformRegistry.presets.filter { $0.architectures.contains(topology.architecture) }
      let ways = presets.map { variants(of: topology, on: $0.name) }
      // What every preset makes of sizes before what any makes of addresses.
      return (0..<(ways.map(\.count).max() ?? 0)).flatMap { variant in
        ways.compactMap { variant < $0.count ? $0[variant] : nil }
      }
    },
    change(.asGood) { topology, context in
      guard context.layoutFile == nil, topology.platform.preset.value == Platform().preset.value,
        !isPlain(topology.platform)
      else { return false }
      topology = variants(of: topology, on: Platform().preset.value)[0]
      return true
    },
    change(.asGood) { topology, _ in
      guard !isPlain(topology.platform) else { return false }
      topology.platform = Platform(preset: topology.platform.preset)
      return true
    },
    change(.asGood) { topology, _ in take(&topology.platform.gaps, nil) { $0 == nil } },
    change(.asGood) { topology, _ in take(&topology.platform.dramBase, nil) { $0 == nil } },
    change(.asGood) { topology, _ in take(&topology.platform.physicalBits, nil) { $0 == nil } },
    change(.asGood) { topology, _ in
      guard topology.platform.replacesReserved else { return false }
      topology.platform.replacesReserved = false
      topology.platform.reserved = []
      return true
    },
    // What the preset has anyway.
    change(.asGood) { topology, _ in
      guard topology.platform.replacesReserved, let own = reserved(of: topology) else { return false }
      topology.platform.replacesReserved = false
      topology.platform.reserved.removeAll { range in own.contains { $0.range == range.range } }
      return true
    },
    withoutOne(of: \.platform.reserved),
  ]

  /// A machine of which QEMU's tables may tell, by sizes: memory that is plugged in from the start lies in the space for more,
  /// which is the last node's whosever that memory is (QEMU's hw/i386/acpi-build.c, `build_srat`).
  static func onQEMU(_ topology: Topology) -> [Topology] {
    PlatformRegistry.presets
      .filter { $0.pluggableSpace == .ofQEMU && $0.architectures.contains(topology.architecture) }
      .map { variants(of: topology, on: $0.name)[0] }
  }

  /// Whether a platform says nothing but what it is.
  private static func isPlain(_ platform: Platform) -> Bool {
    platform.gaps == nil && platform.dramBase == nil && platform.physicalBits == nil && platform.reserved.isEmpty
      && !platform.replacesReserved
  }

  /// A machine on a preset, by sizes and by addresses, with and without what is reserved besides.
  private static func variants(of topology: Topology, on preset: String) -> [Topology] {
    var plain = topology
    plain.platform = Platform(preset: Located(preset))
    let sized = plain.withoutAddresses
    var reserving = sized
    reserving.platform.reserved = topology.platform.reserved
    reserving.platform.replacesReserved = topology.platform.replacesReserved
    var unstated = sized
    unstated.distances = DistanceMatrix(count: topology.nodes.count)
    return [sized, unstated, plain, reserving] + grown(sized, from: topology) + spaced(sized) + spaced(reserving)
  }

  /// The machine with less space for more memory, where a platform makes it larger. How many slots there are is found out once
  /// the platform is known.
  private static func spaced(_ sized: Topology) -> [Topology] {
    guard PlatformRegistry.preset(named: sized.platform.preset.value)?.pluggableSpace == .ofQEMU else { return [] }
    return sized.dividingSpace(slots: 1, taken: sized.pluggedIn).map { [$0] } ?? []
  }

  /// The machine with what RAM there is below the lowest that anything tells of: some platforms have it in no table.
  private static func grown(_ sized: Topology, from topology: Topology) -> [Topology] {
    var sink = DiagnosticSink(source: nil)
    guard let lowest = topology.nodes.flatMap(\.ranges).map(\.start).min(), let first = sized.nodes.first?.memory,
      let base = LoweringPipeline().run(sized, reportingTo: &sink)?.extents.first?.start, base < lowest
    else { return [] }
    var grown = sized
    grown.nodes[0].memory = Located(first.value + (lowest - base))
    return [grown]
  }

  /// The ranges that the preset of a topology reserves.
  private static func reserved(of topology: Topology) -> [ReservedRange]? {
    var plain = topology
    plain.platform = Platform(preset: topology.platform.preset)
    var sink = DiagnosticSink(source: nil)
    return LoweringPipeline().run(plain, reportingTo: &sink)?.geography.reserved
  }

  /// Puts a value in place of another one that is not it already.
  static func take<Value>(_ place: inout Value, _ value: Value, unless isThere: (Value) -> Bool) -> Bool {
    if isThere(place) { return false }
    place = value
    return true
  }
}

extension Topology {
  /// The same machine, whose memory lies where it comes to lie.
  var withoutAddresses: Topology {
    var other = self
    for node in other.nodes.indices {
      other.nodes[node].ranges = []
      other.nodes[node].hotplug?.start = nil
    }
    return other
  }
}
