import Artifacts
import Diagnostics
import Foundation
import Lowering
import MachineModel
import TestSupport
import Testing

/// What is written of a topology says all of it.
@Suite("Topologies as text") struct TopologyTextTests {
  private static let examples =
    (try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/examples"))?
    .filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  @Test("An example, written anew, is the same machine", arguments: examples)
  func example(_ name: String) throws {
    let compilation = Compilation(bytes: try packageBytes("examples/\(name)"))
    try expectSame(compilation, try #require(compilation.topology), name)
  }

  @Test("There are examples") func thereAreExamples() { #expect(Self.examples.count > 50) }

  @Test("1,000 random machines, as text and as values, are the same when they are written", arguments: 0..<10)
  func randomMachines(_ block: Int) throws {
    var machines = 0
    for index in 0..<100 {
      let seed = UInt64(block * 100 + index)
      var random = SeededGenerator(seed: seed)
      let machine = RandomMachine(&random)
      let compilation = Compilation(machine.text(&random))
      guard !compilation.hasErrors else { continue }
      machines += 1
      try expectSame(compilation, try #require(compilation.topology), "seed \(seed)")
      let text = TopologyText(machine.topology).text
      let ofValue = Compilation(text)
      #expect(!ofValue.hasErrors, "seed \(seed)\n\(text)\(ofValue.text)")
    }
    #expect(machines > 30)
  }

  @Test(
    "Characters of a path that YAML has a meaning for are written so that they come back, or are what the path is refused for",
    arguments: [
      (#"/a "b""#, #""/a \"b\"""#, true), (#"/a\b"#, #""/a\\b""#, true), ("/a\nb", #""/a\x0ab""#, false),
      ("/a\t\u{1B}", #""/a\x09\x1b""#, false), ("/a\u{85}b", #""/a\x85b""#, false),
      ("/a\u{2028}\u{FEFF}", #""/a\u2028\ufeff""#, true), ("/a: ä", #""/a: ä""#, true),
    ])
  func characters(_ path: String, _ written: String, isTaken: Bool) throws {
    var topology = try #require(Compilation("{memc: 1, nodes: [{memory: 1GiB, backing: {file: /a}}]}").topology)
    topology.nodes[0].policy.backing = .file(path: path)
    let text = TopologyText(topology).text
    #expect(text.contains("file: \(written)}"), "\(text)")
    let compilation = Compilation(text)
    if isTaken {
      #expect(compilation.topology?.nodes[0].policy.backing == .file(path: path), "\(compilation.text)")
    } else {
      #expect(compilation.text.contains("control character"), "\(compilation.text)")
    }
  }

  private func expectSame(_ compilation: Compilation, _ topology: Topology, _ title: String) throws {
    let text = TopologyText(topology).text
    let written = Compilation(text)
    guard !written.hasErrors else {
      Issue.record("\(title)\n\(text)\(written.text)")
      return
    }
    let (was, now) = (compilation.artifacts(), written.artifacts())
    #expect(was.map(\.kind.fileName) == now.map(\.kind.fileName), "\(title)\n\(text)")
    for (was, now) in zip(was, now) where Self.essence(was) != Self.essence(now) {
      Issue.record("\(title), \(was.kind.fileName)\n\(compilation.source.text)\n\(text)")
    }
    #expect(
      TopologyText(try #require(written.topology)).text == text, "\(title): what is written is read as itself")
  }

  /// An artifact without what depends on how a topology is laid out: lines, and warnings, which have places.
  private static func essence(_ artifact: Artifact) -> String {
    guard artifact.kind.fileName == "layout.json" else { return "\(artifact.bytes)" }
    let text = String(decoding: artifact.bytes, as: UTF8.self)
    let warnings = text.firstRange(of: "\"warnings\"")?.lowerBound ?? text.endIndex
    return String(text[..<warnings]).replacing(/"line": [0-9]+(, )?/, with: "").replacing(", }", with: "}")
  }
}

extension SourceFile {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
