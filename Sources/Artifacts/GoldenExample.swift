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
      guard path.extension == "yaml" || path.extension == "yml" else { continue }
      examples.append(try GoldenExample(file: "\(directory)/\(name)"))
    }
    return examples
  }
}

extension GoldenExample {
  /// Compiles a file.
  public init(file: String) throws(FileError) {
    stem = FilePath(file).stem ?? file
    compilation = Compiler().compile(
      SourceFile(name: file, bytes: try FileIO.read(file, limit: YAMLTree.maximumInput)))
  }
}
