import Addresses
import Testing

@testable import KVMHost

@Suite("Sets of pages") struct PageSetTests {
  /// The pages of a set, by asking for a bitmap of all of them.
  private func pages(_ set: PageSet, _ range: Range<UInt64> = 0..<200_000) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (range.count + 63) / 64)
    set.add(to: &words, range)
    return range.filter { page in
      let bit = page - range.lowerBound
      return words[Int(bit / 64)] >> (bit % 64) & 1 != 0
    }
  }

  @Test(
    "Ranges",
    arguments: [0..<1, 63..<64, 63..<65, 64..<128, 1..<130, 32_767..<32_769, 5..<5, 0..<32_768] as [Range<UInt64>])
  func ranges(_ range: Range<UInt64>) {
    var set = PageSet()
    set.insert(range)
    #expect(pages(set) == Array(range))
    #expect(set.count == UInt64(range.count))
    #expect(set.isEmpty == range.isEmpty)
  }

  @Test(
    "A bitmap that begins at any page comes back, and goes",
    arguments: [0, 1, 37, 63, 64, 32_700, 32_767] as [UInt64])
  func bitmaps(_ first: UInt64) {
    let words: [UInt64] = [0x8000_0000_0000_0001, 0, ~0, 0x488]
    let expected: [UInt64] = [0, 63] + Array(128..<192) + [195, 199, 202]
    var set = PageSet()
    set.formUnion(words, at: first)
    #expect(pages(set) == expected.map { $0 + first })
    var found = [UInt64](repeating: 0, count: 4)
    set.add(to: &found, first..<first + 256)
    #expect(found == words)
    // Neighbours stay, and an empty set holds nothing.
    set.insert(first + 64..<first + 65)
    set.subtract(words, at: first)
    #expect(pages(set) == [first + 64])
    set.subtract([1], at: first + 64)
    #expect(set == PageSet())
  }

  @Test(
    "A bitmap of some pages has those alone",
    arguments: [(100, 164), (101, 103), (130, 131), (64, 128), (90, 400)] as [(UInt64, UInt64)])
  func clipped(_ first: UInt64, _ end: UInt64) {
    var set = PageSet()
    set.insert(0..<300)
    var words = [UInt64](repeating: 0, count: Int(end - first + 63) / 64)
    set.add(to: &words, first..<end)
    #expect(words.reduce(0) { $0 + $1.nonzeroBitCount } == Int(min(end, 300) - first))
    #expect(pages(set, first..<end) == Array(first..<min(end, 300)))
  }

  @Test func bitmapsAreRangesToPeople() {
    #expect(
      DirtyPages.ranges([0x488, 0, 1 << 63, 1, ~0, 1], at: 0x10_0000, pageSize: 0x1000) == [
        AddressRange(0x10_3000, 0x10_4000), AddressRange(0x10_7000, 0x10_8000), AddressRange(0x10_a000, 0x10_b000),
        AddressRange(0x1b_f000, 0x1c_1000), AddressRange(0x20_0000, 0x24_1000),
      ])
    #expect(DirtyPages.ranges([0], at: 0, pageSize: 0x1000) == [])
  }
}
