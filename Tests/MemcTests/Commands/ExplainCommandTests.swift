import Foundation
import TestSupport
import Testing

@testable import memc

@Suite("memc explain") struct ExplainCommandTests {
  private func run(_ words: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["explain"] + words, input: input)
  }

  @Test("an input and a question may stand in one word, and a question in several")
  func words() throws {
    let whole = try run("golden/gap-straddle/srat.bin", "byte", "0x70", "of", "SRAT")
    #expect(whole.status == 0)
    #expect(whole.text.hasPrefix("srat.bin+0x70 is 'type' of SRAT memory affinity #1: 1\n"))
    #expect(try run("golden/gap-straddle/srat.bin", "byte 0x70 of SRAT").text == whole.text)
    #expect(try run("golden/gap-straddle/srat.bin+0x70").text == whole.text)
    let line = try run("examples/gap-straddle.yaml", ":7")
    #expect(line.text.hasPrefix("line 7, '- {memory: 4GiB, cpus: \"2-3\"}', made "))
    #expect(try run("examples/gap-straddle.yaml:7").text == line.text)
    #expect(try run("examples/gap-straddle.yaml", "line", "7").text == line.text)
  }

  @Test("a topology may come from standard input")
  func standardInput() throws {
    let result = try run("-", "node", "0", input: "{memc: 1, memory: 1GiB, nodes: 1}")
    #expect(result.text.hasPrefix("node 0 has 1 GiB\n"))
    #expect(result.text.contains("<stdin>:1:"))
  }

  @Test("a rule may stand in the brackets that diagnostics put around it")
  func rule() throws {
    let plain = try run("hugepage-alignment")
    #expect(plain.status == 0)
    #expect(plain.text.hasPrefix("hugepage-alignment (error): "))
    #expect(try run("[hugepage-alignment]").text == plain.text)
    #expect(plain.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("a rule is explained as JSON, too")
  func ruleAsJSON() throws {
    let result = try run("device-twice", "--format", "json")
    #expect(result.status == 0)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    let rule = try #require(document["rule"] as? [String: Any])
    #expect(rule["id"] as? String == "device-twice" && rule["severity"] as? String == "error")
    let broken = try #require(rule["breaks"] as? String)
    #expect(try MemcProcess.run(["check", "-"], input: broken).errors.contains("[device-twice]"))
    #expect((rule["text"] as? [String])?.isEmpty == false)
  }

  @Test(
    "what cannot be answered says why",
    arguments: [
      (["examples/gap-straddle.yaml", "slot 9"], 1, "there is no slot 9; there are slots 0 to 2"),
      (["examples/gap-straddle.yaml", "slot 0 of vtl2"], 1, "there is one partition only: ask for 'slot 0'"),
      (["examples/gap-straddle.yaml", "cpu 4"], 1, "there is no CPU 4; there are 4, from 0 on"),
      (["examples/gap-straddle.yaml", "apic 0x99"], 1, "no CPU has the APIC ID 0x99"),
      (["examples/gap-straddle.yaml", "line 99"], 1, "examples/gap-straddle.yaml has no line 99"),
      (
        ["examples/gap-straddle.yaml", "byte 0 of HPET"], 1,
        "examples/gap-straddle.yaml has no table 'HPET'; it has "
      ),
      (["golden/gap-straddle/slit.bin+0x1000"], 1, "slit.bin has 48 bytes, so there is none at 0x1000"),
      (["golden/gap-straddle/slit.bin", "slot 0"], 1, "golden/gap-straddle/slit.bin tells of no memslots"),
      (["no-such-file.yaml", "node 0"], 66, "cannot read no-such-file.yaml: No such file or directory"),
      (["hugepage-alignmnet"], 64, "there is no rule 'hugepage-alignmnet'; did you mean 'hugepage-alignment'?"),
      (["examples/gap-straddle.yaml", "what"], 64, "'what' is no question; ask for an address"),
      (["examples"], 64, "examples is an input; ask a question of it: an address"),
      (["golden/gap-straddle/slit.bin"], 64, "golden/gap-straddle/slit.bin is an input; ask a question of it"),
      (
        ["examples/no-such.yaml"], 64,
        "there is no rule 'examples/no-such.yaml'; 'memc check --list-checks' shows them all"
      ),
      (["/dev/null", "node 0"], 1, "[empty-document]"),
    ] as [([String], Int32, String)])
  func refusal(_ words: [String], _ status: Int32, _ reason: String) throws {
    let result = try MemcProcess.run(["explain"] + words)
    #expect(result.status == status)
    #expect(result.text == "")
    #expect(result.errors.contains(reason), "\(result.errors)")
  }

  @Test("a topology with errors says those, and nothing else")
  func errors() throws {
    let result = try run("-", "0x0", input: "{memc: 1, memroy: 1GiB}")
    #expect(result.status == 1)
    #expect(result.text == "")
    #expect(result.errors.contains("[unknown-key]"))
  }

  @Test("of a damaged table what can be read is told, with an error")
  func damage() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(packageBytes("golden/gap-straddle/srat.bin").dropLast(40)), to: "srat.bin")
    let result = try run(folder.path("srat.bin"), "0x0")
    #expect(result.status == 1)
    #expect(result.text.contains("proximity domain 0"))
    #expect(result.errors.contains("memc: error: "), "\(result.errors)")
    #expect(try MemcProcess.run(["diff", "golden/gap-straddle/srat.bin", folder.path("srat.bin")]).status == 2)
    #expect(try MemcProcess.run(["show", folder.path("srat.bin")]).status == 1)
  }

  @Test("a folder of a host's tables may hold anything")
  func foreignFolder() throws {
    let folder = try TemporaryFolder()
    try folder.copy("golden/gap-straddle/srat.bin", to: "SRAT")
    try folder.copy("golden/gap-straddle/madt.bin", to: "APIC")
    try folder.makeFolder("dynamic")
    try folder.write("not a table", to: "README")
    // Whoever opens it waits for a writer. The C library reads the path through a pointer that it does not keep.
    let isMade = unsafe mkfifo(folder.path("pipe"), 0o600) == 0
    try #require(isMade)
    let result = try run(folder.path, "apic", "0x2")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("the CPU of APIC ID 0x2 is of proximity domain 1\n"))
    #expect(result.text.contains("MADT local APIC #3") && result.text.contains("SRAT processor affinity #3"))
  }

  @Test("a name that is no text for a terminal is shown as one")
  func hostileName() throws {
    let result = try run("-", "node 0", input: "{memc: 1, memory: 1GiB, nodes: [{name: \"\\u001b[31mred\"}]}")
    #expect(!result.text.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
  }
}
