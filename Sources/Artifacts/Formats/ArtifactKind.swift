public import FirmwareTables

/// What a compilation writes, by the names that `--emit` takes.
public struct ArtifactKind: Hashable, Sendable {
  /// The name: `srat`.
  public let name: String
  /// The name of the file: `srat.bin`.
  public let fileName: String
  /// Whether it is written without being asked for.
  public let isWrittenByDefault: Bool
  /// What describes it: `ACPI 6.5, section 5.2.16`, or a schema of this package.
  public let specification: String
  /// The table that it is, or `nil` for JSON.
  package let table: (any TableFormat.Type)?
  /// The JSON that it is, or `nil` for a table.
  let json: (any JSONArtifact.Type)?

  /// `memslots.json`.
  public static let memslots = ArtifactKind(MemslotsFile.self)
  /// `layout.json`, which is written last and names the others.
  public static let layout = ArtifactKind(LayoutFile.self)

  /// What table it is, or `nil` for JSON.
  public var tableKind: TableKind? { table.map { TableKind($0) } }

  /// Every kind, in the order in which they are written.
  public static let all: [ArtifactKind] = tableFormats.map { ArtifactKind($0) } + [memslots, layout]
  /// Those that are written without being asked for.
  public static let byDefault = Set(all.filter(\.isWrittenByDefault))

  /// The kind of a table.
  package init(_ table: any TableFormat.Type) {
    self.init(table, table: table, json: nil)
  }

  private init(_ json: any JSONArtifact.Type) {
    self.init(json, table: nil, json: json)
  }

  private init(
    _ format: any ArtifactFormat.Type, table: (any TableFormat.Type)?, json: (any JSONArtifact.Type)?
  ) {
    name = format.name
    fileName = format.fileName
    isWrittenByDefault = format.isWrittenByDefault
    specification = format.specification
    self.table = table
    self.json = json
  }

  /// The kind of a name, or `nil` for a name that is none.
  public init?(name: String) {
    guard let kind = Self.all.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// The kind of a file name, or `nil` for a file that memc does not write.
  public init?(fileName: String) {
    guard let kind = Self.all.first(where: { $0.fileName == fileName }) else { return nil }
    self = kind
  }

  /// By name.
  public static func == (left: ArtifactKind, right: ArtifactKind) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
