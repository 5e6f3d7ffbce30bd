/// A JSON artifact: a record that is a whole file and names the version of its format.
@usableFromInline package protocol JSONFile: JSONRecord {
  /// The version that this memc writes and reads.
  static var currentVersion: UInt64 { get }
  /// The version that the file is in.
  var version: UInt64 { get }
}

extension JSONFile {
  /// The bytes of the file.
  @inlinable package func fileBytes() -> [UInt8] { encoded(.records) }

  /// Reads a file back.
  ///
  /// - Parameter bytes: The bytes of the file.
  /// - Returns: What could be read, and what is wrong with the rest.
  package static func read(file bytes: [UInt8]) -> (file: Self, issues: [String]) {
    guard let value = try? JSONValue(parsing: bytes) else { return (Self(), ["the file is not JSON"]) }
    let issues = JSONIssues()
    let file = read(value, issues) ?? Self()
    guard issues.lines.isEmpty, file.version != currentVersion else { return (file, issues.lines) }
    return (file, ["version is \(file.version), and this memc reads \(currentVersion)"])
  }
}
