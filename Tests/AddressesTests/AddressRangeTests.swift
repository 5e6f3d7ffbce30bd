import Addresses
import Testing

@Suite("A range of addresses")
struct AddressRangeTests {
  @Test("No numbers trap: an end below the start is an empty range, one behind 64 bits is cut or refused")
  func hostileNumbers() {
    #expect(AddressRange(0x2000, 0x1000) == AddressRange(0x2000, 0x2000))
    #expect(AddressRange(0x2000, 0x1000).size == 0)
    #expect(AddressRange(start: 0x1000, size: .max).end == .max)
    #expect(AddressRange(exactlyFrom: 0x1000, size: .max) == nil)
    #expect(AddressRange(exactlyFrom: 0x1000, size: .max - 0x1000)?.end == .max)
    #expect(AddressRange(exactlyFrom: .max, size: 0)?.isEmpty == true)
  }

  @Test("Ranges that touch have no address in common, nor has an empty one any")
  func overlap() {
    let page = AddressRange(0x1000, 0x2000)
    #expect(page.overlaps(AddressRange(0x1fff, 0x3000)))
    #expect(!page.overlaps(AddressRange(0x2000, 0x3000)))
    #expect(!page.overlaps(AddressRange(0x1800, 0x1800)))
    #expect(page.intersection(AddressRange(0x1800, 0x9000)) == AddressRange(0x1800, 0x2000))
    #expect(page.intersection(AddressRange(0x2000, 0x9000)) == nil)
    #expect(page.contains(0x1fff) && !page.contains(0x2000))
    #expect(page.contains(AddressRange(0x1800, 0x2000)) && !page.contains(AddressRange(0x1800, 0x2001)))
  }

  @Test("A range is written with its exclusive end, and aligned where both of its ends are")
  func formAndAlignment() {
    #expect(AddressRange(0x10_0000, 0x20_0000).description == "0x100000-0x200000")
    #expect(AddressRange(0x20_0000, 0x60_0000).isAligned(to: 0x20_0000))
    #expect(!AddressRange(0x20_0000, 0x50_0000).isAligned(to: 0x20_0000))
  }
}

@Suite("A set of addresses")
struct AddressSetTests {
  @Test(
    "Ranges that overlap or touch become one, empty ones count for nothing, and what is taken out leaves the rest")
  func union() {
    let set = AddressSet([AddressRange(6, 8), AddressRange(0, 2), AddressRange(2, 4), AddressRange(5, 5)])
    #expect(set.ranges == [AddressRange(0, 4), AddressRange(6, 8)])
    #expect(set.subtracting(AddressSet([AddressRange(1, 7)])).ranges == [AddressRange(0, 1), AddressRange(7, 8)])
    #expect(set.subtracting(set).isEmpty)
  }
}
