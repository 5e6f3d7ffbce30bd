import Addresses
import Diagnostics
import MachineModel
import TestSupport
import Testing

@testable import Lowering

/// The pass against a model that walks page by page and cannot be clever.
@Suite("Gap relocation") struct GapRelocationTests {
  @Test("Random machines lie where the model puts them", arguments: 0..<20)
  func model(_ block: Int) throws {
    for index in 0..<200 {
      let seed = UInt64(block * 200 + index)
      var random = SeededGenerator(seed: seed)
      let machine = PageMachine(&random)
      var sink = DiagnosticSink(source: nil)
      let placed = try #require(GapRelocation().run(try machine.sized.resolved, reportingTo: &sink))
      #expect(placed.extents == machine.extents(), "seed \(seed): \(machine)")
      #expect(sink.diagnostics.isEmpty)
    }
  }

  @Test(
    "Nodes that reach beyond 2^52 are refused, and those that end there are not",
    arguments: [(0, true), (1, false)] as [(UInt64, Bool)])
  func limit(_ pagesTooMany: UInt64, _ fits: Bool) throws {
    let platform = Platform(dramBase: Units.addressLimit - 4 * Units.pageSize)
    let topology = Topology(platform: platform, nodes: [MemoryNode(), MemoryNode()])
    let sized = SizedNodes(topology: topology, sizes: [3 * Units.pageSize, (1 + pagesTooMany) * Units.pageSize])
    var sink = DiagnosticSink(source: nil)
    #expect(try (GapRelocation().run(sized.resolved, reportingTo: &sink) != nil) == fits)
    #expect(
      sink.diagnostics.map(\.message)
        == (fits ? [] : ["node 1 would reach beyond 2^52, the highest guest physical address that KVM takes"]))
  }

  @Test("A gap up to 2^52 leaves no place behind it")
  func gapToTheEnd() throws {
    let platform = Platform(gaps: [Gap(start: 1 << 30, end: Units.addressLimit)])
    let topology = Topology(platform: platform, nodes: [MemoryNode()], placementAlignment: 1 << 40)
    var sink = DiagnosticSink(source: nil)
    #expect(
      try GapRelocation().run(SizedNodes(topology: topology, sizes: [1 << 31]).resolved, reportingTo: &sink) == nil)
    #expect(sink.hasErrors(of: LanguageRule.addressTooHigh))
  }
}

/// A small machine counted in pages.
private struct PageMachine {
  var base: Int
  var alignment: Int
  /// Alignments of their own; `nil` for nodes without.
  var alignments: [Int?]
  var gaps: [Range<Int>] = []
  var sizes: [Int]

  init(_ random: inout SeededGenerator) {
    base = random.one(of: [0, 0, 1, 7, 16])
    alignment = 1 << random.number(0...4)
    sizes = (0..<random.number(1...6)).map { _ in 0 }
    alignments = sizes.map { _ in random.once(in: 3) ? 1 << random.number(0...4) : nil }
    for node in sizes.indices { sizes[node] = random.once(in: 5) ? 0 : random.number(1...40) }
    var page = base
    for _ in 0..<random.number(0...6) {
      page += random.once(in: 3) ? 0 : random.number(1...25)
      let end = page + random.number(1...20)
      gaps.append(page..<end)
      page = end
    }
  }

  /// The model: a node's next extent begins at the first aligned page in no gap, and goes on page by page.
  func extents() -> [Extent] {
    var extents: [Extent] = []
    var page = base
    for (node, size) in sizes.enumerated() {
      let alignment = alignments[node] ?? alignment
      var rest = size
      while rest > 0 {
        while page % alignment != 0 || isInGap(page) { page += 1 }
        var length = 0
        while length < rest, !isInGap(page + length) { length += 1 }
        let behind = page + length
        if length < rest { length -= length % alignment }
        if length > 0 {
          extents.append(
            Extent(
              node: node, start: UInt64(page) * 4096, size: UInt64(length) * 4096,
              backingOffset: UInt64(size - rest) * 4096))
        }
        rest -= length
        page = behind
      }
    }
    return extents
  }

  var sized: SizedNodes {
    let platform = Platform(
      dramBase: UInt64(base) * 4096,
      gaps: gaps.map { Gap(start: UInt64($0.lowerBound) * 4096, end: UInt64($0.upperBound) * 4096) })
    let topology = Topology(
      platform: platform,
      nodes: alignments.map { alignment in
        var node = MemoryNode()
        node.alignment = alignment.map { Located(.size(UInt64($0) * 4096)) }
        return node
      }, placementAlignment: UInt64(alignment) * 4096)
    return SizedNodes(topology: topology, sizes: sizes.map { UInt64($0) * 4096 })
  }

  private func isInGap(_ page: Int) -> Bool { gaps.contains { $0.contains(page) } }
}

extension SizedNodes {
  /// The nodes on their platform, of which nothing is wrong.
  fileprivate var resolved: ResolvedNodes {
    get throws {
      var sink = DiagnosticSink(source: nil)
      return try #require(PlatformResolution().run(self, reportingTo: &sink))
    }
  }
}
