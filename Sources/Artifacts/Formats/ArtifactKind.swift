/// What a compilation writes, by the names that `--emit` takes.
public enum ArtifactKind: String, CaseIterable, Sendable {
  /// `e820.bin`, on x86_64 only.
  case e820
  /// `srat.bin`.
  case srat
  /// `slit.bin`.
  case slit
  /// `memslots.json`.
  case memslots
  /// `layout.json`, which is written last and names the others.
  case layout

  /// The name of the file.
  public var fileName: String {
    switch self {
    case .e820, .srat, .slit: "\(rawValue).bin"
    case .memslots, .layout: "\(rawValue).json"
    }
  }

  /// The kind of a file name, or `nil` for a file that memc does not write.
  public init?(fileName: String) {
    guard let kind = Self.allCases.first(where: { $0.fileName == fileName }) else { return nil }
    self = kind
  }
}

/// A file's bytes, before they are a file.
public struct Artifact: Equatable, Sendable {
  /// What it is.
  public var kind: ArtifactKind
  /// Its bytes.
  public var bytes: [UInt8]
}
