import Addresses
import Testing

private struct Named: AddressRanged, Equatable {
  let name: String
  let range: AddressRange

  init(_ name: String, _ start: UInt64, _ end: UInt64) {
    self.name = name
    range = AddressRange(start, end)
  }
}

@Suite("Overlaps") struct OverlapsTests {
  private func overlaps(_ ranges: [AddressRange]) -> [[AddressRange]] {
    var found: [[AddressRange]] = []
    ranges.forEachOverlap { found.append([$0, $1]) }
    return found
  }

  @Test("Ranges that touch, empty ones and none overlap nothing")
  func none() {
    #expect(overlaps([]).isEmpty)
    #expect(overlaps([AddressRange(0, 4)]).isEmpty)
    #expect(overlaps([AddressRange(0, 4), AddressRange(4, 8), AddressRange(8, 8), AddressRange(8, 9)]).isEmpty)
  }

  @Test("An overlap is told with the range before it that reaches highest, not with its neighbour")
  func highest() {
    let (long, short, last, end) = (
      AddressRange(0, 9), AddressRange(1, 2), AddressRange(5, 20), AddressRange(19, 21)
    )
    #expect(overlaps([long, short, last, end]) == [[long, short], [long, last], [last, end]])
  }

  @Test("A search finds the lowest range that another one overlaps, also below one that does not reach as far")
  func lowest() {
    let search = RangeSearch([
      Named("short", 1, 2), Named("long", 0, 9), Named("empty", 10, 10), Named("last", 12, 20),
    ])
    #expect(search.lowest(overlapping: AddressRange(1, 3))?.name == "long")
    #expect(search.lowest(overlapping: AddressRange(5, 30))?.name == "long")
    #expect(search.lowest(overlapping: AddressRange(9, 13))?.name == "last")
    #expect(search.lowest(overlapping: AddressRange(9, 12)) == nil)
    #expect(search.lowest(overlapping: AddressRange(20, 30)) == nil)
    #expect(search.lowest(overlapping: AddressRange(5, 5)) == nil)
    #expect(search.end == 20)
    #expect(RangeSearch<Named>([]).end == 0)
    #expect(RangeSearch<Named>([]).lowest(overlapping: AddressRange(0, 9)) == nil)
  }

  @Test("A range reaches across what lies inside it, not across its ends")
  func across() {
    let search = RangeSearch([Named("short", 1, 2), Named("long", 0, 9), Named("touching", 9, 12)])
    let addresses = (UInt64(0)...13).filter(search.reaches(across:))
    #expect(addresses == [1, 2, 3, 4, 5, 6, 7, 8, 10, 11])
  }
}
