import Artifacts
@testable import Diagnostics
import Foundation
import TestSupport
import Testing

/// SARIF documents; Tests/validate-schemas.py holds some against the schema of the standard.
@Suite("SARIF of diagnostics") struct SARIFReportTests {
  private func report() -> SARIFReport { SARIFReport(version: "1.2.3", registry: Compiler.rules) }

  /// What follows `"results": ` in a document.
  private func results(of report: SARIFReport) throws -> [[String: Any]] {
    let run = try run(of: report)
    return try #require(run["results"] as? [[String: Any]])
  }

  private func run(of report: SARIFReport, exitCode: Int32 = 0) throws -> [String: Any] {
    let data = Data(report.text(exitCode: exitCode).utf8)
    let log = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  /// A document that differs in its results, as a compact line.
  private func line(_ value: Any) throws -> String {
    String(
      decoding: try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]),
      as: UTF8.self)
  }

  @Test("a run without findings is a document with none")
  func empty() {
    #expect(
      report().text(exitCode: 0) == #"""
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "runs": [
            {
              "columnKind": "unicodeCodePoints",
              "invocations": [
                {
                  "executionSuccessful": true,
                  "exitCode": 0,
                  "toolExecutionNotifications": []
                }
              ],
              "newlineSequences": [
                "\u000d\n",
                "\n",
                "\u000d",
                "\u0085",
                "\u2028",
                "\u2029"
              ],
              "results": [],
              "tool": {
                "driver": {
                  "name": "memc",
                  "rules": [],
                  "version": "1.2.3"
                }
              }
            }
          ],
          "version": "2.1.0"
        }

        """#)
  }

  @Test("a result has its rule, its place and what cures it; a rule stands once")
  func whole() throws {
    let compilation = Compilation("memc: 1\nmemroy: 4GiB\nnmae: a\n", name: "a/b c.yaml")
    var report = report()
    report.add(compilation.diagnostics, of: compilation.source)
    let results = try results(of: report)
    #expect(results.count == 2)
    let location = #"{"artifactLocation":{"uri":"a/b%20c.yaml"}"#
    let region = #"{"endColumn":7,"endLine":2,"startColumn":1,"startLine":2}"#
    #expect(
      try line(results[0])
        == #"{"fixes":[{"artifactChanges":["# + location
        + #","replacements":[{"deletedRegion":"# + region + #","insertedContent":{"text":"memory"}}]}],"#
        + #""description":{"text":"did you mean 'memory'?"}}],"level":"error","#
        + #""locations":[{"physicalLocation":"# + location + #","region":"# + region + #"}}],"#
        + #""message":{"text":"unknown key 'memroy'; did you mean 'memory'?"},"ruleId":"unknown-key","ruleIndex":0}"#
    )
    let driver = try #require((try run(of: report)["tool"] as? [String: Any])?["driver"])
    #expect(
      try line(driver)
        == #"{"name":"memc","rules":[{"defaultConfiguration":{"level":"error"},"id":"unknown-key","#
        + #""shortDescription":{"text":"keys are those of the language"}}],"version":"1.2.3"}"#)
  }

  @Test("notes are related places, also those that are about the whole file")
  func notes() throws {
    let diagnostic = Diagnostic(
      identifier: "small-node", severity: .note, range: nil, message: "m",
      notes: [.init("here", at: range(1, 2, 1, 3)), .init("there")])
    var report = report()
    report.add([diagnostic], of: SourceFile(name: "a", text: ""))
    let place = #"{"artifactLocation":{"uri":"a"}"#
    #expect(
      try line(results(of: report)[0])
        == #"{"level":"note","locations":[{"physicalLocation":"# + place + #"}}],"message":{"text":"m"},"#
        + #""relatedLocations":[{"message":{"text":"here"},"physicalLocation":"# + place
        + #","region":{"endColumn":3,"endLine":1,"startColumn":2,"startLine":1}}},"#
        + #"{"message":{"text":"there"},"physicalLocation":"# + place + #"}}],"ruleId":"small-node","ruleIndex":0}"#
    )
  }

  @Test("what kept the command from its work is told of the run, with its exit code")
  func notifications() throws {
    var report = report()
    report.add(.warning, "slow")
    #expect(
      try line(#require(try run(of: report)["invocations"]))
        == #"[{"executionSuccessful":true,"exitCode":0,"#
        + #""toolExecutionNotifications":[{"level":"warning","message":{"text":"slow"}}]}]"#)
    report.add(.error, "cannot read a.yaml")
    report.add("out/e820.bin: 1 byte", in: "out")
    let invocations = try run(of: report, exitCode: 66)["invocations"]
    #expect(
      try line(#require(invocations)).hasPrefix(#"[{"executionSuccessful":false,"exitCode":66,"#))
    #expect(
      try line(results(of: report)[0])
        == #"{"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"out"}}}],"#
        + #""message":{"text":"out/e820.bin: 1 byte"}}"#)
  }

  @Test(
    "a file's name is a URI",
    arguments: [
      ("a.yaml", "a.yaml"), ("../a/./b", "../a/./b"), ("/etc/a", "file:///etc/a"), ("a:b", "a%3Ab"),
      ("ä \u{1B}\n", "%C3%A4%20%1B%0A"), ("%41?#", "%2541%3F%23"), ("<stdin>", "%3Cstdin%3E"),
    ])
  func names(_ name: String, _ uri: String) throws {
    var report = report()
    report.add("m", in: name)
    #expect(try line(results(of: report)[0]).contains(#"{"artifactLocation":{"uri":"\#(uri)"}}"#))
  }

  @Test(
    "braces and brackets of a message stand for nothing but themselves",
    arguments: [
      ("write '{memory: 1GiB}'", "write '{{memory: 1GiB}}'"), ("{0}", "{{0}}"), ("[[10]]", "[[10]]"),
      ("[a](http://b)", #"[a\](http://b)"#), ("](", #"\]("#),
    ])
  func messages(_ message: String, _ written: String) throws {
    var report = report()
    report.add(message, in: "a")
    let result = try #require(try results(of: report)[0]["message"] as? [String: String])
    #expect(result == ["text": written])
  }

  @Test("a rule that is registered nowhere is named all the same")
  func unknownRule() throws {
    var report = report()
    report.add([Diagnostic(identifier: "x", severity: .error, range: nil, message: "m", notes: [])], of: nil)
    #expect(
      try line(results(of: report)[0]) == #"{"level":"error","locations":[],"message":{"text":"m"},"ruleId":"x"}"#)
  }
}
