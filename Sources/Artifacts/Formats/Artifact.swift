import Diagnostics
import FieldCoding
import FirmwareTables
import JSONCoding
import Lowering

/// A file's bytes, before they are a file.
public struct Artifact: Equatable, Sendable {
  /// What it is.
  public var kind: ArtifactKind
  /// Its bytes.
  public var bytes: [UInt8]
}

extension Artifact {
  /// Encodes the artifacts of a layout, in the order in which they are written; none for a table that the layout does
  /// not have.
  static func all(of layout: Layout, _ kinds: Set<ArtifactKind>, diagnostics: [Diagnostic]) -> [Artifact] {
    var artifacts: [Artifact] = []
    for kind in ArtifactKind.all where kinds.contains(kind) {
      if let json = kind.json {
        let file = json.init(layout, diagnostics: diagnostics, artifacts: artifacts)
        artifacts.append(Artifact(kind: kind, bytes: file.encoded()))
      } else if let encoder = kind.table?.encoder(of: layout) {
        artifacts.append(Artifact(kind: kind, bytes: encoder.bytes))
      }
    }
    return artifacts
  }
}
