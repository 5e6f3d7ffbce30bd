import Artifacts
import CMemc

/// Lives for ever.
private let version = Lent(text: Version.number)

/// As memc.h says.
@c @implementation
public func memc_version() -> UnsafePointer<CChar>? { unsafe version.start }

/// As memc.h says.
@c @implementation
public func memc_failed(_ compilation: OpaquePointer?) -> CInt {
  unsafe CompilationHandle.of(compilation)?.status == MEMC_OK ? 0 : 1
}

/// As memc.h says.
@c @implementation
public func memc_message(_ compilation: OpaquePointer?) -> UnsafePointer<CChar>? {
  unsafe CompilationHandle.of(compilation)?.message.start
}

/// As memc.h says.
@c @implementation
public func memc_diagnostics_json(
  _ compilation: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
  unsafe lend(CompilationHandle.of(compilation)?.diagnosticsJSON, length)
}

/// As memc.h says.
@c @implementation
public func memc_diagnostics_text(
  _ compilation: OpaquePointer?, _ length: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
  unsafe lend(CompilationHandle.of(compilation)?.diagnosticsText, length)
}

/// Where a text lies, which the handle keeps; its length is put where the caller wants it.
private func lend(_ text: Lent<CChar>?, _ length: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>? {
  unsafe length?.pointee = text?.count ?? 0
  return unsafe text?.start
}
