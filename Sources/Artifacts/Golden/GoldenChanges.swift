import FirmwareTables
import JSONCoding
import Lowering

/// What differs of one example, each cause told once: in the table that has it, with the line that it comes from.
struct GoldenChanges {
  /// The most differences by meaning that are looked at in one table.
  private static let limit = 100_000

  private let changed: [(old: [UInt8], new: Artifact)]
  private let sources: SourceLines
  private let causes: ChangeCauses
  private let json: [ArtifactKind: [JSONDifference]]

  /// - Parameters:
  ///   - changed: The files that differ, with the bytes of the golden one.
  ///   - sources: Where records come from.
  init(_ changed: [(old: [UInt8], new: Artifact)], _ sources: SourceLines) {
    self.changed = changed
    self.sources = sources
    var json: [ArtifactKind: [JSONDifference]] = [:]
    for (old, new) in changed where new.kind.json != nil {
      guard let old = try? JSONValue(parsing: old), let value = try? JSONValue(parsing: new.bytes) else { continue }
      json[new.kind] = JSONDifference.differences(from: old, to: value)
    }
    self.json = json
    causes = ChangeCauses(changed, json)
  }

  /// A line for every cause, then one for the files in which no more differs than what follows from those.
  func lines(in folder: String) -> [String] {
    var lines: [String] = []
    var silent: [String] = []
    // A proximity domain's memory and CPUs are the cause of most that differs elsewhere.
    let srat = ArtifactKind(SRAT.self)
    for kind in [srat] + ArtifactKind.all.filter({ $0 != srat }) {
      guard let (old, new) = changed.first(where: { $0.new.kind == kind }) else { continue }
      // What an image has is in the files of its tables, too.
      let isConsequence = kind.table.map { $0.imageRole == .derived && !lines.isEmpty } ?? false
      let told = isConsequence ? [] : told(of: new, from: old)
      if told.isEmpty { silent.append(kind.fileName) }
      lines += told.map { "\(folder)/\(kind.fileName): \($0)" }
    }
    guard !silent.isEmpty else { return lines }
    guard !lines.isEmpty else { return changed.map { "\(folder)/\($0.new.kind.fileName): differs" } }
    let files =
      silent.count > 1 ? silent.dropLast().joined(separator: ", ") + " and \(silent[silent.count - 1])" : silent[0]
    return lines + ["\(folder): \(files) \(silent.count == 1 ? "differs" : "differ") by what follows from that"]
  }

  private func told(of artifact: Artifact, from old: [UInt8]) -> [String] {
    // What another file says as well is told of that one.
    let repeated = artifact.kind.table?.repeated.map { ArtifactKind($0) } ?? []
    guard !changed.contains(where: { repeated.contains($0.new.kind) }) else { return [] }
    return artifact.kind.table.map { told($0, from: old, to: artifact.bytes) } ?? toldOfJSON(artifact.kind)
  }

  // MARK: Tables

  private func told(_ table: any TableFormat.Type, from old: [UInt8], to new: [UInt8]) -> [String] {
    let comparison = TableComparison(from: old, to: new, as: TableKind(table), limit: Self.limit)
    guard !comparison.differences.isEmpty else {
      let rest = comparison.differingBytes > comparison.bytes.count
      return comparison.bytes.map { "\($0)" } + (rest ? ["\(comparison.differingBytes) bytes differ in all"] : [])
    }
    var groups = LineGroups()
    let encoder = sources.encoder(of: table)
    for difference in comparison.differences {
      let isRemoved = if case .removed = difference.change { true } else { false }
      if causes.isConsequence(difference, in: isRemoved ? old : new) { continue }
      let origin = sources.origin(of: difference, in: encoder)
      groups.add("\(difference)\(origin)", key: "\(difference.record.kind.title)\(origin)")
    }
    if comparison.differenceCount > comparison.differences.count {
      groups.add("and \(comparison.differenceCount - comparison.differences.count) more differences", key: "")
    }
    return groups.lines
  }

  // MARK: JSON

  private func toldOfJSON(_ kind: ArtifactKind) -> [String] {
    guard let differences = json[kind] else { return ["the golden file is not JSON"] }
    if differences.isEmpty { return ["only white space differs"] }
    var groups = LineGroups()
    for difference in differences where !causes.isConsequence(difference, in: kind) {
      if difference.names.last == "line" {
        // A line more at the top of a topology moves them all.
        groups.add("lines of the topology: \(difference)", key: "line")
      } else {
        // What became of many slots alike is one change.
        groups.add(
          "\(difference)\(sources.origin(of: difference))", key: "\(difference.names) \(difference.change)")
      }
    }
    return groups.lines
  }
}

/// Lines of which those with one key are told as one.
private struct LineGroups {
  private var keys: [String: Int] = [:]
  private var groups: [(line: String, count: Int)] = []

  mutating func add(_ line: String, key: String) {
    if let index = keys[key] {
      groups[index].count += 1
    } else {
      keys[key] = groups.count
      groups.append((line, 1))
    }
  }

  var lines: [String] { groups.map { $0.count > 1 ? "\($0.line) (and \($0.count - 1) more)" : $0.line } }
}
