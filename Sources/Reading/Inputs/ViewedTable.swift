package import Artifacts
package import FirmwareTables
import SystemPackage

/// A table of an input. Large ones of a folder are read each time that somebody asks for them: a machine of thousands of
/// nodes has dozens of megabytes of them.
package struct ViewedTable: Sendable {
  private enum Source {
    case bytes([UInt8])
    case file(FilePath)
  }

  /// The most bytes of a file that are kept once they were read.
  private static let mostKept = 1 << 20

  /// What people find it by: the name of its file, or its signature.
  package let name: String
  /// What it is.
  package let kind: TableKind
  /// The line that names it in a text of several; `nil` elsewhere.
  package let line: Int?
  /// The format, where memc makes such tables.
  package let format: (any TableFormat.Type)?
  private let source: Source

  /// A table that is there.
  init(_ name: String, _ kind: TableKind, _ bytes: [UInt8], line: Int? = nil) {
    self.name = name
    self.kind = kind
    self.line = line
    format = Self.format(of: kind)
    source = .bytes(bytes)
  }

  /// A table of a topology, under the name of the file that it would be.
  init(_ kind: TableKind, _ bytes: [UInt8]) {
    let format = Self.format(of: kind)
    name = format?.fileName ?? kind.name
    self.kind = kind
    self.format = format
    line = nil
    source = .bytes(bytes)
  }

  /// A table in a file.
  ///
  /// - Parameter size: Bytes of the file.
  init(_ name: String, _ kind: TableKind, file: FilePath, size: Int) throws(FileError) {
    self.name = name
    self.kind = kind
    line = nil
    format = Self.format(of: kind)
    source = size > Self.mostKept ? .file(file) : .bytes(try FileIO.read(file))
  }

  /// The format of a kind. A cast of what reads it would look conformances up in the whole program.
  private static func format(of kind: TableKind) -> (any TableFormat.Type)? {
    tableFormats.first { $0.title == kind.name }
  }

  /// The table's bytes.
  package func bytes() throws(FileError) -> [UInt8] {
    switch source {
    case .bytes(let bytes): bytes
    case .file(let path): try FileIO.read(path)
    }
  }
}
