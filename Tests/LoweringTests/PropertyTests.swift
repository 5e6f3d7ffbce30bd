import Artifacts
import Addresses
import Diagnostics
import Lowering
import MachineModel
import TestSupport
import Testing

/// What holds for every machine, whoever thinks of it.
@Suite("Properties of random machines") struct PropertyTests {
  @Test("2,000 machines, as text and as values", arguments: 0..<20)
  func machines(_ block: Int) throws {
    var (layouts, ofWindows, ofLevels, ofAliases, ofSplits) = (0, 0, 0, 0, 0)
    var (ofKinds, ofSpaces, ofDevices) = (0, 0, 0)
    var (ofShares, ofReports, ofCuts, ofRanges, ofDomains, ofZones) = (0, 0, 0, 0, 0, 0)
    var (ofLow, ofHigh, ofOpenLevels, ofFiles) = (0, 0, 0, 0)
    for index in 0..<100 {
      let seed = UInt64(block * 100 + index)
      var random = SeededGenerator(seed: seed)
      let machine = RandomMachine(&random)
      let text = machine.text(&random)
      let compilation = Compilation(text)

      var sink = DiagnosticSink(source: nil)
      let layout = LoweringPipeline().run(machine.topology, reportingTo: &sink)
      // Both ways find the same mistakes, but for their places; what is of the text alone is in none of these files.
      #expect(
        compilation.identifiers.filter { $0 != "inclusive-end" }.sorted()
          == sink.diagnostics.map(\.identifier).sorted(),
        "seed \(seed)\n\(text)\(compilation.text)")
      guard !sink.hasErrors else { continue }
      layouts += 1
      ofWindows += layout?.partitions[0].slots.contains { $0.node == nil } == true ? 1 : 0
      ofLevels += machine.management.vtl2 == nil ? 0 : 1
      ofAliases += machine.management.aliases.isEmpty ? 0 : 1
      ofSplits += machine.management.isSplit ? 1 : 0
      ofKinds += machine.kinds.contains { $0.isPersistent || $0.isSpecialPurpose } ? 1 : 0
      ofShares += machine.share == .even && machine.nodes.count { $0 == nil } > 1 ? 1 : 0
      ofReports += machine.reportedGaps.isEmpty ? 0 : 1
      ofRanges += machine.ranges.isEmpty ? 0 : 1
      ofDomains += machine.domains.isEmpty ? 0 : 1
      ofZones += machine.zones.isEmpty ? 0 : 1
      ofCuts += machine.cuts.isEmpty ? 0 : 1
      ofLow += machine.management.devices.contains { $0.place?.value == .low } ? 1 : 0
      ofHigh += machine.management.devices.contains { $0.place?.value == .high } ? 1 : 0
      ofFiles += machine.management.devices.contains { $0.file != nil && $0.visibility == .readOnly } ? 1 : 0
      ofOpenLevels += machine.management.vtl2?.isLeftOpen == true ? 1 : 0
      ofSpaces += layout?.hotplug.isEmpty == false ? 1 : 0
      ofDevices += machine.kinds.contains { $0.initiator != nil || $0.port != nil } ? 1 : 0

      let ofText = try #require(compilation.lowered)
      let ofValue = try #require(layout)
      for layout in [ofText, ofValue] {
        #expect(LayoutInvariants.violations(of: layout) == [], "seed \(seed)\n\(text)")
      }
      #expect(ofText.slots == ofValue.slots && ofText.affinities == ofValue.affinities, "seed \(seed)\n\(text)")
      #expect(ofText.hotplug == ofValue.hotplug, "seed \(seed)\n\(text)")
      #expect(ofText.topology.initiators.map(\.handle) == ofValue.topology.initiators.map(\.handle))
      #expect(ofText.partitions == ofValue.partitions, "seed \(seed)\n\(text)")
      #expect(ofText.memoryMap.map(\.parts) == ofValue.memoryMap.map(\.parts), "seed \(seed)\n\(text)")
      #expect(ofText.topology.cpus == ofValue.topology.cpus)
      #expect(ofText.topology.proximityDomains == ofValue.topology.proximityDomains)
      #expect(compilation.tableViolations() == [], "seed \(seed)\n\(text)")
      #expect(ofText.topology.distances.values == ofValue.topology.distances.values)
      expectConserved(machine, ofText, seed)
    }
    // A generator whose machines are refused tests nothing.
    #expect(layouts > 66)
    #expect(ofKinds > 15 && ofSpaces > 10 && ofDevices > 15, "seeds from \(block * 100)")
    #expect(ofShares > 5 && ofReports > 5 && ofCuts > 10 && ofRanges > 5, "seeds from \(block * 100)")
    #expect(ofDomains > 10 && ofZones > 5, "seeds from \(block * 100)")
    #expect(ofLow > 2 && ofHigh > 10 && ofOpenLevels > 2 && ofFiles > 3, "seeds from \(block * 100)")
    #expect(ofWindows > 40 && ofLevels > 25 && ofAliases > 15 && ofSplits > 2, "seeds from \(block * 100)")
  }

  @Test("Compiling twice gives the same", arguments: 0..<50)
  func determinism(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let text = RandomMachine(&random).text(&random)
    let first = Compilation(text)
    let second = Compilation(text)
    #expect(first.text == second.text)
    #expect(first.layout?.description == second.layout?.description)
    #expect(first.layout?.memoryMap == second.layout?.memoryMap)
  }

  @Test("Whatever bytes change in a file, it is compiled or refused", arguments: 0..<20)
  func mutations(_ block: Int) {
    for index in 0..<50 {
      var random = SeededGenerator(seed: UInt64(block * 50 + index))
      var bytes = Array(RandomMachine(&random).text(&random).utf8)
      for _ in 0..<random.number(1...4) {
        let place = random.number(0...(bytes.count - 1))
        switch random.number(0...3) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[random.number(0...(bytes.count - 1))], at: place)
        default: bytes[place] = random.one(of: Array("[]{}:,-&*!|>'\"%@#\n 09".utf8))
        }
      }
      let compilation = Compilation(bytes: bytes)
      // Either there is a layout that holds, or somebody is told why there is none.
      if let layout = compilation.layout, !compilation.hasErrors {
        #expect(LayoutInvariants.violations(of: layout) == [], "seed \(block * 50 + index)")
      } else {
        #expect(compilation.hasErrors && !compilation.text.isEmpty, "seed \(block * 50 + index)")
      }
    }
  }

  /// Not a byte is lost: stated sizes are kept, shares are fair, and all of it is in slots.
  private func expectConserved(_ machine: RandomMachine, _ layout: Layout, _ seed: UInt64) {
    let stated = machine.nodes.compactMap { $0 }.reduce(0, +)
    let inSlots = layout.slots.map(\.size).reduce(0, +)
    #expect(inSlots == machine.total ?? stated, "seed \(seed)")
    #expect(layout.extents.map(\.size).reduce(0, +) == inSlots, "seed \(seed)")
    var held = [UInt64](repeating: 0, count: machine.nodes.count)
    for slot in layout.slots { if let node = slot.node { held[node] += slot.size } }
    #expect(zip(machine.nodes, held).allSatisfy { stated, held in stated == nil || stated == held }, "seed \(seed)")
    let sharing = machine.nodes.indices.filter { machine.nodes[$0] == nil }
    let shares = sharing.map { held[$0] }
    let unit = max(1 << 20, sharing.map { layout.topology.alignment(ofNode: $0) }.max() ?? 0)
    switch machine.share {
    case .last: #expect(Set(shares.dropLast()).count <= 1 && shares.first ?? 0 <= shares.last ?? 0, "seed \(seed)")
    case .even:
      // Whole units, but for the last one's tail, and no two of them differ by more than one.
      let units = shares.map { $0 / unit }
      #expect(shares.dropLast().allSatisfy { $0 % unit == 0 } && units == units.sorted(by: >), "seed \(seed)")
      #expect((units.first ?? 0) - (units.last ?? 0) <= 1, "seed \(seed)")
    }
  }
}

extension MemoryMapEntry {
  /// The entry without its place in a text.
  fileprivate var parts: [UInt64] {
    switch kind {
    case .usable: [start, end, 1]
    case .reserved(let kind): [start, end, UInt64(kind.rawValue)]
    }
  }
}
