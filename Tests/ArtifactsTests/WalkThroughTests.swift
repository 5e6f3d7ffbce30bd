import Addresses
import Artifacts
import Diagnostics
import FieldCoding
import FirmwareTables
import Foundation
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing
import YAMLTree

/// The article that walks one topology through all passes, with its code compiled here word for word.
@Suite("The article 'One topology through all passes'")
struct WalkThroughTests {
  @Test("its code runs")
  func code() throws {
    let source = SourceFile(
      name: "two-nodes.yaml",
      text: """
        memc: 1
        nodes:
          - {memory: 2GiB, cpus: "0-1"}
          - {memory: 4GiB, cpus: "2-3"}
        distances: {remote: 21}
        """)
    var sink = DiagnosticSink(source: source)
    let tree = try #require(YAMLTree(parsing: source, reportingTo: &sink))
    let topology = try #require(Topology(decoding: tree, reportingTo: &sink))
    #expect(topology.nodes.count == 2)
    #expect(topology.cpus.map(\.node) == [0, 0, 1, 1])
    #expect(topology.distances[0, 1] == 21)
    let sized = try #require(NodeSizing().run(topology, reportingTo: &sink))
    #expect(sized.sizes == [2 << 30, 4 << 30])
    let resolved = try #require(PlatformResolution().run(sized, reportingTo: &sink))
    #expect(resolved.geography.gaps.map(\.range) == [AddressRange(3 << 30, 4 << 30)])
    let placed = try #require(GapRelocation().run(resolved, reportingTo: &sink))
    #expect(
      placed.extents == [
        Extent(node: 0, start: 0, size: 2 << 30),
        Extent(node: 1, start: 2 << 30, size: 1 << 30),
        Extent(node: 1, start: 4 << 30, size: 3 << 30, backingOffset: 1 << 30),
      ])
    let pluggable = HotplugPlacement().run(placed, reportingTo: &sink)
    #expect(pluggable.hotplug.isEmpty)
    let located = WindowPlacement().run(pluggable, reportingTo: &sink)
    #expect(located.description == "")
    let mapped = MapCarving().run(located)
    #expect(mapped.memoryMap.map(\.kind.name) == ["usable", "reserved", "usable", "usable"])
    #expect(mapped.affinities.map(\.node) == [0, 1, 1])
    let windowed = WindowFlattening().run(mapped)
    #expect(windowed.windows.ranges.isEmpty)
    let layout = try #require(SlotAssignment().run(windowed, reportingTo: &sink))
    #expect(layout.slots.map(\.number) == [0, 1, 2])
    #expect(layout.slots.map(\.backingOffset) == [0, 0, 1 << 30])
    #expect(LayoutInvariants.violations(of: layout).isEmpty)
    let srat = SRAT(layout)
    let decoded = SRAT.decode(srat.encoded())
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == srat)
    #expect(sink.diagnostics.isEmpty)
  }

  @Test("and is the code above, line by line")
  func codeIsTheArticles() throws {
    let article = try packageText("Sources/Artifacts/Artifacts.docc/OneTopologyThroughAllPasses.md")
    var isCode = false
    var code: [String] = []
    for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isCode = line == "```swift"
      } else if isCode {
        code.append(line.trimmingCharacters(in: .whitespaces))
      }
    }
    let test = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(code.count > 30)
    let start = try #require(test.firstIndex(of: code[0]))
    #expect(Array(test[start..<(start + code.count)]) == code)
  }
}
