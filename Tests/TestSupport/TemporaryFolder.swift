import Foundation

/// A folder of its own for a test, removed with this object.
package final class TemporaryFolder {
  /// Its path.
  package let path: String

  /// Creates a folder.
  package init() throws {
    path = NSTemporaryDirectory() + "memc-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in the folder.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the folder and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  /// Writes bytes into the folder and gives their path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: path(name)))
    return path(name)
  }

  /// Creates a folder in the folder, with those above it.
  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  /// Copies a file or folder of the package into the folder, under a path of its own.
  package func copy(_ source: String, to name: String) throws {
    try FileManager.default.copyItem(atPath: "\(packageRoot)/\(source)", toPath: path(name))
  }

  /// The bytes of a file in the folder.
  package func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

  /// The names in a folder inside the folder, hidden ones among them.
  package func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }
}
