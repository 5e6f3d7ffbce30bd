import Diagnostics
package import SystemPackage
import YAMLTree

/// A topology of a folder of examples, compiled.
package struct GoldenExample: Sendable {
  /// The file's name without its extension: the name of its folder of golden files.
  package let stem: FilePath.Component
  /// What came of it.
  package let compilation: Compilation

  /// Compiles every `.yaml` and `.yml` file of a folder, by ascending name.
  package static func all(in directory: FilePath) throws(FileError) -> [GoldenExample] {
    var examples: [GoldenExample] = []
    for name in try FileSystem.names(in: directory) {
      guard name.extension == "yaml" || name.extension == "yml" else { continue }
      examples.append(try GoldenExample(file: directory.appending(name)))
    }
    return examples
  }
}

extension GoldenExample {
  /// Compiles a file.
  package init(file: FilePath) throws(FileError) {
    // Cut off the path: of a component alone the stem is text, in which bytes may be lost.
    var bare = file
    bare.extension = nil
    stem = bare.lastComponent ?? "topology"
    compilation = Compiler().compile(
      SourceFile(name: file.string, bytes: try FileIO.read(file, limit: YAMLTree.maximumInput)))
  }
}
