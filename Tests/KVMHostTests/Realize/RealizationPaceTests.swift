import Testing

@testable import KVMHost

@Suite("What a person who waits is told") struct RealizationPaceTests {
  private func progress(_ step: RealizationStep, _ done: UInt64 = 0, _ total: UInt64 = 0) -> RealizationProgress {
    RealizationProgress(step: step, done: done, total: total)
  }

  @Test func aStepThatTakesLongGetsOneLine() {
    var pace = RealizationPace()
    #expect(pace.line(progress(.check), at: .seconds(3)) == nil)
    #expect(pace.line(progress(.populate), at: .seconds(4)) == nil)
    // Not a byte is populated while the first page of 1 GiB is cleared.
    #expect(pace.line(progress(.populate, 0, 4 << 30), at: .seconds(14)) == nil)
    #expect(
      pace.line(progress(.populate, 0, 4 << 30), at: .milliseconds(14_050))
        == "populating memory has taken 10 s, 0 bytes of 4 GiB so far")
    #expect(pace.line(progress(.populate, 1 << 30, 4 << 30), at: .seconds(30)) == nil)
    #expect(pace.line(progress(.register), at: .seconds(31)) == nil)
    #expect(pace.line(progress(.register), at: .seconds(40)) == nil)
    #expect(pace.line(progress(.register), at: .seconds(45)) == "registering slots has taken 14 s")
  }

  @Test func aTerminalShowsThatTimeGoesOn() {
    var pace = RealizationPace()
    #expect(pace.status(progress(.populate), at: .seconds(5)) == nil)
    #expect(pace.status(progress(.populate, 0, 4 << 30), at: .seconds(6)) == nil)
    let empty = String(repeating: " ", count: 40)
    #expect(
      pace.status(progress(.populate, 0, 4 << 30), at: .milliseconds(6001))
        == "populating memory [\(empty)] 0 %, 1 s")
    #expect(pace.status(progress(.populate, 0, 4 << 30), at: .milliseconds(6050)) == nil)
    #expect(
      pace.status(progress(.populate, 0, 4 << 30), at: .seconds(7)) == "populating memory [\(empty)] 0 %, 2 s")
    let half = String(repeating: "#", count: 20) + String(repeating: " ", count: 20)
    #expect(
      pace.status(progress(.populate, 2 << 30, 4 << 30), at: .milliseconds(7100))
        == "populating memory [\(half)] 50 %, 2 s")
    #expect(pace.status(progress(.create), at: .seconds(8)) == nil)
    #expect(pace.status(progress(.create), at: .seconds(10)) == "creating machines, 2 s")
  }
}
