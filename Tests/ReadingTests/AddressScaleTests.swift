import Addresses
import Testing

@testable import Reading

/// How addresses become heights.
@Suite("Address scale")
struct AddressScaleTests {
  private static let gigabyte: UInt64 = 1 << 30

  private func scale(_ ranges: [(UInt64, UInt64)], likeness: [UInt64] = [], most: Int = 100) -> AddressScale {
    AddressScale(
      ranges.enumerated().map { index, range in
        AddressScale.Mark(
          range: AddressRange(range.0, range.1), likeness: likeness.isEmpty ? UInt64(index) : likeness[index])
      }, mostBands: most)
  }

  @Test("a band ends where anything begins or ends, and one with nothing is empty")
  func bands() {
    let scale = scale([(0, 40), (10, 20), (60, 80)])
    #expect(scale.bands.map(\.range.description) == ["0x0-0xa", "0xa-0x14", "0x14-0x28", "0x28-0x3c", "0x3c-0x50"])
    #expect(scale.bands.map(\.isEmpty) == [false, false, false, true, false])
    #expect(scale.bands(of: AddressRange(10, 80)) == 1..<5)
  }

  @Test("without ranges, and with empty ones, there are no bands")
  func nothing() {
    #expect(scale([]).bands.isEmpty)
    #expect(scale([(5, 5)]).bands.isEmpty)
    #expect(scale([]).bands(of: AddressRange(0, 9)).isEmpty)
  }

  @Test("the highest addresses are drawn as others are")
  func highest() {
    let scale = scale([(0, 1), (.max - 1, .max)])
    #expect(scale.bands.count == 3)
    #expect(BandHeights(scale, total: 30, least: 2).values.allSatisfy { $0 >= 2 && $0.isFinite })
  }

  @Test("the middle of what looks alike is left out, and counted")
  func alike() {
    let ranges = (0..<1000).map { (UInt64($0) * 10, UInt64($0) * 10 + 10) }
    let scale = scale(ranges + [(10000, 20000)], likeness: [UInt64](repeating: 7, count: 1000) + [1], most: 48)
    #expect(scale.bands.count == 10)
    #expect(scale.bands[4].leftOut == 992)
    #expect(scale.bands[4].range == AddressRange(40, 9960))
    #expect(scale.bands.last?.range == AddressRange(10000, 20000))
  }

  @Test("what takes turns looks alike too")
  func turns() {
    let ranges = (0..<1000).map { (UInt64($0) * 10, UInt64($0) * 10 + 5) }
    let scale = scale(ranges, likeness: [UInt64](repeating: 7, count: 1000), most: 48)
    #expect(scale.bands.count <= 48)
    #expect(scale.bands.reduce(0) { $0 + max(1, $1.leftOut) } == 1999)
  }

  @Test("there are never more bands than there is room for, and none is lost", arguments: [4, 48, 256])
  func room(most: Int) {
    let ranges = (0..<5000).map { (UInt64($0) * 16, UInt64($0) * 16 + 16) }
    let scale = scale(ranges, most: most)
    #expect(scale.bands.count <= most + 1)
    #expect(scale.bands.reduce(0) { $0 + max(1, $1.leftOut) } == 5000)
    for (band, next) in zip(scale.bands, scale.bands.dropFirst()) { #expect(band.range.end == next.range.start) }
  }

  // MARK: Heights

  @Test("twice the size is twice the height")
  func linear() {
    let scale = scale([
      (0, Self.gigabyte), (Self.gigabyte, 3 * Self.gigabyte), (3 * Self.gigabyte, 6 * Self.gigabyte),
    ])
    let heights = BandHeights(scale, total: 60, least: 2)
    #expect(heights.values.map { Int($0.rounded()) } == [10, 20, 30])
    #expect(heights.areOnScale == [true, true, true])
    #expect(heights.caption == "to scale")
  }

  @Test("a small range is as high as its name needs, and said to be off the scale")
  func small() {
    let scale = scale([(0, 4096), (4096, Self.gigabyte), (Self.gigabyte, 2 * Self.gigabyte)])
    let heights = BandHeights(scale, total: 62, least: 2)
    #expect(heights.values.map { Int($0.rounded()) } == [2, 30, 30])
    #expect(heights.areOnScale == [false, true, true])
    #expect(heights.caption == "to scale but for addresses at")
  }

  @Test("sizes that differ too much are logarithmic: the same step for each doubling")
  func logarithmic() {
    var (start, ranges) = (UInt64(0), [(UInt64, UInt64)]())
    for shift in [22, 26, 30, 34, 38] as [UInt64] {
      ranges.append((start, start + 1 << shift))
      start += 1 << shift
    }
    let heights = BandHeights(scale(ranges), total: 100, least: 2)
    #expect(heights.form == .logarithmic)
    let steps = zip(heights.values, heights.values.dropFirst()).map { $1 - $0 }
    for step in steps { #expect(abs(step - steps[0]) < 0.001) }
    #expect(steps[0] > 1)
  }
}
