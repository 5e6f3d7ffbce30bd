import ArgumentParser
import Artifacts
import Diagnostics
import SystemPackage
import YAMLTree

/// Source files named on the command line.
enum Inputs {
  /// Reads a source; where it cannot be read, says so.
  static func source(_ path: String) -> SourceFile? {
    do throws(FileError) {
      let bytes = try FileIO.read(path, limit: YAMLTree.maximumInput)
      return SourceFile(name: name(path), bytes: bytes)
    } catch {
      Console.error(error.message)
      return nil
    }
  }

  /// What messages call a path: itself; `<stdin>` for standard input.
  static func name(_ path: String) -> String { path == "-" ? "<stdin>" : path }

  /// The stem of a path: its last component without its extension; `stdin` for standard input.
  static func stem(_ path: String) -> String {
    path == "-" ? "stdin" : FilePath(path).stem ?? path
  }
}
