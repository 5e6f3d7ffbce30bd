import Testing

@testable import Addresses

@Suite("Numbers of CPUs")
struct CPUListTests {
  @Test(
    "ascending runs are joined",
    arguments: [
      ([], ""), ([7], "7"),
      ([0, 1, 2, 8], "0-2,8"), ([0, 1, 2, 3, 8, 10, 11], "0-3,8,10-11"), ([3, 5, 7], "3,5,7"),
    ] as [([UInt32], String)])
  func text(_ numbers: [UInt32], _ text: String) {
    #expect(CPUList.text(numbers) == text)
    #expect(CPUList(numbers).isEmpty == numbers.isEmpty)
  }

  @Test(
    "what a file of somebody else says is in no order, and may be any number",
    arguments: [
      ([.max, 0], "4294967295,0"), ([.max, .max], "4294967295,4294967295"),
      ([.max - 1, .max], "4294967294-4294967295"),
      ([5, 4], "5,4"), ([4, 4, 5], "4,4-5"),
    ] as [([UInt32], String)])
  func hostile(_ numbers: [UInt32], _ text: String) {
    #expect(CPUList.text(numbers) == text)
  }
}
