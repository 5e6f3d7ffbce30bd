import Diagnostics
import FirmwareTables
import Foundation
import Testing

@testable import Artifacts

/// The root of the package.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// What a text compiles to.
func compile(_ text: String, name: String = "topo.yaml") -> Compilation {
  Compiler().compile(SourceFile(name: name, text: text))
}

extension ArtifactKind {
  static let e820 = ArtifactKind(E820Map.self)
  static let srat = ArtifactKind(SRAT.self)
  static let slit = ArtifactKind(SLIT.self)
}

/// Bytes as text.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A folder of its own for a test, removed with this object.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "memc-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in the folder.
  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Creates a folder in the folder, with those above it.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  /// Writes a file into the folder.
  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(filePath: path(name))) }

  /// The bytes of a file in the folder.
  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

  /// The names in a folder inside the folder, hidden ones among them.
  func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }
}

/// A golden file of the package.
struct GoldenFile: Sendable, CustomTestStringConvertible {
  let name: String

  static let json: [GoldenFile] = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: packageRoot + "/golden")) ?? []
    return folders.sorted().flatMap { folder in
      ["layout", "memslots"].map { GoldenFile(name: "\(folder)/\($0).json") }
    }
  }()

  var testDescription: String { name }

  var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(filePath: "\(packageRoot)/golden/\(name)"))) }
  }
}
