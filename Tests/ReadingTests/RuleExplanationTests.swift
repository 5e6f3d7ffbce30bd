import Addresses
import Artifacts
import Diagnostics
import Exchange
import FieldCoding
import FirmwareTables
import KVMHost
import Lowering
import MachineModel
import SystemPackage
import TestSupport
import Testing

@testable import Reading

/// What is said of rules, held against the rules themselves.
@Suite struct RuleExplanationTests {
  private static let rules: [any DiagnosticRule] =
    Compiler.rules + RealizationPlan.rules + TableRule.allCases + ExchangeRule.allCases
    + CaptureRule.allCases

  /// The identifiers of what is found in an example.
  private func findings(of example: RuleExample) throws -> [String] {
    switch example.reader {
    case .topology: return findings(Compiler(), example)
    case .takingOver(let taken): return findings(Compiler(additionalChecks: plan(taken).checks), example)
    case .handingOver:
      return findings(Compiler(additionalChecks: RealizationPlan(isShared: true).checks), example)
    case .program(let topology):
      var sink = DiagnosticSink(source: SourceFile(name: "example", bytes: []), overrides: SeverityOverrides())
      _ = LoweringPipeline().run(topology(), reportingTo: &sink)
      return sink.diagnostics.map(\.identifier)
    case .decompiling:
      let view = MachineView(example.bytes, name: "example", fileName: "example")
      return try Decompiler().run(view).diagnostics.map(\.identifier)
    case .exporting(let name):
      let layout = try #require(Compiler().compile(SourceFile(name: "example", bytes: example.bytes)).layout)
      var sink = DiagnosticSink(source: nil)
      _ = try #require(ExchangeFormats.exportFormat(name)).bytes(ExportRequest(layout), reportingTo: &sink)
      return sink.diagnostics.map(\.identifier)
    case .capturing: return try findings(ofHost: example)
    case .tables: return try findings(inFiles: [("example", example.bytes)])
    case .files:
      let text = AcpidumpText.decode(example.bytes).value
      let log = example.text.split(separator: "\n").filter { $0.contains("BIOS-e820") }.joined(separator: "\n")
      return try findings(
        inFiles: text.tables.map { ("\($0.name).bin", text.bytes(of: $0)) } + [("log", Array(log.utf8))])
    }
  }

  private func findings(_ compiler: Compiler, _ example: RuleExample) -> [String] {
    compiler.compile(SourceFile(name: "example", bytes: example.bytes)).diagnostics.map(\.identifier)
  }

  private func findings(inFiles files: [(name: String, bytes: [UInt8])]) throws -> [String] {
    var check = TableFileCheck()
    for file in files {
      let isOfTables = check.add(file.bytes, name: file.name, fileName: file.name)
      try #require(isOfTables)
    }
    return check.reports().flatMap { $0.diagnostics.map(\.identifier) }
  }

  /// Plants a host's files, and captures it as the command line in front of them says.
  private func findings(ofHost example: RuleExample) throws -> [String] {
    let lines = example.text.split(separator: "\n")
    let words = try #require(lines.first).split(separator: " ").map(String.init)
    try #require(words.starts(with: ["memc", "capture", "--root", "host"]))
    func value(_ option: String) -> String? { words.firstIndex(of: option).map { words[$0 + 1] } }
    var files: [String: String] = [:]
    for line in lines.dropFirst() {
      let colon = try #require(line.firstIndex(of: ":"))
      files[String(line[..<colon]), default: ""] += "\(line[line.index(after: colon)...])\n"
    }
    let folder = try TemporaryFolder()
    for (path, text) in files {
      try folder.makeFolder(FilePath(path).removingLastComponent().string)
      try folder.write(text, to: path)
    }
    var reader = HostTreeReader(FilePath(folder.path("host")))
    var findings = CaptureFindings()
    if let tree = reader.read(reportingTo: &findings) {
      if words.contains("--for-guest") {
        let nodes = value("--nodes").map { CPUList(reading: $0).numbers }
        let request = GuestRequest(
          memory: try StatedSize(try #require(value("--memory"))).bytes,
          cpus: try #require(value("--cpus").flatMap { Int($0) }), nodes: nodes)
        _ = GuestCapture(request, of: tree).topology(reportingTo: &findings)
      } else {
        _ = HostCapture(tree).topology(reportingTo: &findings)
      }
    }
    return findings.told.flatMap { $0.diagnostics.map(\.identifier) }
  }

  private func plan(_ taken: RuleExample.TakenMemory?) -> RealizationPlan {
    guard let taken else { return RealizationPlan() }
    let node = ExistingMemory.Node(
      domain: 0, size: 1 << 30, pageSize: taken == .hugepages ? 2 << 20 : 4096,
      kind: taken == .file ? .file : .memfd)
    return RealizationPlan(existing: ExistingMemory(nodes: [node]))
  }

  @Test(
    "Its example breaks the rule and no other, and its cure breaks none",
    arguments: RuleExplanationTests.rules.map(\.identifier))
  func rule(_ identifier: String) throws {
    let explanation = try #require(RuleExplanations[identifier])
    #expect(Set(try findings(of: explanation.breaks)) == [identifier])
    #expect(try findings(of: explanation.cure).isEmpty)
  }

  @Test func explainsNoRuleThatIsNone() {
    let known = Set(Self.rules.map(\.identifier))
    let explained = RuleExplanations.all.map(\.identifier)
    #expect(Set(explained) == known)
    #expect(explained.count == known.count)
  }
}
