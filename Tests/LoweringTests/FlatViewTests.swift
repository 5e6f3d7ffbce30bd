import Addresses
import Lowering
import MachineModel
import TestSupport
import Testing

/// What is seen of windows that overlap.
@Suite("Flat view") struct FlatViewTests {
  @Test(
    "What is seen of a and b, and of RAM, drawn page by page",
    arguments: [
      // Windows by their pages and priorities, then RAM, then what each page from 0 on shows.
      ([], [], ""),
      ([(2..<4, 0)], [], "..aa"),
      ([(1..<3, 0), (3..<5, 0)], [], ".aabb"),
      ([(0..<6, 0), (2..<4, 1)], [], "aabbaa"),
      ([(0..<6, 1), (2..<4, 0)], [], "aaaaaa"),
      ([(0..<4, 0), (2..<6, 1)], [], "aabbbb"),
      ([(0..<4, 1), (2..<6, 0)], [], "aaaabb"),
      ([(0..<4, 1), (0..<6, 0)], [], "aaaabb"),
      ([(0..<4, 254), (0..<4, 253)], [], "aaaa"),
      ([(0..<6, 254)], [2..<4], "aa..aa"),
      ([(0..<6, 0), (1..<3, 7)], [0..<2, 4..<8], "..ba"),
      ([(2..<4, 0)], [0..<8], ""),
    ] as [([(Range<UInt64>, UInt8)], [Range<UInt64>], String)])
  func drawn(_ windows: [(pages: Range<UInt64>, priority: UInt8)], _ ram: [Range<UInt64>], _ seen: String) {
    let view = FlatView(
      windows.enumerated().map { index, window in
        FlatView.Window(
          id: index, start: window.pages.lowerBound, end: window.pages.upperBound, priority: window.priority)
      }, under: AddressSet(ram.map { AddressRange($0.lowerBound, $0.upperBound) }))
    var text = ""
    for seen in view.ranges {
      text += String(repeating: ".", count: Int(seen.start) - text.count)
      text += String(repeating: seen.id == 0 ? "a" : "b", count: Int(seen.size))
    }
    #expect(text == seen)
  }

  @Test("What stays the same is one range, what RAM parts are two")
  func ranges() {
    let windows = [
      FlatView.Window(id: 5, start: 0, end: 100, priority: 9),
      FlatView.Window(id: 6, start: 10, end: 20, priority: 8),
      FlatView.Window(id: 7, start: 30, end: 30, priority: 200),
    ]
    #expect(
      FlatView(windows, under: AddressSet([])).ranges == [FlatView.VisibleRange(id: 5, range: AddressRange(0, 100))]
    )
    #expect(
      FlatView(windows, under: AddressSet([AddressRange(40, 60)])).ranges == [
        FlatView.VisibleRange(id: 5, range: AddressRange(0, 40)),
        FlatView.VisibleRange(id: 5, range: AddressRange(60, 100)),
      ])
  }

  @Test("Random windows show on every page what asking each of them says", arguments: 0..<200)
  func random(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let pages: UInt64 = 64
    func range() -> Range<UInt64> {
      let start = UInt64(random.number(0...Int(pages - 1)))
      return start..<UInt64(random.number(Int(start + 1)...Int(pages)))
    }
    var windows: [FlatView.Window] = []
    for id in 0..<random.number(0...24) {
      let (range, priority) = (range(), UInt8(random.number(0...random.one(of: [0, 3, 254]))))
      let isFree = windows.allSatisfy {
        $0.priority != priority || $0.end <= range.lowerBound || range.upperBound <= $0.start
      }
      guard isFree else { continue }
      windows.append(FlatView.Window(id: id, start: range.lowerBound, end: range.upperBound, priority: priority))
    }
    let ram = (0..<random.number(0...3)).map { _ in range() }
    let view = FlatView(windows, under: AddressSet(ram.map { AddressRange($0.lowerBound, $0.upperBound) }))
    for page in 0..<pages {
      let winner = windows.filter { $0.start <= page && page < $0.end }.max { $0.priority < $1.priority }
      let expected = ram.contains { $0.contains(page) } ? nil : winner?.id
      #expect(view.ranges.filter { $0.start <= page && page < $0.end }.map(\.id) == (expected.map { [$0] } ?? []))
    }
    for (lower, upper) in zip(view.ranges, view.ranges.dropFirst()) {
      #expect(lower.end < upper.start || (lower.end == upper.start && lower.id != upper.id))
    }
  }

  @Test("100,000 windows, each under or over forty others, are flattened")
  func many() {
    // A window begins on every page and is as long as forty, so that those of one priority are side by side.
    let (count, depth) = (100_000, 40)
    let windows = (0..<count).map { index in
      FlatView.Window(
        id: index, start: UInt64(index), end: UInt64(index + depth), priority: UInt8(index * 7 % depth))
    }
    let view = FlatView(windows.reversed(), under: AddressSet([]))
    // Every priority is there on every page in between, so the highest is seen on all of them.
    let seen = view.ranges.dropFirst(depth).dropLast(depth)
    #expect(seen.count > count / depth - 3 * depth)
    #expect(seen.allSatisfy { windows[$0.id].priority == UInt8(depth - 1) })
    #expect(view.ranges.first?.start == 0 && view.ranges.last?.end == UInt64(count + depth - 1))
  }
}
