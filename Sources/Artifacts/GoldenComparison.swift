import Diagnostics
import FirmwareTables
import Lowering
import Topology

/// Compares what examples compile to with golden files: by meaning, with the line that a difference comes from,
/// then by byte.
public struct GoldenComparison: Sendable {
  private let examples: [GoldenExample]
  private let golden: String

  /// Creates a comparison.
  ///
  /// - Parameters:
  ///   - examples: The examples, none of them with errors.
  ///   - golden: The folder that has the golden files of each example in a folder of its stem.
  public init(examples: [GoldenExample], golden: String) {
    self.examples = examples
    self.golden = golden
  }

  /// A line for everything that differs; none where all is as it was.
  public func differences() throws(FileError) -> [String] {
    var differences: [String] = []
    for example in examples { differences += try self.differences(of: example) }
    for stem in try strayFolders() { differences.append("\(golden)/\(stem): there is no example of that name") }
    return differences
  }

  /// Writes the golden files of the examples that differ, and removes those that have no example.
  ///
  /// - Returns: A line for everything that was done.
  public func update() throws(FileError) -> [String] {
    var lines: [String] = []
    for example in examples where try !differences(of: example).isEmpty {
      let folder = "\(golden)/\(example.stem)"
      try ArtifactWriter().write(example.compilation.artifacts(), to: folder)
      lines.append("wrote \(folder)")
    }
    for stem in try strayFolders() {
      let folder = "\(golden)/\(stem)"
      let names = try FileSystem.names(in: folder)
      guard names.allSatisfy({ ArtifactKind(fileName: $0) != nil }) else {
        lines.append("left \(folder), which has no example and holds files of others")
        continue
      }
      for name in names { try FileSystem.removeFile("\(folder)/\(name)") }
      try FileSystem.removeDirectory(folder)
      lines.append("removed \(folder)")
    }
    return lines.isEmpty ? ["\(examples.count) examples match \(golden)"] : lines
  }

  private func strayFolders() throws(FileError) -> [String] {
    guard try FileSystem.kind(of: golden) == .directory else { return [] }
    let stems = Set(examples.map(\.stem))
    var stray: [String] = []
    for name in try FileSystem.names(in: golden) where !stems.contains(name) {
      if try FileSystem.kind(of: "\(golden)/\(name)") == .directory { stray.append(name) }
    }
    return stray
  }

  private func differences(of example: GoldenExample) throws(FileError) -> [String] {
    let folder = "\(golden)/\(example.stem)"
    guard try FileSystem.kind(of: folder) == .directory, let layout = example.compilation.layout else {
      return ["\(folder): there are no golden files of \(example.compilation.source.name)"]
    }
    let artifacts = example.compilation.artifacts()
    var differences: [String] = []
    for name in try FileSystem.names(in: folder) where !artifacts.contains(where: { $0.kind.fileName == name }) {
      differences.append("\(folder)/\(name): not an artifact of \(example.compilation.source.name)")
    }
    for artifact in artifacts {
      let path = "\(folder)/\(artifact.kind.fileName)"
      guard try FileSystem.kind(of: path) != .absent else {
        differences.append("\(path): missing")
        continue
      }
      let old = try FileIO.read(path)
      guard old != artifact.bytes else { continue }
      let sources = SourceLines(layout, file: example.compilation.source.name)
      differences += Self.differences(of: artifact, from: old, sources).map { "\(path): \($0)" }
    }
    return differences
  }

  private static func differences(
    of artifact: Artifact, from old: [UInt8], _ sources: SourceLines
  ) -> [String] {
    let kind: TableKind
    switch artifact.kind {
    case .e820: kind = .e820
    case .srat: kind = .srat
    case .slit: kind = .slit
    case .memslots, .layout: return jsonDifferences(from: old, to: artifact.bytes)
    }
    let comparison = TableComparison(from: old, to: artifact.bytes, as: kind)
    var lines = comparison.differences.map { "\($0)\(sources.origin(of: $0))" }
    if comparison.differenceCount > lines.count {
      lines.append("and \(comparison.differenceCount - lines.count) more")
    }
    lines += comparison.bytes.map { "\($0)" }
    if comparison.differingBytes > comparison.bytes.count {
      lines.append("\(comparison.differingBytes) bytes differ in all")
    }
    return lines
  }

  private static func jsonDifferences(from old: [UInt8], to new: [UInt8]) -> [String] {
    guard let oldValue = try? JSONValue(parsing: old), let newValue = try? JSONValue(parsing: new) else {
      return ["the golden file is not JSON"]
    }
    let differences = JSONDifference.differences(from: oldValue, to: newValue)
    if differences.isEmpty { return ["only white space differs"] }
    // That hashes differ says nothing where it is told what differs.
    let telling = differences.filter { !$0.hasPrefix("artifacts[") }
    return telling.isEmpty ? differences : telling
  }
}

/// Where the records of tables come from.
private struct SourceLines {
  private let layout: Layout
  private let file: String

  init(_ layout: Layout, file: String) {
    self.layout = layout
    self.file = file
  }

  /// What stands behind a difference: `, node 1, from examples/x.yaml:9`; nothing for a record that is gone.
  func origin(of difference: TableDifference) -> String {
    if case .removed = difference.change { return "" }
    let record = difference.record
    let topology = layout.topology
    switch record.kind {
    case .e820Entry:
      return line(layout.memoryMap[record.index].range)
    case .memoryAffinity:
      return node(layout.affinities[record.index].node)
    case .processorAffinity, .x2APICAffinity, .giccAffinity:
      // CPUs stand first in SRAT, in the order of their numbers.
      return node(Int(topology.cpus[record.position].node))
    case .distances:
      return line(topology.distances.range)
    case .header, .otherAffinity, .raw, .slack:
      return ""
    }
  }

  private func node(_ node: Int) -> String { ", node \(node)" + line(layout.topology.nodes[node].range) }

  private func line(_ range: SourceRange?) -> String { range.map { ", from \(file):\($0.start.line)" } ?? "" }
}
