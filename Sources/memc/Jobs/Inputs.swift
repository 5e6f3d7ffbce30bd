import Artifacts
import Diagnostics
import YAMLTree

/// Source files named on the command line.
enum Inputs {
  /// Reads a source; where it cannot be read, says so.
  static func source(_ file: PathArgument) -> SourceFile? {
    do throws(FileError) {
      return try read(file)
    } catch {
      Console.error(error.message)
      return nil
    }
  }

  /// Reads a source.
  static func read(_ file: PathArgument) throws(FileError) -> SourceFile {
    SourceFile(name: file.inputName, bytes: try FileIO.read(file.path, limit: YAMLTree.maximumInput))
  }
}
