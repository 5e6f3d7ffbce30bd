package import Artifacts
package import FirmwareTables
import SystemPackage

/// A table of an input. Those of a folder are read when somebody asks for them: a machine of thousands of nodes has
/// dozens of megabytes of them.
package struct ViewedTable: Sendable {
  private enum Source {
    case bytes([UInt8])
    case file(FilePath)
  }

  /// What people find it by: the name of its file, or its signature.
  package let name: String
  /// What it is.
  package let kind: TableKind
  /// The line that names it in a text of several; `nil` elsewhere.
  package let line: Int?
  private let source: Source

  /// A table that is there.
  init(_ name: String, _ kind: TableKind, _ bytes: [UInt8], line: Int? = nil) {
    self.name = name
    self.kind = kind
    self.line = line
    source = .bytes(bytes)
  }

  /// A table in a file.
  init(_ name: String, _ kind: TableKind, file: FilePath) {
    self.name = name
    self.kind = kind
    line = nil
    source = .file(file)
  }

  /// The format, where memc makes such tables.
  package var format: (any TableFormat.Type)? { kind.format as? any TableFormat.Type }

  /// The table's bytes.
  package func bytes() throws(FileError) -> [UInt8] {
    switch source {
    case .bytes(let bytes): bytes
    case .file(let path): try FileIO.read(path)
    }
  }
}
