import Foundation
import TestSupport
import Testing

/// Bytes as text.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

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
    get throws { try packageBytes("golden/\(name)") }
  }
}
