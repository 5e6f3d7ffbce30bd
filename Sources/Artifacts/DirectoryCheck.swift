import FirmwareTables
import Lowering
public import SystemPackage

/// Holds the artifacts in a folder against each other, from their bytes alone.
public struct DirectoryCheck: Sendable {
  private let folder: FilePath
  /// What messages call the folder.
  private let directory: String

  /// Creates the check of a folder.
  public init(_ folder: FilePath) {
    self.folder = folder
    directory = folder.string
  }

  /// What is wrong, each line beginning with the path of a file, or with that of the folder where files disagree;
  /// nothing for what one compilation wrote.
  public func problems() throws(FileError) -> [String] {
    let present = try FileSystem.names(in: folder).compactMap { ArtifactKind(fileName: $0.string) }
    guard present.contains(.layout) else {
      return ["\(directory): there is no layout.json, so nothing tells what belongs together"]
    }
    var files: [ArtifactKind: [UInt8]] = [:]
    for kind in present { files[kind] = try FileIO.read(folder.appending(kind.fileName)) }
    return problems(of: files)
  }

  private func problems(of files: [ArtifactKind: [UInt8]]) -> [String] {
    let (layout, issues) = LayoutFile.decode(files[.layout] ?? [])
    guard issues.isEmpty else { return issues.map { "\(directory)/layout.json: \($0)" } }
    var problems = mixedFiles(layout, files)
    problems += LayoutComparison(layout, files[.srat].flatMap(Self.wholeSRAT)).problems().map {
      "\(directory)/layout.json: \($0)"
    }
    problems += tableProblems(layout, files)
    if let bytes = files[.memslots] { problems += slotProblems(layout, bytes) }
    return problems
  }

  /// The table, where it can be read: of one that cannot, that is told.
  private static func wholeSRAT(_ bytes: [UInt8]) -> SRAT? {
    let table = SRAT.decode(bytes)
    return table.issues.isEmpty ? table.value : nil
  }

  /// Whether the files are those that `layout.json` was written with.
  private func mixedFiles(_ layout: LayoutFile, _ files: [ArtifactKind: [UInt8]]) -> [String] {
    var problems: [String] = []
    var named: Set<String> = [ArtifactKind.layout.fileName]
    for entry in layout.artifacts {
      named.insert(entry.file)
      guard let kind = ArtifactKind(fileName: entry.file), let bytes = files[kind] else {
        problems.append("\(directory)/\(entry.file): missing, but layout.json names it")
        continue
      }
      if UInt64(bytes.count) != entry.length {
        problems.append("\(directory)/\(entry.file): \(bytes.count) bytes, but layout.json says \(entry.length)")
      } else if SHA256.hexDigest(of: bytes) != entry.sha256 {
        problems.append(
          "\(directory)/\(entry.file): not the file that layout.json was written with (SHA-256 differs)")
      }
    }
    for kind in ArtifactKind.allCases where files[kind] != nil && !named.contains(kind.fileName) {
      problems.append("\(directory)/\(kind.fileName): layout.json does not name it")
    }
    return problems
  }

  private func tableProblems(_ layout: LayoutFile, _ files: [ArtifactKind: [UInt8]]) -> [String] {
    var problems: [String] = []
    if let bytes = files[.e820] {
      let map = E820Map.decode(bytes)
      problems += map.issues.map { "\(directory)/e820.bin: \($0)" }
      let stated = layout.e820.map {
        E820Entry(base: $0.base, length: $0.length, type: .init(rawValue: UInt32(clamping: $0.type)))
      }
      if map.value.entries != stated { problems.append("\(directory)/e820.bin: not the map of layout.json") }
    }
    guard let srat = files[.srat], let slit = files[.slit] else { return problems }
    let slots = layout.slots.map {
      TableInvariants.RAMSlot(
        start: $0.guestPhysicalAddress, end: $0.guestPhysicalAddress &+ $0.memorySize, node: Int(clamping: $0.node))
    }
    let violations = TableInvariants.violations(
      e820: files[.e820], srat: srat, slit: slit, slots: slots,
      gaps: layout.platform.gaps.map { AddressSet.Piece($0.start, $0.end) }, nodes: layout.nodes.count)
    return problems + violations.map { "\(directory): \($0)" }
  }

  private func slotProblems(_ layout: LayoutFile, _ bytes: [UInt8]) -> [String] {
    let (memslots, issues) = MemslotsFile.decode(bytes)
    guard issues.isEmpty else { return issues.map { "\(directory)/memslots.json: \($0)" } }
    var problems = PartitionComparison(layout, memslots).problems().map { "\(directory)/memslots.json: \($0)" }
    let sum = layout.slots.reduce(UInt64(0)) { $0 &+ $1.memorySize }
    if sum != layout.memory {
      problems.append("\(directory)/layout.json: slots hold \(sum) bytes of \(layout.memory)")
    }
    return problems
  }
}
