/// A JSON artifact: a record that is a whole file and names the version of its format.
public protocol JSONFile: JSONRecord {
  /// The version that this memc writes and reads.
  static var currentVersion: UInt64 { get }
  /// The version that the file is in.
  var version: UInt64 { get }
}

extension JSONFile {
  /// The bytes of the file.
  public func encoded() -> [UInt8] { JSONRecordWriter.file(self) }

  /// Reads a file back.
  ///
  /// - Parameter bytes: The bytes of the file.
  /// - Returns: What could be read, and what is wrong with the rest.
  public static func decode(_ bytes: [UInt8]) -> (file: Self, issues: [String]) {
    let (file, issues) = JSONRecordReader.file(Self.self, bytes)
    guard issues.isEmpty, file.version != currentVersion else { return (file, issues) }
    return (file, ["version is \(file.version), and this memc reads \(currentVersion)"])
  }
}
