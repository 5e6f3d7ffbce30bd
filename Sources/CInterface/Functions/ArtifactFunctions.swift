import Artifacts
public import CMemc

/// As memc.h says.
@c @implementation
public func memc_get_artifact(
  _ compilation: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ artifact: UnsafeMutablePointer<memc_artifact>?
) -> memc_status {
  guard let handle = unsafe CompilationHandle.of(compilation), let name = unsafe name else {
    return MEMC_INVALID_ARGUMENT
  }
  guard let kind = ArtifactKind(name: unsafe String(cString: name)) else { return MEMC_UNKNOWN_NAME }
  guard handle.status == MEMC_OK else { return MEMC_FAILED }
  guard let found = handle.artifact(kind) else { return MEMC_ABSENT }
  return unsafe found.structure.hand(to: artifact)
}

/// As memc.h says.
@c @implementation
public func memc_get_default_artifact(
  _ compilation: OpaquePointer?, _ index: Int, _ artifact: UnsafeMutablePointer<memc_artifact>?
) -> memc_status {
  guard let handle = unsafe CompilationHandle.of(compilation) else { return MEMC_INVALID_ARGUMENT }
  guard handle.status == MEMC_OK else { return MEMC_FAILED }
  let artifacts = handle.defaultArtifacts
  return artifacts.indices.contains(index) ? unsafe artifacts[index].structure.hand(to: artifact) : MEMC_END
}
