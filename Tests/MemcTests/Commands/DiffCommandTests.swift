import Foundation
import TestSupport
import Testing

@testable import memc

@Suite("memc diff") struct DiffCommandTests {
  @Test(
    "ends as diff(1) does",
    arguments: [
      (["examples/gap-straddle.yaml", "examples/gap-straddle.yaml"], 0),
      (["examples/gap-straddle.yaml", "golden/gap-straddle"], 0),
      (["golden/gap-straddle", "golden/two-socket"], 1),
      (["examples/gap-straddle.yaml", "golden/two-socket/slit.bin"], 0),
      (["examples/gap-straddle.yaml", "no-such-file"], 2),
      (["no-such-file", "examples/gap-straddle.yaml"], 2),
      (["golden/gap-straddle/slit.bin", "golden/gap-straddle/e820.bin"], 2),
      (["golden/gap-straddle/slit.bin", "/dev/null"], 2),
      (["-", "-"], 64), (["golden/gap-straddle"], 64),
    ] as [([String], Int32)])
  func status(_ words: [String], _ status: Int32) throws {
    let result = try MemcProcess.run(["diff"] + words)
    #expect(result.status == status, "\(result.text)\(result.errors)")
    #expect((status < 2) == result.errors.isEmpty, "\(result.errors)")
    #expect((status < 2) == !result.text.isEmpty)
  }

  @Test("an input with errors is trouble, and they are told")
  func errors() throws {
    let result = try MemcProcess.run(
      ["diff", "-", "examples/gap-straddle.yaml"], input: "{memc: 1, memory: 1GB}")
    #expect(result.status == 2)
    #expect(result.errors.contains("[decimal-unit]"))
  }

  @Test("JSON has every difference with its cause")
  func json() throws {
    let changed = try packageText("examples/gap-straddle.yaml").replacing("4GiB", with: "6GiB")
    let result = try MemcProcess.run(
      ["diff", "--format", "json", "examples/gap-straddle.yaml", "-"], input: changed)
    #expect(result.status == 1)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    let differences = try #require(document["differences"] as? [[String: Any]])
    #expect(differences.first?["title"] as? String == "node 1")
    #expect(differences.first?["cause"] == nil)
    #expect(differences.dropFirst().allSatisfy { $0["cause"] as? Int == 0 })
    #expect(differences.contains { $0["title"] as? String == "slot 2" && $0["input"] as? String == "to" })
    #expect(document["to"] as? String == "<stdin>")
  }

  @Test("an output that cannot be written is trouble")
  func fullDisk() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let result = try MemcProcess.run(
      ["diff", "examples/gap-straddle.yaml", "golden/gap-straddle"], output: full)
    #expect(result.status == 2)
  }
}
