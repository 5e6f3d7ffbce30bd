import Artifacts
import Diagnostics
import YAMLTree

/// Source files named on the command line.
enum Inputs {
  /// Reads a source; where it cannot be read, says so.
  static func source(_ file: PathArgument) -> SourceFile? {
    do throws(FileError) {
      return SourceFile(name: file.inputName, bytes: try FileIO.read(file.path, limit: YAMLTree.maximumInput))
    } catch {
      Console.error(error.message)
      return nil
    }
  }
}
