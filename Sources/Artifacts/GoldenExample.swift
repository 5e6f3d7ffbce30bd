import Diagnostics
import SystemPackage
import YAMLTree

/// A topology of a folder of examples, compiled.
public struct GoldenExample: Sendable {
  /// The file's name without its extension: the name of its folder of golden files.
  public let stem: String
  /// What came of it.
  public let compilation: Compilation

  /// Compiles every `.yaml` and `.yml` file of a folder, by ascending name.
  public static func all(in directory: String) throws(FileError) -> [GoldenExample] {
    var examples: [GoldenExample] = []
    for name in try FileSystem.names(in: directory) {
      let path = FilePath(name)
      guard path.extension == "yaml" || path.extension == "yml", let stem = path.stem else { continue }
      let file = "\(directory)/\(name)"
      let source = SourceFile(name: file, bytes: try FileIO.read(file, limit: YAMLTree.maximumInput))
      examples.append(GoldenExample(stem: stem, compilation: Compiler().compile(source)))
    }
    return examples
  }
}
