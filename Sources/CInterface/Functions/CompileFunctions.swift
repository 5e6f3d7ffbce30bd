import Artifacts
public import CMemc
import Diagnostics
import SystemPackage
import YAMLTree

/// As memc.h says.
@c @implementation
public func memc_compile_text(
  _ text: UnsafePointer<CChar>?, _ length: Int, _ name: UnsafePointer<CChar>?,
  _ options: UnsafePointer<memc_options>?, _ compilation: UnsafeMutablePointer<OpaquePointer?>?
) -> memc_status {
  unsafe compile(options, compilation) {
    // More than fits into a number with a sign is no text's length.
    guard length >= 0, unsafe text != nil || length == 0 else { return nil }
    // One byte more than is read tells that there is more.
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: min(length, YAMLTree.maximumInput + 1)))
    return .success(SourceFile(name: unsafe name.map { unsafe String(cString: $0) } ?? "<text>", bytes: bytes))
  }
}

/// As memc.h says.
@c @implementation
public func memc_compile_file(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<memc_options>?,
  _ compilation: UnsafeMutablePointer<OpaquePointer?>?
) -> memc_status {
  unsafe compile(options, compilation) {
    guard let path = unsafe path else { return nil }
    let name = unsafe String(cString: path)
    // A lone hyphen stands for standard input elsewhere.
    let place = unsafe name == "-" ? FilePath("./-") : FilePath(platformString: path)
    do throws(FileError) {
      return .success(SourceFile(name: name, bytes: try FileIO.read(place, limit: YAMLTree.maximumInput)))
    } catch {
      return .failure(error)
    }
  }
}

/// Compiles what a closure reads, and hands out a handle of what came of it.
///
/// - Parameter read: Gives a source, or why it cannot be read; `nil` where the caller named none.
private func compile(
  _ options: UnsafePointer<memc_options>?, _ place: UnsafeMutablePointer<OpaquePointer?>?,
  _ read: () -> Result<SourceFile, FileError>?
) -> memc_status {
  guard let place = unsafe place else { return MEMC_INVALID_ARGUMENT }
  unsafe place.pointee = nil
  let handle: CompilationHandle
  do throws(CompileOptions.Refusal) {
    let compiler = Compiler(overrides: try unsafe CompileOptions.overrides(options))
    switch read() {
    case nil: return MEMC_INVALID_ARGUMENT
    case .failure(let error): handle = CompilationHandle(MEMC_UNREADABLE, message: error.message)
    case .success(let source): handle = CompilationHandle(compiler.compile(source))
    }
  } catch {
    guard case .impossible(let message) = error else { return MEMC_INVALID_ARGUMENT }
    handle = CompilationHandle(MEMC_INVALID_OPTION, message: message)
  }
  unsafe place.pointee = OpaquePointer(Unmanaged.passRetained(handle).toOpaque())
  return handle.status
}

/// As memc.h says.
@c @implementation
public func memc_free(_ compilation: OpaquePointer?) {
  guard let compilation = unsafe compilation else { return }
  // The one reference that the caller was given.
  unsafe Unmanaged<CompilationHandle>.fromOpaque(UnsafeRawPointer(compilation)).release()
}

extension CompilationHandle {
  /// What a caller's pointer stands for; nothing for NULL.
  @unsafe static func of(_ compilation: OpaquePointer?) -> CompilationHandle? {
    guard let compilation = unsafe compilation else { return nil }
    // It is one that was given out and not freed: that is the caller's promise.
    return unsafe Unmanaged<CompilationHandle>.fromOpaque(UnsafeRawPointer(compilation)).takeUnretainedValue()
  }
}
