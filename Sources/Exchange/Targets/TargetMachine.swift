import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// A machine as a target can have it: with the memory, nodes and CPUs of one that is asked for, on the target's own platform,
/// and without what the target cannot be told, of which each thing was told to whoever asks.
struct TargetMachine {
  /// The layout.
  let layout: Layout
  /// The machine that is asked for, which has the places of all that is stated.
  let asked: Topology

  /// Makes it; `nil` where there is no such machine, after saying why.
  init?(_ layout: Layout, for target: ExportTarget, reportingTo refusals: inout ExportRefusals) {
    asked = layout.topology
    var builder = TargetBuilder(layout, target, refusals)
    let built = builder.layout()
    refusals = builder.refusals
    guard let built else { return nil }
    self.layout = built
  }

  /// Where memory is stated.
  func origin(of memory: BackedMemory) -> SourceRange? {
    guard asked.nodes.indices.contains(memory.node) else { return asked.origin }
    let isZone = memory.zone.map { asked.nodes[memory.node].zones.indices.contains($0) } ?? true
    return asked.origin(of: isZone ? memory : BackedMemory(node: memory.node))
  }

  /// The machine's topology.
  var topology: Topology { layout.topology }

  // MARK: Places

  /// Tells of memory that a target places elsewhere than the machine has it.
  ///
  /// - Parameters:
  ///   - ranges: Where it places what has a backing of its own, ascending by its first address.
  ///   - name: What the target is called.
  func checkPlaces(_ ranges: [BackedMemory: [AddressRange]], _ refusals: inout ExportRefusals) {
    var wanted: [BackedMemory: [AddressRange]] = [:]
    for extent in layout.extents { wanted[extent.memory, default: []].append(extent.range) }
    let wrong = wanted.filter { $0.value != ranges[$0.key] ?? [] }.sorted { $0.value[0].start < $1.value[0].start }
    guard !wrong.isEmpty else { return }
    // What lies elsewhere because of what is stated of other memory is no news.
    let stated = wrong.filter { statement(ofPlaceOf: $0.key) != nil }
    for (memory, places) in stated.isEmpty ? Array(wrong.prefix(1)) : stated {
      let found = (ranges[memory] ?? []).map { "\($0)" }.joined(separator: " and ").excerpt
      refusals.refuse(
        at: statement(ofPlaceOf: memory) ?? asked.places.alignment ?? origin(of: memory),
        "\(refusals.target) places the memory of \(memory) itself, at \(found), not at "
          + places.map { "\($0)" }.joined(separator: " and ").excerpt)
    }
  }

  /// Tells of memory that lies elsewhere than the target's platform has it where nothing is said of that.
  func checkPlainPlaces(_ refusals: inout ExportRefusals) {
    var plain = topology
    plain.placementAlignment = Units.pageSize
    for index in plain.nodes.indices {
      plain.nodes[index].ranges = []
      plain.nodes[index].alignment = nil
      plain.nodes[index].hotplug = nil
    }
    var sink = DiagnosticSink(source: nil)
    guard let placed = LoweringPipeline().run(plain, reportingTo: &sink) else { return }
    checkPlaces(Dictionary(grouping: placed.extents, by: \.memory).mapValues { $0.map(\.range) }, &refusals)
  }

  /// Where something is stated that decides where memory lies; `nil` where nothing is.
  private func statement(ofPlaceOf memory: BackedMemory) -> SourceRange? {
    guard asked.nodes.indices.contains(memory.node) else { return nil }
    let node = asked.nodes[memory.node]
    return node.ranges.first?.origin ?? node.alignment?.origin
  }

  /// Tells of spaces that a target places elsewhere than the machine has them.
  ///
  /// - Parameter ranges: Where it places that of each node.
  func checkSpaces(_ ranges: [Int: AddressRange], _ refusals: inout ExportRefusals) {
    for space in layout.hotplug {
      // Where it places none, that was told.
      guard let range = ranges[space.node], range != space.range else { continue }
      let stated = asked.nodes.indices.contains(space.node) ? asked.nodes[space.node].hotplug : nil
      refusals.refuse(
        at: stated?.start?.origin ?? stated?.origin ?? asked.origin,
        "\(refusals.target) places the space of node \(space.node) itself, at \(range), not at \(space.range)",
        suggestion: stated?.start == nil ? "write 'start: \(Units.address(range.start))'" : nil)
    }
  }
}
