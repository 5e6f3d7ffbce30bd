import Artifacts
import FirmwareTables
import JSONCoding
import Reading

/// What topologies are held against: the files of an input.
struct FitGoal {
  /// What the input is called.
  let name: String
  /// The kinds that are compiled.
  let kinds: Set<ArtifactKind>
  /// What the files say, by name.
  let files: [String: FileEssence]
  /// The firmware's map; empty where there is none.
  let map: Set<E820Entry>

  init(_ view: MachineView, map: [E820Entry]) throws(FileError) {
    name = view.name
    self.map = Set(map)
    var kinds: Set<ArtifactKind> = []
    var files: [String: FileEssence] = [:]
    for table in view.tables {
      guard let format = table.format else { continue }
      let kind = ArtifactKind(format)
      kinds.insert(kind)
      files[kind.fileName] = .bytes(try table.bytes())
    }
    if let file = view.memslots {
      kinds.insert(.memslots)
      files[ArtifactKind.memslots.fileName] = FileEssence(.memslots, file.encoded())
    }
    if let file = view.layoutFile {
      // It names the files that it was written with, and is another one where there are more.
      kinds = Set(file.artifacts.compactMap { ArtifactKind(fileName: $0.file) } + [.layout])
      files[ArtifactKind.layout.fileName] = FileEssence(.layout, file.encoded())
    } else {
      // Whatever else a topology says is in these, so that nothing is lost while it becomes shorter.
      kinds.formUnion(ArtifactKind.byDefault)
      // How it is said is in this one.
      kinds.remove(.layout)
    }
    self.kinds = kinds
    self.files = files
  }
}

/// What a file says, without lines and warnings, which are of a text.
enum FileEssence: Equatable {
  case bytes([UInt8])
  case json(JSONValue)

  init(_ kind: ArtifactKind, _ bytes: [UInt8]) {
    if kind == .layout, let value = try? JSONValue(parsing: bytes) {
      self = .json(value.withoutLines)
    } else {
      self = .bytes(bytes)
    }
  }
}

extension JSONValue {
  /// The value without what depends on where things are written.
  fileprivate var withoutLines: JSONValue {
    switch self {
    case .object(let members):
      .object(members.filter { $0.key != "line" && $0.key != "warnings" }.mapValues(\.withoutLines))
    case .array(let elements): .array(elements.map(\.withoutLines))
    default: self
    }
  }
}
