import JSONCoding
import MachineModel

/// The JSON Schemas of what memc reads and writes, by the names that `memc schema` takes.
public enum Schema: String, CaseIterable, Sendable {
  /// The topology language.
  case topology
  /// `memslots.json`.
  case memslots
  /// `layout.json`.
  case layout

  /// The name of its file in `schemas/`.
  public var fileName: String { "\(rawValue).schema.json" }

  /// The text of the file.
  public var text: String {
    switch self {
    case .topology: LanguageSchema.text()
    case .memslots: JSONSchemaCoder.text(of: MemslotsFile.self, id: fileName, title: "memslots.json of memc")
    case .layout: JSONSchemaCoder.text(of: LayoutFile.self, id: fileName, title: "layout.json of memc")
    }
  }
}
