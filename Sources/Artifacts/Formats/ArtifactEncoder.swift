import Diagnostics
import FirmwareTables
import JSONCoding
import Lowering

/// Encodes the artifacts of a layout.
enum ArtifactEncoder {
  static func artifacts(
    of layout: Layout, _ kinds: Set<ArtifactKind>, diagnostics: [Diagnostic]
  ) -> [Artifact] {
    let tables = FirmwareTableSet(layout)
    var artifacts: [Artifact] = []
    for kind in ArtifactKind.allCases where kinds.contains(kind) {
      switch kind {
      case .e820:
        if let map = tables.e820 { artifacts.append(Artifact(kind: kind, bytes: map.encoded())) }
      case .srat: artifacts.append(Artifact(kind: kind, bytes: tables.srat.encoded()))
      case .slit: artifacts.append(Artifact(kind: kind, bytes: tables.slit.encoded()))
      case .memslots: artifacts.append(Artifact(kind: kind, bytes: MemslotsFile(layout).encoded()))
      case .layout:
        let file = LayoutFile(layout, diagnostics: diagnostics, artifacts: artifacts)
        artifacts.append(Artifact(kind: kind, bytes: file.encoded()))
      }
    }
    return artifacts
  }
}
