import Addresses
import TestSupport
import Testing

/// Aligned ranges are taken where a search through every address would take them.
@Suite("Free addresses") struct FreeAddressesTests {
  private static let page: UInt64 = 4096

  /// A map of pages that is searched page by page.
  private struct Pages {
    var isFree: [Bool]

    /// A run of pages is free only within one of the ranges, which may touch.
    var range: [Int]

    mutating func take(_ count: Int, alignedTo alignment: Int, highest: Bool) -> AddressRange? {
      let starts = Array(stride(from: 0, through: isFree.count - count, by: alignment))
      let found = (highest ? starts.reversed() : starts).first { start in
        (start..<start + count).allSatisfy { isFree[$0] && range[$0] == range[start] }
      }
      guard let start = found else { return nil }
      for page in start..<start + count { isFree[page] = false }
      return AddressRange(start: UInt64(start) * page, size: UInt64(count) * page)
    }
  }

  @Test("Drawn at random", arguments: 0..<60)
  func random(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = 2048
    var pages = Pages(isFree: Array(repeating: false, count: count), range: Array(repeating: 0, count: count))
    var ranges: [AddressRange] = []
    var start = random.number(0...20)
    while start < count {
      // Many small ranges fill blocks, few large ones are cut often.
      let end = min(count, start + random.number(1...(seed % 2 == 0 ? 6 : 600)))
      for page in start..<end { (pages.isFree[page], pages.range[page]) = (true, ranges.count) }
      ranges.append(AddressRange(UInt64(start) * Self.page, UInt64(end) * Self.page))
      start = end + (random.once(in: 4) ? 0 : random.number(1...9))
    }
    var free = FreeAddresses(ranges.shuffled(using: &random))
    var (taken, refused) = (0, 0)
    for _ in 0..<600 {
      let size = random.number(1...(random.once(in: 20) ? 300 : 7))
      let alignment = 1 << random.number(0...(random.once(in: 10) ? 8 : 2))
      let (bytes, boundary) = (UInt64(size) * Self.page, UInt64(alignment) * Self.page)
      let isHighest = random.once(in: 2)
      let expected = pages.take(size, alignedTo: alignment, highest: isHighest)
      let room = free.room(alignedTo: boundary)
      let found =
        isHighest
        ? free.takeHighest(bytes, alignedTo: boundary) : free.takeLowest(bytes, alignedTo: boundary)
      #expect(found == expected, "\(size) pages on \(alignment)")
      #expect((room >= bytes) == (expected != nil))
      (taken, refused) = expected == nil ? (taken, refused + 1) : (taken + 1, refused)
    }
    #expect(taken > 100 && refused > 10)
  }

  @Test("Tens of thousands of windows, among holes of which most are too small")
  func many() {
    // Every second page is free, but for the lowest four.
    let holes = (2..<200_000).map { AddressRange(start: UInt64($0) * 2 * Self.page, size: Self.page) }
    var free = FreeAddresses(holes + [AddressRange(0, 4 * Self.page)])
    #expect(free.takeHighest(2 * Self.page, alignedTo: 2 * Self.page) == AddressRange(2 * Self.page, 4 * Self.page))
    for hole in holes.reversed().prefix(20_000) {
      #expect(free.takeHighest(Self.page, alignedTo: Self.page) == hole)
      #expect(free.takeHighest(4 * Self.page, alignedTo: Self.page) == nil)
    }
    #expect(free.takeLowest(Self.page, alignedTo: Self.page) == AddressRange(0, Self.page))
  }

  @Test("The ends of what addresses reach")
  func ends() {
    var free = FreeAddresses([AddressRange(Self.page, Units.addressLimit), AddressRange(0, 0)])
    #expect(free.room(alignedTo: Units.addressLimit) == 0)
    #expect(free.takeLowest(Units.addressLimit, alignedTo: Units.addressLimit) == nil)
    #expect(
      free.takeHighest(1 << 51, alignedTo: 1 << 51) == AddressRange(start: 1 << 51, size: 1 << 51))
    #expect(free.room(alignedTo: Self.page) == 1 << 51 - Self.page)
    var none = FreeAddresses([])
    #expect(none.takeLowest(1, alignedTo: 1) == nil && none.takeHighest(1, alignedTo: 1) == nil)
    #expect(none.room(alignedTo: 1) == 0)
  }

  @Test("Powers of two")
  func powers() {
    #expect(
      ([0, 1, 2, 3, 4096, 4097, 1 << 63] as [UInt64]).map(\.roundedUpToPowerOfTwo) == [
        1, 1, 2, 4, 4096, 8192, 1 << 63,
      ])
  }
}
