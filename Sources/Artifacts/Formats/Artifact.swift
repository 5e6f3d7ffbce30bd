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
  ///
  /// - Parameter tables: What is encoded already, as it lies in the ACPI image.
  static func all(
    of layout: Layout, _ kinds: Set<ArtifactKind>, diagnostics: [Diagnostic], _ tables: ImageTables? = nil
  ) -> [Artifact] {
    var artifacts: [Artifact] = []
    // Kinds of tables come first, in the order of their registry.
    for (index, kind) in ArtifactKind.all.enumerated() where kinds.contains(kind) {
      if let json = kind.json {
        let file = json.init(layout, diagnostics: diagnostics, artifacts: artifacts)
        artifacts.append(Artifact(kind: kind, bytes: file.encoded()))
      } else if let bytes = ImageTables.bytes(of: index, layout, tables) {
        artifacts.append(Artifact(kind: kind, bytes: bytes))
      }
    }
    return artifacts
  }
}
