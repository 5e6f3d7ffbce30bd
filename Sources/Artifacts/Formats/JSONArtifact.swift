import Diagnostics
import FirmwareTables
import JSONCoding
import Lowering

/// An artifact that is JSON.
protocol JSONArtifact: ArtifactFormat, JSONFile {
  /// A member that no other artifact has.
  static var telltale: String { get }

  /// The file of a layout.
  ///
  /// - Parameters:
  ///   - diagnostics: What the compilation found.
  ///   - artifacts: What is written before it.
  init(_ layout: Layout, diagnostics: [Diagnostic], artifacts: [Artifact])

  /// The bytes of the file, by code that knows its type.
  func encoded() -> [UInt8]

  /// The file as a person reads it, a line each.
  var lines: [String] { get }
}

extension JSONArtifact {
  package static var fileName: String { "\(name).json" }
}
