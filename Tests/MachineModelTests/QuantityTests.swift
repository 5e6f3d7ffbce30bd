import TestSupport
import Testing

@testable import MachineModel

/// Latencies and bandwidths as a file has them.
@Suite("Latencies and bandwidths") struct QuantityTests {
  private func read(_ text: String, _ quantity: Quantity) -> Result<UInt64, ScalarProblem> {
    Result { () throws(ScalarProblem) in try QuantityParser.value(Array(text.utf8)[...], of: quantity) }
  }

  @Test(
    "A latency is picoseconds",
    arguments: [
      ("100ns", 100_000), ("1ns", 1000), ("800ps", 800), ("1.5us", 1_500_000), ("2ms", 2_000_000_000),
      ("100 ns", 100_000),
      ("0.5ns", 500), ("1_000ns", 1_000_000), ("0ns", 0), ("1.000ps", 1), ("4294967295ps", 4_294_967_295),
      ("0.0000000000000us", 0), ("999999ns", 999_999_000),
    ] as [(String, UInt64)])
  func latency(_ text: String, _ value: UInt64) throws {
    #expect(try read(text, .latency).get() == value)
  }

  @Test(
    "A bandwidth is MB/s, half of one rounded up",
    arguments: [
      ("200MB/s", 200), ("50GB/s", 50_000), ("1TB/s", 1_000_000), ("10GiB/s", 10_737), ("1MiB/s", 1),
      ("10 MiB/s", 10),
      ("0.5MB/s", 1), ("0.4MB/s", 0), ("1.5GB/s", 1500), ("1.0005GB/s", 1001), ("2TiB/s", 2_199_023), ("0MB/s", 0),
      ("4294967295MB/s", 4_294_967_295),
    ] as [(String, UInt64)])
  func bandwidth(_ text: String, _ value: UInt64) throws {
    #expect(try read(text, .bandwidth).get() == value)
  }

  @Test(
    "What is no latency, with what is meant",
    arguments: [
      ("", .emptyValue, nil), ("x", .invalidLatency, nil), ("100", .invalidLatency, "write '100ns'"),
      ("100s", .invalidLatency, nil), ("100NS", .invalidLatency, "write '100ns'"),
      ("1µs", .invalidLatency, "write '1us'"),
      ("-1ns", .negativeNumber, nil), ("ns", .invalidLatency, nil), ("1.ns", .invalidLatency, nil),
      (".5ns", .invalidLatency, nil), ("1.2.3ns", .invalidLatency, nil), ("007ns", .leadingZero, "write '7ns'"),
      ("0.0001ns", .invalidLatency, "use fewer decimals"),
      ("0.0000000000001us", .invalidLatency, "use fewer decimals"),
      ("5ms", .localityTooLarge, nil), ("4294967296ps", .localityTooLarge, nil),
      ("99999999999999999999ns", .numberOverflow, nil), ("18446744073709551615ms", .localityTooLarge, nil),
      ("1__0ns", .invalidLatency, nil), ("999999999ns", .localityTooLarge, nil),
    ] as [(String, LanguageRule, String?)])
  func noLatency(_ text: String, _ rule: LanguageRule, _ suggestion: String?) {
    guard case .failure(let problem) = read(text, .latency) else {
      Issue.record("'\(text)' is read")
      return
    }
    #expect(problem.rule == rule)
    #expect(problem.suggestion == suggestion)
  }

  @Test(
    "What is no bandwidth, with what is meant",
    arguments: [
      ("", .emptyValue, nil), ("50", .invalidBandwidth, "write '50MB/s'"),
      ("50GB", .invalidBandwidth, "write '50GB/s'"),
      ("50G", .invalidBandwidth, "write '50GB/s'"), ("50GBps", .invalidBandwidth, "write '50GB/s'"),
      ("50gb/s", .invalidBandwidth, "write '50GB/s'"), ("50KB/s", .invalidBandwidth, nil),
      ("50ns", .invalidBandwidth, nil), ("-5MB/s", .negativeNumber, nil), ("5000TB/s", .localityTooLarge, nil),
    ] as [(String, LanguageRule, String?)])
  func noBandwidth(_ text: String, _ rule: LanguageRule, _ suggestion: String?) {
    guard case .failure(let problem) = read(text, .bandwidth) else {
      Issue.record("'\(text)' is read")
      return
    }
    #expect(problem.rule == rule)
    #expect(problem.suggestion == suggestion)
  }

  @Test("A value is written in the largest unit of whole numbers that everybody reads")
  func texts() {
    #expect([0, 1, 1500, 100_000].map(Quantity.latency.text) == ["0ns", "1ps", "1500ps", "100ns"])
    #expect(Quantity.bandwidth.text(20480) == "20480MB/s")
  }
}
