import Artifacts
import CMemc

/// An artifact whose bytes and names stay where they are.
struct LentArtifact: Sendable {
  /// What it is.
  let kind: ArtifactKind
  private let bytes: Lent<UInt8>
  private let name: Lent<CChar>
  private let fileName: Lent<CChar>

  /// Copies an artifact.
  init(_ artifact: Artifact) {
    kind = artifact.kind
    bytes = Lent(artifact.bytes)
    name = Lent(text: artifact.kind.name)
    fileName = Lent(text: artifact.kind.fileName)
  }

  /// As C has it, for as long as this lives.
  var structure: memc_artifact {
    unsafe memc_artifact(
      size: 0, name: name.start, file_name: fileName.start, bytes: bytes.start, length: bytes.count)
  }
}

/// The artifacts that were asked for, each made once.
struct ArtifactShelf {
  private var artifacts: [ArtifactKind: LentArtifact] = [:]
  private var defaults: [LentArtifact]?

  /// An artifact; `nil` where the machine has none of that kind.
  mutating func artifact(_ kind: ArtifactKind, of compilation: Compilation) -> LentArtifact? {
    // The others that 'layout' names are those that are written with it.
    if kind == .layout { _ = defaults(of: compilation) }
    if let artifact = artifacts[kind] { return artifact }
    return compilation.artifacts([kind]).first.map { put($0) }
  }

  /// Those that are written without being asked for, in their order.
  mutating func defaults(of compilation: Compilation) -> [LentArtifact] {
    if let defaults { return defaults }
    let made = compilation.artifacts().map { artifacts[$0.kind] ?? put($0) }
    defaults = made
    return made
  }

  private mutating func put(_ artifact: Artifact) -> LentArtifact {
    let lent = LentArtifact(artifact)
    artifacts[artifact.kind] = lent
    return lent
  }
}
